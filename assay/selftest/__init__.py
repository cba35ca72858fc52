"""The proof that checks can fail: defects are planted in the libraries under test.

Imports ``assay.running`` and what is below it.
"""

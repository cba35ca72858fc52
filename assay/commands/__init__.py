"""The commands of ``assay``, one module for each group of them.

Imports everything; nothing imports it but ``assay.cli``.
"""

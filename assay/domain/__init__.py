"""What a conformance suite is made of: features, checks' verdicts, targets, stores, and the files of truth.

Imports no other package of Assay.
"""

# Generated from suites/library/file_object/__init__.py by `python -m tools.twin`; do not edit.
"""Files of rows, as a program has them: what becomes of them with each end of a transaction."""

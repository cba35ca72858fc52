# Generated from reference_app/library/columns_since_1_11/__init__.py by `python -m tools.twin`; do not edit.
"""Column types that came with version 1.11."""

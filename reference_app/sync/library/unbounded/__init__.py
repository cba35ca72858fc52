# Generated from reference_app/library/unbounded/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": models as it writes them, with texts of no stated length."""

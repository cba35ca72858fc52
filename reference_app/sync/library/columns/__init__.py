# Generated from reference_app/library/columns/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Advanced Types": a model for each type of column."""

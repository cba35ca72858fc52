# Generated from reference_app/library/sqlmodels/__init__.py by `python -m tools.twin`; do not edit.
"""The page "SQLModel Integration"."""

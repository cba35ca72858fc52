# Generated from reference_app/library/reports/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": a query that is mapped like a table."""

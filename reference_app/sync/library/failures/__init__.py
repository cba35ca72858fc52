# Generated from reference_app/library/failures/__init__.py by `python -m tools.twin`; do not edit.
"""Shelves and volumes, on which everything can go wrong that a database refuses."""

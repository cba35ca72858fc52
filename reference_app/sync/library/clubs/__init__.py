# Generated from reference_app/library/clubs/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Services": clubs, their players and their seats."""

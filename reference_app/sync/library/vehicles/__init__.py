# Generated from reference_app/library/vehicles/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Inheritance Patterns": classes with tables that have nothing to do with each other."""

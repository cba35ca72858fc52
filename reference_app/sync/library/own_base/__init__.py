# Generated from reference_app/library/own_base/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Inheritance Patterns": a declarative base of the program's own."""

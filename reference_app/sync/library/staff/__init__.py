# Generated from reference_app/library/staff/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Inheritance Patterns": classes that share a table."""

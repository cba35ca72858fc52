# Generated from reference_app/library/people/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Inheritance Patterns": classes with a table each, joined by their keys."""

# Generated from reference_app/books/__init__.py by `python -m tools.twin`; do not edit.
"""Books: the other half of the guide's book management system."""

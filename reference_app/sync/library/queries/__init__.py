# Generated from reference_app/library/queries/__init__.py by `python -m tools.twin`; do not edit.
"""The sessions that a program with several databases has, and queries with them."""

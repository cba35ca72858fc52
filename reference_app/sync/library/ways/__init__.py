# Generated from reference_app/library/ways/__init__.py by `python -m tools.twin`; do not edit.
"""Rows that carry more than their columns, and are written in every way that there is."""

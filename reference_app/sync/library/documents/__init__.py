# Generated from reference_app/library/documents/__init__.py by `python -m tools.twin`; do not edit.
"""Folders with files."""

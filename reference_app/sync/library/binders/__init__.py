# Generated from reference_app/library/binders/__init__.py by `python -m tools.twin`; do not edit.
"""Binders, whose list of files is watched."""

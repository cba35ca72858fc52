# Generated from reference_app/library/memory/__init__.py by `python -m tools.twin`; do not edit.
"""A program whose own tests use repositories in memory."""

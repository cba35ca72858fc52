# Generated from reference_app/words/__init__.py by `python -m tools.twin`; do not edit.
"""Litestar's page, "Using Properties with DTOs": what SQLAlchemy maps itself."""

# Generated from reference_app/library/database_hashes/__init__.py by `python -m tools.twin`; do not edit.
"""Passwords that the database hashes."""

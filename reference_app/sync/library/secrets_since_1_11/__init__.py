# Generated from reference_app/library/secrets_since_1_11/__init__.py by `python -m tools.twin`; do not edit.
"""Secrets of kinds that came with version 1.11."""

# Generated from reference_app/library/secrets/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Advanced Types": encrypted texts and password hashes."""

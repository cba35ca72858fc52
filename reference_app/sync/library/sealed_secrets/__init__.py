# Generated from reference_app/library/sealed_secrets/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Advanced Types": texts that the server encrypts."""

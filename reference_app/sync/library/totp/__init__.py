# Generated from reference_app/library/totp/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Advanced Types": secrets of one-time passwords."""

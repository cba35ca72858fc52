# Generated from reference_app/__init__.py by `python -m tools.twin`; do not edit.
"""The reference application: what a user would write following the documentation page, one folder per chapter."""

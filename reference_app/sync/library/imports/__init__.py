# Generated from reference_app/library/imports/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": keys that come from elsewhere."""

# Generated from reference_app/library/nanoid_missing/__init__.py by `python -m tools.twin`; do not edit.
"""Keys that are short texts, where the package that makes them is not installed."""

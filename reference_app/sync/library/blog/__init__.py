# Generated from reference_app/library/blog/__init__.py by `python -m tools.twin`; do not edit.
"""The examples of the page "Services", posts and their tags, as the page has them."""

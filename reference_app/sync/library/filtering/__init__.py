# Generated from reference_app/library/filtering/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Filtering and Pagination": talks and the remarks on them."""

# Generated from reference_app/choices/__init__.py by `python -m tools.twin`; do not edit.
"""The page's section "Filter Dependency Configuration": filters of booleans and of choices."""

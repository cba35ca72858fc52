# Generated from reference_app/library/authors/__init__.py by `python -m tools.twin`; do not edit.
"""The pages "Repositories" and "Services": authors and their books."""

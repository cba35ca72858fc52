# Generated from reference_app/library/reading/__init__.py by `python -m tools.twin`; do not edit.
"""The pages "Repositories" and their reference: a library's shelves, as far as they are read."""

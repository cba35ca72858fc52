# Generated from reference_app/library/upserts/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Repositories", "Upsert Many": goods in a storehouse, which come again and again."""

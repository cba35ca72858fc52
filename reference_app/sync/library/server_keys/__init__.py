# Generated from reference_app/library/server_keys/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": a base whose keys the database makes, too."""

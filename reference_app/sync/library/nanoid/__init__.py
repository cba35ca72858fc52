# Generated from reference_app/library/nanoid/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": models whose keys are Nano IDs."""

# Generated from reference_app/library/shapes/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": how tables look, and what is in a dictionary of an object."""

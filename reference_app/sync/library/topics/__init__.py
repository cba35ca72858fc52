# Generated from reference_app/library/topics/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": slugs, and objects that there is one of for a name."""

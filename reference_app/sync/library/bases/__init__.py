# Generated from reference_app/library/bases/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Modeling Basics": one model on each base class."""

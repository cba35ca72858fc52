# Generated from reference_app/library/stocks/__init__.py by `python -m tools.twin`; do not edit.
"""A stock that is counted: rows are written whether or not they are there."""

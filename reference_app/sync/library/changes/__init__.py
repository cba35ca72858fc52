# Generated from reference_app/library/changes/__init__.py by `python -m tools.twin`; do not edit.
"""What repositories change: parts with keys of their own, memberships with two, and rooms with what stands in them."""

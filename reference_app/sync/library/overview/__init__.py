# Generated from reference_app/library/overview/__init__.py by `python -m tools.twin`; do not edit.
"""What the front page promises: one program with a bit of everything."""

# Generated from reference_app/library/__init__.py by `python -m tools.twin`; do not edit.
"""A program that uses the library without a web framework: one chapter for each page of the documentation."""

# Generated from reference_app/two_databases/__init__.py by `python -m tools.twin`; do not edit.
"""The page's section "Database Sessions": an application with two databases."""

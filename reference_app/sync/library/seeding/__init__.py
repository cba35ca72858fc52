# Generated from reference_app/library/seeding/__init__.py by `python -m tools.twin`; do not edit.
"""The page "Database Seeding and Fixture Loading": what a program fills its tables with."""

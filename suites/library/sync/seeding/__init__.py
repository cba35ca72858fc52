# Generated from suites/library/seeding/__init__.py by `python -m tools.twin`; do not edit.

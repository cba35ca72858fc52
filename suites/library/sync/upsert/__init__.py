# Generated from suites/library/upsert/__init__.py by `python -m tools.twin`; do not edit.

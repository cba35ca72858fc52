# Generated from suites/library/filter/__init__.py by `python -m tools.twin`; do not edit.

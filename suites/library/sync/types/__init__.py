# Generated from suites/library/types/__init__.py by `python -m tools.twin`; do not edit.

# Generated from suites/library/inheritance/__init__.py by `python -m tools.twin`; do not edit.

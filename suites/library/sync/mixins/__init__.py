# Generated from suites/library/mixins/__init__.py by `python -m tools.twin`; do not edit.

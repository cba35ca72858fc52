# Generated from suites/library/modeling/__init__.py by `python -m tools.twin`; do not edit.

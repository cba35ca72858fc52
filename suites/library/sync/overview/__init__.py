# Generated from suites/library/overview/__init__.py by `python -m tools.twin`; do not edit.

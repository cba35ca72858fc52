# Generated from suites/library/exc/__init__.py by `python -m tools.twin`; do not edit.

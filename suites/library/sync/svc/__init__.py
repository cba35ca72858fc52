# Generated from suites/library/svc/__init__.py by `python -m tools.twin`; do not edit.

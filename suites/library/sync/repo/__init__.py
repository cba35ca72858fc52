# Generated from suites/library/repo/__init__.py by `python -m tools.twin`; do not edit.

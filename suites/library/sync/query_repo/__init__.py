# Generated from suites/library/query_repo/__init__.py by `python -m tools.twin`; do not edit.

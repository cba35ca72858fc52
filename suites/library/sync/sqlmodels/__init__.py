# Generated from suites/library/sqlmodels/__init__.py by `python -m tools.twin`; do not edit.

# Generated from suites/library/ops/__init__.py by `python -m tools.twin`; do not edit.

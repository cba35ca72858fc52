# Generated from suites/library/__init__.py by `python -m tools.twin`; do not edit.

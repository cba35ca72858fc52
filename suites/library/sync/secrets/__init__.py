# Generated from suites/library/secrets/__init__.py by `python -m tools.twin`; do not edit.

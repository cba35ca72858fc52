# Generated from suites/library/repo_reading/__init__.py by `python -m tools.twin`; do not edit.

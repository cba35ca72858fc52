# Generated from suites/library/memory_repo/__init__.py by `python -m tools.twin`; do not edit.

# Generated from suites/library/ways/__init__.py by `python -m tools.twin`; do not edit.
"""What an instance carries is in its row, whichever way it is written."""

# Generated from reference_app/filtered/__init__.py by `python -m tools.twin`; do not edit.
"""Tasks on boards, and listings of them with any configuration of filters."""

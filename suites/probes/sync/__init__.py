# Generated from suites/probes/__init__.py by `python -m tools.twin`; do not edit.
"""Handlers that checks need beside the reference application's: for what a client alone cannot see or cause."""

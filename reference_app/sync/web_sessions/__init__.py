# Generated from reference_app/web_sessions/__init__.py by `python -m tools.twin`; do not edit.
"""The page's chapter "Session Middleware": sessions that live in the application's database."""

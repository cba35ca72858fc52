# Generated from reference_app/web_sessions/example.py by `python -m tools.twin`; do not edit.
"""The application of "Complete Example"."""

from typing import Any

from litestar import Litestar

from reference_app.settings import Settings
from reference_app.sync.web_sessions.app import create_app as create_session_app
from reference_app.web_sessions.handlers import example_routes
from reference_app.web_sessions.models import WebSession

__all__ = ("create_app",)


def create_app(settings: Settings, **options: Any) -> Litestar:
    """Create the application; takes what the chapter's other one takes."""
    return create_session_app(settings, routes=example_routes, model=WebSession, **options)

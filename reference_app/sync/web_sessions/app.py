# Generated from reference_app/web_sessions/app.py by `python -m tools.twin`; do not edit.
"""The application of "Quick Setup" and "Using Sessions in Routes", with the sessions in the database."""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.extensions.litestar import (
    EngineConfig,
    SQLAlchemyPlugin,
    SQLAlchemySyncConfig,
    SyncSessionConfig,
)
from advanced_alchemy.extensions.litestar.session import SessionModelMixin, SQLAlchemySyncSessionBackend
from advanced_alchemy.extensions.litestar.store import SQLAlchemyStore
from litestar import Litestar
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.middleware.session.base import SessionMiddleware
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.types import ControllerRouterHandler

from reference_app.settings import Settings
from reference_app.web_sessions.handlers import cleanup_of, user_routes
from reference_app.web_sessions.models import BIND_KEY, SessionStore, UserSession

__all__ = ("create_app", "create_backend", "create_store_app")


def create_backend(
    settings: Settings,
    *,
    session_config: ServerSideSessionConfig | None = None,
    model: type[SessionModelMixin] = UserSession,
    bind_key: str = BIND_KEY,
) -> SQLAlchemySyncSessionBackend:
    """Create the session backend, with a configuration of the database of its own.

    Args:
        settings: Which database, and how to use it.
        session_config: How long sessions live, and what their cookie looks like.
        model: Where they are kept.
        bind_key: Whose tables the configuration makes.
    """
    return SQLAlchemySyncSessionBackend(
        config=session_config or ServerSideSessionConfig(max_age=3600),
        alchemy_config=_config(settings, bind_key),
        model=model,
    )


def create_app(
    settings: Settings,
    *,
    routes: Sequence[ControllerRouterHandler] = user_routes,
    route_handlers: Sequence[ControllerRouterHandler] = (),
    as_documented: bool = False,
    session_config: ServerSideSessionConfig | None = None,
    model: type[SessionModelMixin] = UserSession,
    bind_key: str = BIND_KEY,
    cleanup: bool = True,
    **litestar_options: Any,
) -> Litestar:
    """Create the application.

    Args:
        settings: Which database, and how to use it.
        routes: The page's handlers.
        route_handlers: Further handlers.
        as_documented: Register the middleware as the page does, which does not connect it with the backend.
        session_config: How long sessions live, and what their cookie looks like.
        model: Where they are kept.
        bind_key: Whose tables are made.
        cleanup: Remove expired sessions at the start, as the page does.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    session_backend = create_backend(settings, session_config=session_config, model=model, bind_key=bind_key)
    connected = DefineMiddleware(SessionMiddleware, backend=session_backend)
    return Litestar(
        route_handlers=[*routes, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=session_backend.alchemy)],
        middleware=[session_backend.config.middleware if as_documented else connected],
        on_startup=[cleanup_of(session_backend)] if cleanup else [],
        state=State({"session_backend": session_backend}),
        **litestar_options,
    )


def create_store_app(settings: Settings, **litestar_options: Any) -> Litestar:
    """Create the application with Litestar's own session backend, on a store that is in the database.

    Args:
        settings: Which database, and how to use it.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    config = _config(settings, BIND_KEY)
    return Litestar(
        route_handlers=user_routes,
        plugins=[SQLAlchemyPlugin(config=config)],
        middleware=[ServerSideSessionConfig(max_age=3600).middleware],
        stores={"sessions": SQLAlchemyStore(config=config, model=SessionStore)},
        **litestar_options,
    )


def _config(settings: Settings, bind_key: str) -> SQLAlchemySyncConfig:
    return SQLAlchemySyncConfig(
        connection_string=settings.database_url,
        before_send_handler=settings.before_send_handler,
        session_config=SyncSessionConfig(expire_on_commit=False),
        create_all=settings.create_all,
        engine_config=EngineConfig(**settings.engine_options),
        bind_key=bind_key,
    )

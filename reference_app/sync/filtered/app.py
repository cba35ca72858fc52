# Generated from reference_app/filtered/app.py by `python -m tools.twin`; do not edit.
"""An application of listings, each with a configuration of filters of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import (
    EngineConfig,
    SQLAlchemyPlugin,
    SQLAlchemySyncConfig,
    SyncSessionConfig,
    filters,
    providers,
)
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Dependency
from litestar.types import ControllerRouterHandler

from reference_app.filtered.models import BIND_KEY
from reference_app.settings import Settings
from reference_app.sync.filtered.services import BoardService, TaskService

__all__ = ("create_app", "create_config", "listing")

SERVICES: Mapping[str, Any] = {"tasks": (TaskService, "title"), "boards": (BoardService, "code")}
"""By name: the service, and the attribute by which an answer names its rows."""


def listing(path: str, config: Any, service: str = "tasks", **options: Any) -> HTTPRouteHandler:
    """A handler that lists rows.

    Args:
        path: Where.
        config: The configuration of its filters.
        service: Of what: a key of ``SERVICES``.
        options: What else ``create_service_dependencies`` takes.
    """
    service_class, shown = SERVICES[service]

    @get(
        path,
        dependencies=providers.create_service_dependencies(service_class, "rows", filters=config, **options),
        sync_to_thread=True,
    )
    def list_rows(
        rows: Annotated[Any, Dependency(skip_validation=True)],
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> dict[str, Any]:
        """The names of the rows in their order, the total, and what the handler received."""
        found, total = rows.list_and_count(*filters)
        return {
            "names": [getattr(row, shown) for row in found],
            "total": total,
            "received": [type(member).__name__ for member in filters],
        }

    return list_rows


def create_config(settings: Settings, session_key: str) -> SQLAlchemySyncConfig:
    """A configuration of the database.

    Args:
        settings: Which database, and how to use it.
        session_key: The name under which handlers receive its session.
    """
    return SQLAlchemySyncConfig(
        connection_string=settings.database_url,
        before_send_handler=settings.before_send_handler,
        session_config=SyncSessionConfig(expire_on_commit=False),
        session_dependency_key=session_key,
        engine_dependency_key=f"{session_key}_engine",
        create_all=settings.create_all,
        engine_config=EngineConfig(**settings.engine_options),
        bind_key=BIND_KEY,
    )


def create_app(
    settings: Settings,
    *,
    listings: Mapping[str, Mapping[str, Any]] | None = None,
    session_keys: Sequence[str] = ("db_session",),
    more_handlers: Callable[..., Sequence[ControllerRouterHandler]] | None = None,
    **litestar_options: Any,
) -> Litestar:
    """Create the application.

    Args:
        settings: Which database, and how to use it.
        listings: By path, what :func:`listing` takes.
        session_keys: The names of the sessions, each of a configuration of its own; all are of one database.
        more_handlers: Takes the configurations, and gives further handlers.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    configs = [create_config(settings, key) for key in session_keys]
    handlers: list[ControllerRouterHandler] = [listing(path, **options) for path, options in (listings or {}).items()]
    if more_handlers is not None:
        handlers += more_handlers(*configs)
    return Litestar(
        route_handlers=handlers,
        plugins=[SQLAlchemyPlugin(config=configs)],
        **litestar_options,
    )

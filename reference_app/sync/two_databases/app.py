# Generated from reference_app/two_databases/app.py by `python -m tools.twin`; do not edit.
"""Two configurations in one plugin: a handler chooses its database by the names of its parameters."""

from collections.abc import Sequence
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import (
    EngineConfig,
    SQLAlchemyPlugin,
    SQLAlchemySyncConfig,
    SyncSessionConfig,
    providers,
    repository,
    service,
)
from litestar import Controller, Litestar, Response, get, post
from litestar.params import Body
from litestar.types import ControllerRouterHandler
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from reference_app.settings import Settings
from reference_app.two_databases.models import Order, Report

__all__ = ("Prepared", "ReportService", "create_app", "prepare")


class ReportService(service.SQLAlchemySyncRepositoryService[Report]):
    """Reports."""

    class Repo(repository.SQLAlchemySyncRepository[Report]):
        """Reports in the database."""

        model_type = Report

    repository_type = Repo


def configuration(settings: Settings, bind_key: str, **options: Any) -> SQLAlchemySyncConfig:
    """The configuration of one database, with keys of its own as on the page."""
    return SQLAlchemySyncConfig(
        **{
            "connection_string": settings.database_url,
            "bind_key": bind_key,
            "session_dependency_key": f"{bind_key}_session",
            "engine_dependency_key": f"{bind_key}_engine",
            "before_send_handler": settings.before_send_handler,
            "session_config": SyncSessionConfig(expire_on_commit=False),
            "engine_config": EngineConfig(**settings.engine_options),
            "create_all": settings.create_all,
            **options,
        }
    )


@post("/both", sync_to_thread=True)
def write_both(
    primary_session: Session, reporting_session: Session, data: Annotated[dict[str, Any], Body()]
) -> Response[dict[str, Any]]:
    """Write an order and a report, and end with the status that is asked for."""
    primary_session.add(Order(name=data["name"]))
    reporting_session.add(Report(name=data["name"]))
    primary_session.flush()
    reporting_session.flush()
    if data["status"] == 0:
        raise ValueError("after the flush")
    return Response({}, status_code=data["status"])


@post("/orders", sync_to_thread=True)
def write_order(primary_session: Session, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Write an order."""
    primary_session.add(Order(name=data["name"]))
    primary_session.flush()
    return {}


@get("/reports", sync_to_thread=True)
def list_reports(reporting_session: Session) -> list[str]:
    """The names of all reports."""
    return list((reporting_session.execute(select(Report.name).order_by(Report.name))).scalars())


@get("/databases", sync_to_thread=True)
def databases(primary_engine: Engine, reporting_engine: Engine) -> list[str | None]:
    """Where both engines are."""
    return [primary_engine.url.database, reporting_engine.url.database]


class Prepared:
    """An application and its configurations.

    Attributes:
        app: The application.
        primary: The configuration of the orders' database.
        reporting: The configuration of the reports' database.
    """

    def __init__(self, app: Litestar, primary: SQLAlchemySyncConfig, reporting: SQLAlchemySyncConfig) -> None:
        self.app = app
        self.primary = primary
        self.reporting = reporting


def prepare(
    primary_settings: Settings,
    reporting_settings: Settings,
    *,
    route_handlers: Sequence[ControllerRouterHandler] = (),
    **reporting_options: Any,
) -> Prepared:
    """Create the application, and give its configurations too.

    Args:
        primary_settings: The database of the orders.
        reporting_settings: The database of the reports.
        route_handlers: Further handlers.
        reporting_options: Further options of the reports' configuration.
    """
    primary = configuration(primary_settings, "primary")
    reporting = configuration(reporting_settings, "reporting", **reporting_options)

    class ReportController(Controller):
        """Reports by their service."""

        dependencies = providers.create_service_dependencies(ReportService, "reports", config=reporting)

        @post("/served-reports", sync_to_thread=True)
        def write_report(self, reports: ReportService, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
            """Write a report."""
            reports.create({"name": data["name"]})
            return {"number": reports.count()}

    app = Litestar(
        route_handlers=[write_both, write_order, list_reports, databases, ReportController, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=[primary, reporting])],
    )
    return Prepared(app, primary, reporting)


def create_app(settings: Settings, *, route_handlers: Sequence[ControllerRouterHandler] = ()) -> Litestar:
    """Create the application with one database for both."""
    return prepare(settings, settings, route_handlers=route_handlers).app

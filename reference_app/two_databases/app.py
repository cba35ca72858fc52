"""Two configurations in one plugin: a handler chooses its database by the names of its parameters."""

from collections.abc import Sequence
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    EngineConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
    providers,
    repository,
    service,
)
from litestar import Controller, Litestar, Response, get, post
from litestar.params import Body
from litestar.types import ControllerRouterHandler
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from reference_app.settings import Settings
from reference_app.two_databases.models import Order, Report

__all__ = ("Prepared", "ReportService", "create_app", "prepare")


class ReportService(service.SQLAlchemyAsyncRepositoryService[Report]):
    """Reports."""

    class Repo(repository.SQLAlchemyAsyncRepository[Report]):
        """Reports in the database."""

        model_type = Report

    repository_type = Repo


def configuration(settings: Settings, bind_key: str, **options: Any) -> SQLAlchemyAsyncConfig:
    """The configuration of one database, with keys of its own as on the page."""
    return SQLAlchemyAsyncConfig(
        **{
            "connection_string": settings.database_url,
            "bind_key": bind_key,
            "session_dependency_key": f"{bind_key}_session",
            "engine_dependency_key": f"{bind_key}_engine",
            "before_send_handler": settings.before_send_handler,
            "session_config": AsyncSessionConfig(expire_on_commit=False),
            "engine_config": EngineConfig(**settings.engine_options),
            "create_all": settings.create_all,
            **options,
        }
    )


@post("/both")
async def write_both(
    primary_session: AsyncSession, reporting_session: AsyncSession, data: Annotated[dict[str, Any], Body()]
) -> Response[dict[str, Any]]:
    """Write an order and a report, and end with the status that is asked for."""
    primary_session.add(Order(name=data["name"]))
    reporting_session.add(Report(name=data["name"]))
    await primary_session.flush()
    await reporting_session.flush()
    if data["status"] == 0:
        raise ValueError("after the flush")
    return Response({}, status_code=data["status"])


@post("/orders")
async def write_order(primary_session: AsyncSession, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Write an order."""
    primary_session.add(Order(name=data["name"]))
    await primary_session.flush()
    return {}


@get("/reports")
async def list_reports(reporting_session: AsyncSession) -> list[str]:
    """The names of all reports."""
    return list((await reporting_session.execute(select(Report.name).order_by(Report.name))).scalars())


@get("/databases")
async def databases(primary_engine: AsyncEngine, reporting_engine: AsyncEngine) -> list[str | None]:
    """Where both engines are."""
    return [primary_engine.url.database, reporting_engine.url.database]


class Prepared:
    """An application and its configurations.

    Attributes:
        app: The application.
        primary: The configuration of the orders' database.
        reporting: The configuration of the reports' database.
    """

    def __init__(self, app: Litestar, primary: SQLAlchemyAsyncConfig, reporting: SQLAlchemyAsyncConfig) -> None:
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

        @post("/served-reports")
        async def write_report(self, reports: ReportService, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
            """Write a report."""
            await reports.create({"name": data["name"]})
            return {"number": await reports.count()}

    app = Litestar(
        route_handlers=[write_both, write_order, list_reports, databases, ReportController, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=[primary, reporting])],
    )
    return Prepared(app, primary, reporting)


def create_app(settings: Settings, *, route_handlers: Sequence[ControllerRouterHandler] = ()) -> Litestar:
    """Create the application with one database for both."""
    return prepare(settings, settings, route_handlers=route_handlers).app

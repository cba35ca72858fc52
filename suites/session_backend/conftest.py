"""The applications with sessions that the checks drive."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from litestar import Litestar
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import Driver, Planted, Reader, RunningApp, TargetRuntime, twin
from reference_app.settings import Settings
from reference_app.web_sessions.handlers import user_routes
from suites.processes import FreshProcess, fresh_process_of
from suites.session_backend import fresh, models

StartSessions = Callable[..., RunningApp]
APP = "reference_app.web_sessions.app"
EXAMPLE = "reference_app.web_sessions.example"
NO_PAGES: dict[str, Any] = {"openapi_config": None}
"""For an application of which only the given handlers are asked: its OpenAPI pages are more than half of what it takes
to make it. The applications that all checks share have them."""


def settings_for(runtime: TargetRuntime, driver: Driver | None = None, **options: Any) -> Settings:
    """The settings of an application on a target.

    Args:
        runtime: Where it is to run.
        driver: Another driver than the target's.
        options: Settings other than the URL.
    """
    backend, chosen = runtime.target.backend, driver or runtime.target.driver
    given = options.pop("engine_options", {})
    return Settings(
        database_url=backend.url(runtime.space, chosen).render_as_string(hide_password=False),
        engine_options={**backend.engine_options(chosen), **given},
        **options,
    )


def build_sessions(
    runtime: TargetRuntime,
    module: str = APP,
    factory: str = "create_app",
    driver: Driver | None = None,
    engine_options: dict[str, Any] | None = None,
    create_all: bool = True,
    **options: Any,
) -> Litestar:
    """Build an application with sessions.

    Args:
        runtime: Where it is to run.
        module: The module of the factory, in its async colour.
        factory: Name of the function that makes it.
        driver: Another driver than the target's.
        engine_options: Options of the engine.
        create_all: Whether it makes its tables.
        options: What the factory takes.
    """
    settings = settings_for(runtime, driver, engine_options=engine_options or {}, create_all=create_all)
    colour = twin(module, "reference_app", (driver or runtime.target.driver).is_async)
    app: Litestar = getattr(colour, factory)(settings, **options)
    return app


def build_backend(runtime: TargetRuntime, driver: Driver | None = None, **options: Any) -> Any:
    """Build a session backend without an application."""
    engine_options = options.pop("engine_options", {})
    settings = settings_for(runtime, driver, engine_options=engine_options)
    return twin(APP, "reference_app", (driver or runtime.target.driver).is_async).create_backend(settings, **options)


def driver_of(runtime: TargetRuntime, *, is_async: bool) -> Driver:
    """The target's driver if it is of that colour, else the backend's primary one of that colour."""
    drivers = (runtime.target.driver, *runtime.target.backend.primary_drivers)
    return next(driver for driver in drivers if driver.is_async is is_async)


def backend_of(app: RunningApp) -> Any:
    """The session backend of a running application."""
    return app.app.state["session_backend"]


@pytest.fixture
def sessions(runtime: TargetRuntime) -> RunningApp:
    """The application of "Using Sessions in Routes", one for all checks of a worker and target."""
    return runtime.kept_app("web-sessions", lambda: build_sessions(runtime))


@pytest.fixture
def example(runtime: TargetRuntime) -> RunningApp:
    """The application of "Complete Example", one for all checks of a worker and target."""
    return runtime.kept_app("web-sessions-example", lambda: build_sessions(runtime, EXAMPLE))


@pytest.fixture
def start_sessions(runtime: TargetRuntime, sessions: RunningApp) -> StartSessions:
    """Start a further application with sessions on the same tables; takes what :func:`build_sessions` takes."""
    del sessions

    def start(**options: Any) -> RunningApp:
        return runtime.start(build_sessions(runtime, **{"create_all": False, **NO_PAGES, **options}))

    return start


@pytest.fixture
def start_memory(runtime: TargetRuntime) -> StartSessions:
    """Start the page's handlers, and those that are given, with Litestar's own sessions in memory."""

    def start(*handlers: Any) -> RunningApp:
        middleware = [ServerSideSessionConfig(max_age=3600).middleware]
        return runtime.start(Litestar([*user_routes, *handlers], middleware=middleware, **NO_PAGES))

    return start


@pytest.fixture
def own_tables(runtime: TargetRuntime) -> RunningApp:
    """An application that has made the tables of the chapter's own models."""
    options: dict[str, Any] = {"model": models.PlainSession, "bind_key": models.BIND_KEY}
    return runtime.kept_app("session-checks", lambda: build_sessions(runtime, **options))


@pytest.fixture
def start_own(runtime: TargetRuntime, own_tables: RunningApp) -> StartSessions:
    """Start an application on one of the chapter's own models."""
    del own_tables

    def start(**options: Any) -> RunningApp:
        options = {"bind_key": models.BIND_KEY, "create_all": False, **NO_PAGES, **options}
        return runtime.start(build_sessions(runtime, **options))

    return start


def now() -> datetime.datetime:
    """The client's clock."""
    return datetime.datetime.now(datetime.timezone.utc)


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.session_backend.fresh` in a new process."""
    return fresh_process_of(planted, fresh.__name__)


def place(runtime: TargetRuntime, driver: Driver | None = None) -> dict[str, Any]:
    """What a job in a process of its own needs to know of the database, which it can have."""
    runtime.make_way()
    backend, chosen = runtime.target.backend, driver or runtime.target.driver
    return {
        "url": backend.url(runtime.space, chosen).render_as_string(hide_password=False),
        "engine_options": {**backend.engine_options(chosen), **backend.patient_options(chosen)},
        "is_async": chosen.is_async,
    }


class Rows:
    """The rows of the session table, written and read by the independent reader.

    Args:
        reader: The reader.
        table: The table.
    """

    def __init__(self, reader: Reader, table: str = "user_sessions") -> None:
        self.reader = reader
        self.table = table

    def add(self, session_id: str, seconds: float, data: bytes | str = b'{"user_id":123,"username":"bob"}') -> None:
        """Write a session that ends in so many seconds."""
        self.add_at(session_id, now() + datetime.timedelta(seconds=seconds), data)

    def add_at(self, session_id: str, end: datetime.datetime, data: bytes | str = b"{}") -> None:
        """Write a session that ends at a moment."""
        row = {"id": uuid.uuid4(), "session_id": session_id, "data": data, "expires_at": end}
        self.reader.insert(self.table, row)

    def ids(self) -> set[str]:
        """The ids of the stored sessions."""
        return {row["session_id"] for row in self.reader.rows(self.table)}

    def one(self, session_id: str) -> dict[str, Any]:
        """The row of a session, which must be there."""
        row = self.reader.row(self.table, session_id=session_id)
        assert row is not None, f"no row of {self.table} has the id {session_id!r}; there are {sorted(self.ids())}"
        return row

    def decoded(self, session_id: str) -> Any:
        """What a session holds."""
        return json.loads(self.one(session_id)["data"])


@pytest.fixture
def rows(reader: Reader, sessions: RunningApp) -> Rows:
    """The rows of the table ``user_sessions``."""
    del sessions
    return Rows(reader)


def names(values: Iterable[Any]) -> list[str]:
    """Sorted texts, for messages."""
    return sorted(str(value) for value in values)

"""The page's second way to import the same."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest
from advanced_alchemy.extensions import litestar as extension
from litestar import Litestar, get
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import TargetRuntime, proves


@pytest.fixture
def alternative() -> ModuleType:
    """The module that the page's examples on sessions import from; it warns of its deprecation."""
    return importlib.import_module("litestar.plugins.sqlalchemy")


@proves("db-session.plugins-sqlalchemy-import")
@pytest.mark.parametrize(
    "name", ["AsyncSessionConfig", "SQLAlchemyAsyncConfig", "SQLAlchemySyncConfig", "SQLAlchemyPlugin"]
)
def test_same_object(alternative: ModuleType, name: str) -> None:
    """A name imported from litestar.plugins.sqlalchemy is the extension's own."""
    found = getattr(alternative, name, None)
    assert found is getattr(extension, name), f"litestar.plugins.sqlalchemy.{name} is {found!r}"


@proves("db-session.plugins-sqlalchemy-import")
def test_unknown_name(alternative: ModuleType) -> None:
    """A name that the module does not have is not made up."""
    assert not hasattr(alternative, "SQLAlchemyNothing"), "the module has a name that nobody gave it"


@get("/my-endpoint")
async def my_controller(db_session: AsyncSession) -> str:
    """The page's handler, with a query."""
    return f"Hello, World {(await db_session.execute(select(literal(1)))).scalar_one()}!"


@proves("db-session.plugins-sqlalchemy-import")
def test_application_of_that_module(alternative: Any, runtime: TargetRuntime) -> None:
    """The page's application, built from that module alone, answers a request with a session."""
    config = alternative.SQLAlchemyAsyncConfig(
        connection_string=runtime.url.render_as_string(hide_password=False),
        before_send_handler="autocommit",
        session_config=alternative.AsyncSessionConfig(expire_on_commit=False),
        create_all=True,
    )
    plugin = alternative.SQLAlchemyPlugin(config=config)
    running = runtime.start(Litestar(route_handlers=[my_controller], plugins=[plugin]))
    response = running.get("/my-endpoint")
    assert response.status_code == 200, f"GET /my-endpoint answered {response.status_code}: {response.text}"
    assert response.text == "Hello, World 1!", f"GET /my-endpoint answered {response.text!r}"

"""Small applications of users, as files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import TypeAlias

from assay.applications.checked import Application
from assay.applications.lines import Line
from suites.application.inventory import Inventory
from suites.application.loading import read_inventory, request_of
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "bookclub"

Checked: TypeAlias = "Callable[..., dict[str, Line]]"
"""Runs the checks of a folder's application on a target; the lines by their ids."""

PLAIN = """
from litestar import Litestar, get
from litestar.params import Dependency
from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from sqlalchemy.orm import Mapped

class Author(UUIDAuditBase):
    name: Mapped[str]

@get("/authors/{name:str}")
async def one(name: str, db_session: "AsyncSession", limit: int = 3) -> list[str]:
    return []

config = SQLAlchemyAsyncConfig(connection_string="sqlite+aiosqlite:///theirs.sqlite", before_send_handler="autocommit")
app = Litestar([one], plugins=[SQLAlchemyPlugin(config)])
"""
"""One model, one route, one configuration."""

SYNC = """
from typing import Annotated
from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.extensions.litestar import (
    SQLAlchemyPlugin, SQLAlchemySyncConfig, filters, providers, repository, service
)
from litestar import Controller, Litestar, get, post
from litestar.params import Dependency
from msgspec import Meta, Struct
from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

class Author(UUIDAuditBase):
    __tablename__ = "author"
    __table_args__ = (
        CheckConstraint("born > 0", name="born"),
        CheckConstraint("length(place) > 0", name="place"),
        Index("ix_author_name", "name", unique=True),
    )
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(50))
    born: Mapped[int]

class NewAuthor(Struct):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    place: Annotated[str, Meta(min_length=1, max_length=50)]
    born: Annotated[int, Meta(ge=1, le=9999)]

class View(NewAuthor):
    id: UUID

class Authors(service.SQLAlchemySyncRepositoryService[Author]):
    class Repo(repository.SQLAlchemySyncRepository[Author]):
        model_type = Author

    repository_type = Repo

class AuthorController(Controller):
    path = "/authors"
    dependencies = providers.create_service_dependencies(
        Authors, "authors", filters={"pagination_type": "limit_offset", "search": "name"}
    )

    @get(sync_to_thread=True)
    def all(
        self, authors: Authors, filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)]
    ) -> service.OffsetPagination[View]:
        found, total = authors.list_and_count(*filters, count_with_window_function=False)
        return authors.to_schema(found, total, filters=filters, schema_type=View)

    @post(sync_to_thread=True)
    def add(self, authors: Authors, data: NewAuthor) -> View:
        made = authors.create(Author(name=data.name, place=data.place, born=data.born))
        return authors.to_schema(made, schema_type=View)

config = SQLAlchemySyncConfig(connection_string="sqlite:///theirs.sqlite", before_send_handler="autocommit")
app = Litestar([AuthorController], plugins=[SQLAlchemyPlugin(config)])
"""
"""A sync application: with a list, a route that writes, and what each database can have."""


def read(folder: Path, name: str) -> Application:
    """What is known of an application before its checks."""
    found = read_inventory(request_of(name, folder))
    assert isinstance(found, Inventory), found
    engines = tuple((f"{engine.backend}+{engine.driver}", engine.is_async) for engine in found.engines)
    return Application(found.application, str(folder), sys.executable, engines, found.slots)


def write(folder: Path, text: str, name: str = "shop.py") -> Path:
    """Write a module of an application; gives its folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return folder

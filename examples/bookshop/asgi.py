"""The bookshop as a Litestar application: ``litestar --app asgi:app run``, and ``assay app asgi:app``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from advanced_alchemy.extensions.litestar.providers import create_service_dependencies
from advanced_alchemy.filters import FilterTypes
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from bookshop import Author, Base
from litestar import Controller, Litestar, get, patch, post
from litestar.params import Dependency


class AuthorService(SQLAlchemyAsyncRepositoryService[Author]):
    """What is done with authors."""

    class Repository(SQLAlchemyAsyncRepository[Author]):
        """Their rows."""

        model_type = Author

    repository_type = Repository


class AuthorController(Controller):
    """Authors over HTTP."""

    path = "/authors"
    dependencies = create_service_dependencies(
        AuthorService,
        "authors",
        filters={"pagination_type": "limit_offset", "search": "name", "sort_field": "name"},
    )

    @get()
    async def list_authors(
        self, authors: AuthorService, filters: Annotated[Sequence[FilterTypes], Dependency(skip_validation=True)]
    ) -> dict[str, Any]:
        """A page of them."""
        found, total = await authors.list_and_count(*filters)
        return {"total": total, "items": [{"id": one.id, "name": one.name} for one in found]}

    @post()
    async def create(self, authors: AuthorService, data: dict[str, str]) -> dict[str, Any]:
        """A new one."""
        made = await authors.create({"name": data["name"]})
        return {"id": made.id, "name": made.name}

    @patch("/{author_id:int}")
    async def rename(self, authors: AuthorService, author_id: int, data: dict[str, str]) -> dict[str, Any]:
        """Another name."""
        changed = await authors.update({"name": data["name"]}, item_id=author_id)
        return {"id": changed.id, "name": changed.name}


config = SQLAlchemyAsyncConfig(
    connection_string=os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///bookshop.sqlite"),
    metadata=Base.metadata,
    before_send_handler="autocommit",
    create_all=True,
)
app = Litestar([AuthorController], plugins=[SQLAlchemyPlugin(config)])

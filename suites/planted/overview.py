"""Defects of what the front pages promise."""

from __future__ import annotations

import importlib.metadata as metadata
import logging
from collections.abc import Iterator
from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository

from assay.selftest.planted import breaks, replaced


@breaks("overview.supported-databases", "overview.readme-repository-example", claim="deleting leaves the rows")
def deleted_rows_stay() -> Iterator[None]:
    """What is deleted is returned, and stays."""

    async def one(self: Any, item_id: Any, **_: Any) -> Any:
        return await self.get(item_id)

    async def several(self: Any, item_ids: Any, **_: Any) -> Any:
        return [await self.get(item_id) for item_id in item_ids]

    with replaced(Repository, "delete", one), replaced(Repository, "delete_many", several):
        yield


@breaks("overview.readme-service-example", claim="only the first row is created")
def first_row_is_created() -> Iterator[None]:
    """Of several rows one is added."""
    add_many = Repository.add_many

    async def first(self: Any, data: Any, **options: Any) -> Any:
        return await add_many(self, data[:1], **options)

    with replaced(Repository, "add_many", first):
        yield


@breaks("overview.bulk-dialect-enhancements", claim="rows are added one by one")
def rows_one_by_one() -> Iterator[None]:
    """Each row is a statement of its own."""

    async def added(self: Any, data: Any, **_: Any) -> Any:
        return [await self.add(row) for row in data]

    with replaced(Repository, "add_many", added):
        yield


@breaks("overview.bulk-upsert", claim="rows are upserted one by one")
def upserts_one_by_one() -> Iterator[None]:
    """Each row is a statement of its own."""

    async def upserted(self: Any, data: Any, **_: Any) -> Any:
        return [await self.upsert(row) for row in data]

    with replaced(Repository, "upsert_many", upserted):
        yield


@breaks("overview.optional-extras", "overview.caching-extra", "overview.secrets-extras", claim="extras install nothing")
def extras_install_nothing() -> Iterator[None]:
    """The distribution requires nothing for its extras."""
    requires = metadata.requires

    def required(name: str) -> list[str]:
        return [text for text in requires(name) or [] if "extra ==" not in text]

    with replaced(metadata, "requires", required):
        yield


@breaks("overview.versions", claim="only the next SQLAlchemy is allowed")
def other_sqlalchemy() -> Iterator[None]:
    """The distribution requires a later SQLAlchemy."""
    with replaced(metadata, "requires", lambda name: ["SQLAlchemy>=2.1"]):
        yield


@breaks("overview.readme-framework-blocks", claim="an application is told nothing of its database")
def applications_are_not_told() -> Iterator[None]:
    """The plugin leaves Litestar as it is."""
    with replaced(SQLAlchemyPlugin, "on_app_init", lambda _, app_config: app_config):
        yield


@breaks("overview.without-extras", claim="nobody is told of a missing package")
def fallbacks_are_not_told() -> Iterator[None]:
    """What the library logs is not given to anybody."""
    with replaced(logging.Logger, "warning", lambda *_, **__: None):
        yield


@breaks("overview.documented-imports", claim="a base class is not among the names that its module offers")
def a_base_is_not_offered() -> Iterator[None]:
    """The list of names is one short."""
    from advanced_alchemy import base

    with replaced(base, "__all__", tuple(name for name in base.__all__ if name != "DefaultBase")):
        yield

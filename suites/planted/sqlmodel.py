"""Defects of the page on SQLModel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import SQLAlchemyAsyncSlugRepository as SlugRepository
from advanced_alchemy.service import ResultConverter
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService as Service
from advanced_alchemy.utils.text import slugify

from assay.selftest.planted import breaks, replaced


@breaks("sqlmodel.add-and-list", claim="what is deleted stays")
def deleted_heroes_stay() -> Iterator[None]:
    """``delete`` gives the object back, and no more."""

    async def kept(self: Any, item_id: Any, **_: Any) -> Any:
        return await self.get(item_id)

    with replaced(Repository, "delete", kept):
        yield


@breaks("sqlmodel.partial-update", claim="nothing changes")
def heroes_are_not_updated() -> Iterator[None]:
    """``update`` gives back what is there."""

    async def same(self: Any, data: Any, **_: Any) -> Any:
        return await self.get(data.id)

    with replaced(Repository, "update", same):
        yield


@breaks("sqlmodel.service-update-dict", claim="an update with a dict changes nothing")
def dicts_do_not_update() -> Iterator[None]:
    """``update`` of a service gives back what is there."""

    async def same(self: Any, data: Any, item_id: Any = None, **_: Any) -> Any:
        return await self.repository.get(item_id or data["id"])

    with replaced(Service, "update", same):
        yield


@breaks("sqlmodel.service-create-dict", claim="the schema is not looked at")
def heroes_are_not_converted() -> Iterator[None]:
    """``to_schema`` gives back what it was given."""
    with replaced(ResultConverter, "to_schema", lambda _, data, *__, **___: data):
        yield


@breaks("sqlmodel.explicit-configuration", claim="a slug that is taken is given again")
def slugs_of_heroes_are_not_looked_up() -> Iterator[None]:
    """Only the text is looked at."""

    async def same(self: Any, value: str, **_: Any) -> str:
        del self
        return slugify(value)

    with replaced(SlugRepository, "get_available_slug", same):
        yield

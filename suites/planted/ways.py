"""Defects of ways to write rows: something that an instance carries is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from sqlalchemy import inspect

from assay.selftest.planted import breaks, replaced

_MANY = ("add_many", "upsert_many")


def _without_relations(way: str) -> Any:
    """The method, given instances whose relations are taken away before."""
    method: Any = getattr(Repository, way)

    async def changed(self: Any, data: Any, **options: Any) -> Any:
        for instance in data if way in _MANY else [data]:
            for relation in inspect(instance).mapper.relationships:
                instance.__dict__.pop(relation.key, None)
        return await method(self, data, **options)

    return replaced(Repository, way, changed)


@breaks("repo.add", claim="what is related to a new row is left out")
def add_without_relations() -> Iterator[None]:
    """The row alone is written."""
    with _without_relations("add"):
        yield


@breaks("repo.add-many", claim="what is related to new rows is left out")
def add_many_without_relations() -> Iterator[None]:
    """The rows alone are written."""
    with _without_relations("add_many"):
        yield


@breaks("repo.get-or-upsert", claim="a known row keeps what is related to it")
def get_or_upsert_keeps_relations() -> Iterator[None]:
    """Lists among the values are passed over."""
    method: Any = Repository.get_or_upsert

    async def changed(self: Any, *filters: Any, **options: Any) -> Any:
        model = self.model_type
        kept = {key: value for key, value in options.items() if key not in inspect(model).relationships}
        return await method(self, *filters, **kept)

    with replaced(Repository, "get_or_upsert", changed):
        yield


@breaks("repo.update", claim="the counter of a changed row stays as it is")
def update_does_not_count() -> Iterator[None]:
    """The row is read anew after the change, and its counter written back."""
    method: Any = Repository.update

    async def changed(self: Any, data: Any, **options: Any) -> Any:
        column = inspect(self.model_type).version_id_col
        before = None if column is None else (await self.get(data.id)).__dict__[column.key]
        instance = await method(self, data, **options)
        if column is not None:
            table = self.model_type.__table__
            await self.session.execute(table.update().values({column.key: before}))
        return instance

    with replaced(Repository, "update", changed):
        yield

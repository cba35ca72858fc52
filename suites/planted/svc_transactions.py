"""Defects of services that show only beside a transaction, a savepoint or another session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified

from assay.selftest.planted import breaks, replaced

Repository: Any = SQLAlchemyAsyncRepository
Service: Any = SQLAlchemyAsyncRepositoryService


def _with(owner: Any, method: str, **forced: Any) -> Any:
    """Replace a method by one that has other options than it is given."""
    original = getattr(owner, method)

    async def call(self: Any, *arguments: Any, **given: Any) -> Any:
        return await original(self, *arguments, **{**given, **forced})

    return replaced(owner, method, call)


@breaks("svc.in-transaction", claim="update_many commits, whatever it is told")
def update_many_commits() -> Iterator[None]:
    """What comes later cannot take it back."""
    with _with(Service, "update_many", auto_commit=True):
        yield


@breaks("svc.in-transaction", claim="a call that fails takes the whole transaction back")
def a_failure_rolls_all_back() -> Iterator[None]:
    """Not only the savepoint that it was made in."""

    async def add(self: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return await original(self, *arguments, **options)
        except Exception:
            while self.session.in_transaction():
                await self.session.rollback()
            raise

    with replaced(Repository, "add", add) as original:
        yield


@breaks("svc.each-session-alone", claim="update writes every column that the session knows of the row")
def update_writes_all_columns() -> Iterator[None]:
    """What another session has written meanwhile is lost."""

    async def update(self: Any, data: Any, **options: Any) -> Any:
        row = await self.get(self.get_id_attribute_value(data))
        for attribute in inspect(type(row)).column_attrs:
            flag_modified(row, attribute.key)
        return await original(self, data, **options)

    with replaced(Repository, "update", update) as original:
        yield


@breaks("svc.each-session-alone", claim="a single row that is upserted stays in the session, with auto_expunge too")
def upsert_does_not_expunge() -> Iterator[None]:
    """The option is lost on the way to the repository."""
    with _with(Service, "upsert", auto_expunge=False):
        yield

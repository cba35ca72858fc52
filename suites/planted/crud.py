"""Defects of the controllers' chapter."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from advanced_alchemy.exceptions import NotFoundError, RepositoryError
from advanced_alchemy.extensions.litestar import providers, repository
from advanced_alchemy.extensions.litestar import service as services
from advanced_alchemy.repository import _async as repository_module
from litestar._openapi import parameters as parameters_module
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.selftest.planted import breaks, replaced

Repository = repository.SQLAlchemyAsyncRepository
Service = services.SQLAlchemyAsyncRepositoryService


@breaks("crud.create", "crud.delete", claim="the commit does not happen")
def commit_does_nothing() -> Iterator[None]:
    """Requests end without COMMIT."""

    async def nothing(self: Any) -> None:
        del self

    with replaced(AsyncSession, "commit", nothing):
        yield


@breaks("crud.create", claim="a text is cut where it has a character beyond the basic plane")
def create_cuts_texts() -> Iterator[None]:
    """Names lose what four bytes are needed for."""

    async def cut(self: Any, data: Any, **options: Any) -> Any:
        if isinstance(getattr(data, "name", None), str):
            data.name = "".join(c for c in data.name if ord(c) < 0x10000)
        return await original(self, data, **options)

    with replaced(Repository, "add", cut) as original:
        yield


@breaks("crud.get", claim="another author than the one that was asked for")
def service_get_ignores_the_id() -> Iterator[None]:
    """The first row is as good as any."""

    async def first(self: Any, item_id: Any, **options: Any) -> Any:
        del item_id, options
        return self.check_not_found((await self.session.execute(select(self.model_type).limit(1))).scalars().first())

    with replaced(Repository, "get", first):
        yield


@breaks("crud.get", claim="an unknown id is answered with 500")
def missing_row_is_500() -> Iterator[None]:
    """What is not there is an error of the server."""

    def broken(item: Any) -> Any:
        if item is None:
            raise RepositoryError("no such row")
        return item

    with replaced(Repository, "check_not_found", staticmethod(broken)):
        yield


@breaks("crud.list", claim="the last author of the page is not listed")
def authors_page_is_one_short() -> Iterator[None]:
    """A page lacks its last row."""

    async def short(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, total = await original(self, *arguments, **options)
        return rows[:-1], total

    with replaced(Repository, "_get_many_and_count_window", short) as original:
        yield


@breaks("crud.list", claim="the first author of the page is listed in the place of the last")
def author_is_listed_twice() -> Iterator[None]:
    """The number of items is right."""

    async def twice(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, total = await original(self, *arguments, **options)
        return [*rows[:-1], *rows[:1]], total

    with replaced(Repository, "_get_many_and_count_window", twice) as original:
        yield


@breaks("crud.list-and-count-total", claim="where nothing is found the total is that of the table")
def total_of_nothing_is_one() -> Iterator[None]:
    """An empty page has a total."""

    async def one(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, total = await original(self, *arguments, **options)
        return rows, total or 1

    with replaced(Repository, "_get_many_and_count_window", one) as original:
        yield


@breaks("crud.list-and-count-total", claim="the total counts the rows of the page")
def authors_total_counts_the_page() -> Iterator[None]:
    """The total is what is shown."""

    async def counted(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, _ = await original(self, *arguments, **options)
        return rows, len(rows)

    with replaced(Repository, "_get_many_and_count_window", counted) as original:
        yield


@breaks("crud.update", claim="nothing is changed")
def service_update_changes_nothing() -> Iterator[None]:
    """The stored row is answered as it was."""

    async def unchanged(self: Any, data: Any, item_id: Any = None, **options: Any) -> Any:
        del data, options
        return await self.repository.get(item_id)

    with replaced(Service, "update", unchanged):
        yield


@breaks("crud.update", claim="an unknown id makes a new row")
def service_update_inserts() -> Iterator[None]:
    """What is not there is created."""

    async def upserted(self: Any, data: Any, item_id: Any = None, **options: Any) -> Any:
        try:
            return await original(self, data, item_id=item_id, **options)
        except NotFoundError:
            made = await self.to_model(data, "update")
            made.id = item_id
            return await self.repository.add(made, auto_commit=True)

    with replaced(Service, "update", upserted) as original:
        yield


@breaks("crud.update-auto-commit", claim="auto_commit only flushes")
def auto_commit_only_flushes() -> Iterator[None]:
    """The parameter has no effect."""

    async def flush(self: Any, auto_commit: Any = None) -> None:
        del auto_commit
        await self.session.flush()

    with replaced(Repository, "_flush_or_commit", flush):
        yield


@breaks("crud.update-auto-commit", claim="everything commits, with auto_commit or without")
def auto_commit_cannot_be_left_out() -> Iterator[None]:
    """Every flush is a commit."""

    async def commit(self: Any, auto_commit: Any = None) -> None:
        del auto_commit
        await self.session.commit()

    with replaced(Repository, "_flush_or_commit", commit):
        yield


@breaks("crud.delete", claim="a deleted author is still there")
def service_delete_removes_nothing() -> Iterator[None]:
    """The row is looked up, and left."""

    async def kept(self: Any, item_id: Any, **options: Any) -> Any:
        del options
        return await self.repository.get(item_id)

    with replaced(Service, "delete", kept):
        yield


@breaks("crud.delete", claim="an unknown id is deleted without a word")
def service_delete_finds_everything() -> Iterator[None]:
    """204, whether there was a row or not."""

    async def removed(self: Any, item_id: Any, **options: Any) -> Any:
        try:
            return await original(self, item_id, **options)
        except NotFoundError:
            return None

    with replaced(Service, "delete", removed) as original:
        yield


@breaks("crud.openapi-parameter-metadata", claim="the documented title is lost")
def parameter_title_is_lost() -> Iterator[None]:
    """Parameters are documented without the handler's words."""

    def untitled(self: Any, *arguments: Any, **options: Any) -> Any:
        made = original(self, *arguments, **options)
        if made.schema is not None:
            made.schema.title = None
        return made

    with replaced(parameters_module.ParameterFactory, "create_parameter", untitled) as original:
        yield


@breaks("crud.openapi-parameter-metadata", claim="the documented description is lost")
def parameter_description_is_lost() -> Iterator[None]:
    """Parameters are documented without a description."""

    def undescribed(self: Any, *arguments: Any, **options: Any) -> Any:
        made = original(self, *arguments, **options)
        made.description = None
        return made

    with replaced(parameters_module.ParameterFactory, "create_parameter", undescribed) as original:
        yield


@breaks("crud.create-service-dependencies", claim="the service works on a session of its own")
def service_has_its_own_session() -> Iterator[None]:
    """The request's session is not the service's."""

    @asynccontextmanager
    async def separate(
        cls: Any, /, session: Any = None, config: Any = None, **options: Any
    ) -> AsyncGenerator[Any, None]:
        del config
        async with AsyncSession(session.bind, expire_on_commit=False) as own:
            yield cls(session=own, **options)
            await own.commit()

    with replaced(Service, "new", classmethod(separate)):
        yield


@breaks("crud.create-service-dependencies", claim="the configured filters are not among the dependencies")
def filters_are_not_provided() -> Iterator[None]:
    """Only the service is provided."""
    with replaced(providers, "create_filter_dependencies", lambda *_arguments, **_options: {}):
        yield


@breaks("crud.load-books-eagerly", claim="load is ignored")
def service_ignores_load() -> Iterator[None]:
    """No relationship is loaded on request."""
    with replaced(repository_module, "get_abstract_loader_options", lambda *_arguments, **_options: ([], False)):
        yield

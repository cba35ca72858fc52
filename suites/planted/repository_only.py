"""Defects of the repository-only chapter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import config
from advanced_alchemy.base import UUIDBase
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.repository import SQLAlchemyAsyncRepository, _async
from advanced_alchemy.repository._util import get_abstract_loader_options
from litestar._signature.model import SignatureModel
from sqlalchemy import delete, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from assay.selftest.planted import breaks, replaced


@breaks("repository-only.direct-imports", claim="a submodule's class is not the one that the extension re-exports")
def another_session_config() -> Iterator[None]:
    """Two classes of one name."""

    class AsyncSessionConfig(config.AsyncSessionConfig):
        """A copy."""

    with replaced(config, "AsyncSessionConfig", AsyncSessionConfig):
        yield


@breaks("repository-only.orm-mode-base-schema", claim="a model's values cannot be read as attributes")
def model_hides_its_name() -> Iterator[None]:
    """The attribute is there for the class only."""

    def hiding(self: Any, name: str) -> Any:
        if name == "name":
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    with replaced(UUIDBase, "__getattribute__", hiding):
        yield


@breaks("repository-only.books-not-loaded-by-default", claim="all relations are loaded although nobody asked")
def everything_is_loaded() -> Iterator[None]:
    """A repository without ``load`` loads all that there is."""

    def eager(loader_options: Any = None, **rest: Any) -> Any:
        if loader_options is None and rest.get("default_loader_options") is None:
            return [selectinload("*")], True
        return get_abstract_loader_options(loader_options=loader_options, **rest)

    with replaced(_async, "get_abstract_loader_options", eager):
        yield


@breaks("repository-only.details-provider-override", claim="the repository does not load what it was told to")
def load_is_ignored() -> Iterator[None]:
    """A repository's ``load`` has no effect."""

    def nothing(*_: Any, **__: Any) -> Any:
        return [], False

    with replaced(_async, "get_abstract_loader_options", nothing):
        yield


@breaks("repository-only.repository-as-dependency", claim="the repository works on a session of its own")
def repository_with_another_session() -> Iterator[None]:
    """The session that was passed is replaced by another one on the same engine."""
    make = SQLAlchemyAsyncRepository.__init__

    def init(self: Any, *, session: Any, **options: Any) -> None:
        make(self, session=AsyncSession(session.bind, expire_on_commit=False), **options)

    with replaced(SQLAlchemyAsyncRepository, "__init__", init):
        yield


@breaks("repository-only.limit-offset-provider", claim="the offset is that of the next page")
def offset_of_the_next_page() -> Iterator[None]:
    """A LimitOffset skips a page more than it was told to."""

    def init(self: LimitOffset, limit: int, offset: int) -> None:
        self.limit = limit
        self.offset = offset + limit

    with replaced(LimitOffset, "__init__", init):
        yield


def _without_minimum(parameter: str) -> Iterator[None]:
    """The declared minimum of one parameter is not checked."""
    annotate = SignatureModel._create_annotation

    def create(**arguments: Any) -> Any:
        if arguments["field_definition"].name == parameter:
            arguments["meta_data"] = None
        return annotate(**arguments)

    with replaced(SignatureModel, "_create_annotation", staticmethod(create)):
        yield


@breaks("repository-only.current-page-validation", claim="a page below 1 is accepted")
def any_page_goes() -> Iterator[None]:
    """The minimum of currentPage is not checked."""
    yield from _without_minimum("current_page")


@breaks("repository-only.page-size-validation", claim="a size below 1 is accepted")
def any_size_goes() -> Iterator[None]:
    """The minimum of pageSize is not checked."""
    yield from _without_minimum("page_size")


@breaks("repository-only.list", claim="the total counts the page")
def total_counts_the_page() -> Iterator[None]:
    """The total is the number of items on the page."""
    list_and_count = SQLAlchemyAsyncRepository.list_and_count

    async def counted(self: Any, *filters: Any, **options: Any) -> Any:
        items, _ = await list_and_count(self, *filters, **options)
        return items, len(items)

    with replaced(SQLAlchemyAsyncRepository, "list_and_count", counted):
        yield


@breaks("repository-only.create", claim="the handler's commit does not happen")
def session_never_commits() -> Iterator[None]:
    """``commit`` does nothing."""

    async def nothing(self: Any) -> None:
        del self

    with replaced(AsyncSession, "commit", nothing):
        yield


@breaks("repository-only.get", claim="an unknown id gives another author")
def get_gives_anybody() -> Iterator[None]:
    """``get`` gives the first row there is, whatever was asked for."""

    async def anybody(self: Any, _item_id: Any, **_options: Any) -> Any:
        return (await self.list())[0]

    with replaced(SQLAlchemyAsyncRepository, "get", anybody):
        yield


@breaks("repository-only.update", claim="columns that were not sent are set to NULL")
def update_overwrites_unset_columns() -> Iterator[None]:
    """Every nullable column that the given model leaves out is cleared."""
    update = SQLAlchemyAsyncRepository.update

    async def overwriting(self: Any, data: Any, **options: Any) -> Any:
        for column in inspect(self.model_type).columns:
            if column.nullable and column.key not in vars(data):
                setattr(data, column.key, None)
        return await update(self, data, **options)

    with replaced(SQLAlchemyAsyncRepository, "update", overwriting):
        yield


@breaks("repository-only.delete", claim="nothing is removed")
def delete_removes_nothing() -> Iterator[None]:
    """``delete`` gives the row and leaves it where it is."""

    async def spared(self: Any, item_id: Any, **_options: Any) -> Any:
        return await self.get(item_id)

    with replaced(SQLAlchemyAsyncRepository, "delete", spared):
        yield


@breaks("repository-only.delete", claim="an unknown id is deleted without a word")
def delete_finds_everything() -> Iterator[None]:
    """204, whether there was a row or not."""

    async def removed(self: Any, item_id: Any, **options: Any) -> Any:
        try:
            return await original(self, item_id, **options)
        except NotFoundError:
            return None

    with replaced(SQLAlchemyAsyncRepository, "delete", removed) as original:
        yield


@breaks("repository-only.update", claim="the row loses its books")
def update_takes_the_books() -> Iterator[None]:
    """Whatever the model that is passed does not have is removed: its books."""

    async def bare(self: Any, data: Any, **options: Any) -> Any:
        updated = await original(self, data, **options)
        for mapper in inspect(type(data)).relationships:
            await self.session.execute(delete(mapper.mapper.class_))
        return updated

    with replaced(SQLAlchemyAsyncRepository, "update", bare) as original:
        yield


@breaks("repository-only.explicit-transaction-control", claim="each write commits by itself")
def add_commits() -> Iterator[None]:
    """``add`` commits although nobody asked."""
    add = SQLAlchemyAsyncRepository.add

    async def committing(self: Any, data: Any, **options: Any) -> Any:
        return await add(self, data, **{**options, "auto_commit": True})

    with replaced(SQLAlchemyAsyncRepository, "add", committing):
        yield

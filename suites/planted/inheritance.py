"""Defects of the page on inheritance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advanced_alchemy import _listeners, base
from advanced_alchemy.base import BasicAttributes
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from sqlalchemy import delete, inspect
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler

from assay.selftest.planted import breaks, replaced


@breaks("inheritance.common-table-attributes", claim="to_dict says the names of the columns")
def dicts_have_names_of_columns() -> Iterator[None]:
    """An attribute whose column has another name is called after the column."""

    def said(self: Any, exclude: set[str] | None = None) -> dict[str, Any]:
        mapper = inspect(type(self))
        left_out = {"sa_orm_sentinel", *(exclude or ())}
        columns = mapper.local_table.columns
        return {
            column.name: getattr(self, mapper.get_property_by_column(column).key)
            for column in columns
            if column.name not in left_out
        }

    with replaced(BasicAttributes, "to_dict", said):
        yield


@breaks("inheritance.jti-two-tables", claim="to_dict of a child lacks what its parent has")
def dicts_have_one_table() -> Iterator[None]:
    """Only the columns of the class' own table are said."""

    def said(self: Any, exclude: set[str] | None = None) -> dict[str, Any]:
        keys = inspect(type(self)).local_table.columns.keys()
        return {key: getattr(self, key) for key in keys if key not in {"sa_orm_sentinel", *(exclude or ())}}

    with replaced(BasicAttributes, "to_dict", said):
        yield


@breaks("inheritance.sti-one-table", claim="what is added is of the repository's class")
def subclasses_are_added_as_their_parent() -> Iterator[None]:
    """Each object is copied into one of the repository's class."""
    add_many = Repository.add_many

    async def added(self: Any, data: Any, **options: Any) -> Any:
        keys = [key for key in inspect(self.model_type).columns.keys() if key != "kind"]  # noqa: SIM118 - no mapping
        copies = [self.model_type(**{key: vars(one)[key] for key in keys if key in vars(one)}) for one in data]
        return await add_many(self, copies, **options)

    with replaced(Repository, "add_many", added):
        yield


@breaks("inheritance.sti-subclass-columns", claim="columns of subclasses are NOT NULL")
def columns_are_not_null() -> Iterator[None]:
    """CREATE TABLE says NOT NULL of every column."""
    specify: Any = SQLiteDDLCompiler.get_column_specification

    def specified(self: Any, column: Any, **options: Any) -> str:
        said = specify(self, column, **options)
        return said if said.endswith("NOT NULL") else f"{said} NOT NULL"

    with replaced(SQLiteDDLCompiler, "get_column_specification", specified):
        yield


@breaks("inheritance.jti-update-parent-column", claim="a change of the child leaves the parent's updated_at")
def children_do_not_count() -> Iterator[None]:
    """The listener that notes changes does nothing, and the child's UPDATE has no updated_at."""
    with replaced(_listeners, "touch_updated_timestamp", lambda *_: None):
        yield


@breaks("inheritance.jti-delete-both", claim="the parent's row stays")
def parents_stay() -> Iterator[None]:
    """``delete`` deletes from the repository's table only."""

    async def deleted(self: Any, item_id: Any, **_: Any) -> Any:
        table = self.model_type.__table__
        found = await self.get(item_id)
        self.session.expunge(found)
        await self.session.execute(delete(table).where(table.c.id == item_id))
        return found

    with replaced(Repository, "delete", deleted):
        yield


@breaks("inheritance.cti-independent-tables", claim="an id that was given is not kept")
def given_ids_are_dropped() -> Iterator[None]:
    """The id is left to the database in any case."""
    add = Repository.add

    async def added(self: Any, data: Any, **options: Any) -> Any:
        data.id = None
        return await add(self, data, **options)

    with replaced(Repository, "add", added):
        yield


@breaks("inheritance.repository-of-base", claim="only objects of the class itself are counted")
def subclasses_do_not_count() -> Iterator[None]:
    """``count`` passes over objects of subclasses."""

    async def counted(self: Any, *filters: Any, **equal: Any) -> int:
        return sum(type(one) is self.model_type for one in await self.list(*filters, **equal))

    with replaced(Repository, "count", counted):
        yield


@breaks("inheritance.repository-of-subclass", claim="rows of other kinds are deleted, too")
def whole_table_is_deleted() -> Iterator[None]:
    """``delete_where`` deletes from the table without asking for the kind."""

    async def deleted(self: Any, *_: Any, **equal: Any) -> list[Any]:
        table = self.model_type.__table__
        found = await self.list(**equal)
        await self.session.execute(delete(table).filter_by(**equal))
        return list(found)

    with replaced(Repository, "delete_where", deleted):
        yield


@breaks("inheritance.cti-of-a-mapped-class", claim="the words of a name are not told apart")
def names_are_one_word() -> Iterator[None]:
    """No underscore is put into the name of a class."""
    with replaced(base, "table_name_regexp", re.compile("(?!)(x)")):
        yield

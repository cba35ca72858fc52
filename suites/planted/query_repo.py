"""Defects of the query repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncQueryRepository as Repository

from assay.selftest.planted import breaks, replaced

MANY = "get_many" if hasattr(Repository, "get_many") else "list"
"""The name of the method since 1.10, and before."""
COUNTED = (
    "_get_many_and_count_window" if hasattr(Repository, "_get_many_and_count_window") else "_list_and_count_window"
)


@breaks("query-repo.get-many", claim="rows have their first column only")
def rows_lose_columns() -> Iterator[None]:
    """What is returned are scalars, as it was once."""
    method = getattr(Repository, MANY)

    async def scalars(self: Any, statement: Any, **equal: Any) -> Any:
        return [row[0] for row in await method(self, statement, **equal)]

    with replaced(Repository, MANY, scalars):
        yield


@breaks("query-repo.get-many", "query-repo.count", claim="a keyword whose value is None is left out")
def keyword_of_none_is_left_out() -> Iterator[None]:
    """None is taken for a value that was not given."""
    select = Repository._filter_statement_by_kwargs

    def left_out(self: Any, statement: Any, /, **equal: Any) -> Any:
        return select(self, statement, **{name: value for name, value in equal.items() if value is not None})

    with replaced(Repository, "_filter_statement_by_kwargs", left_out):
        yield


@breaks("query-repo.get-many", claim="a keyword that is misspelt is left out")
def misspelt_keyword_is_left_out() -> Iterator[None]:
    """A keyword that names no attribute selects all rows."""
    select = Repository._filter_statement_by_kwargs

    def left_out(self: Any, statement: Any, /, **equal: Any) -> Any:
        known = {name: value for name, value in equal.items() if name in {"name", "country", "title", "pages"}}
        return select(self, statement, **known)

    with replaced(Repository, "_filter_statement_by_kwargs", left_out):
        yield


@breaks("query-repo.get-many-and-count", claim="the number is that of the page")
def number_of_the_page() -> Iterator[None]:
    """What is counted are the rows that are returned."""
    method = getattr(Repository, COUNTED)

    async def counted(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, _ = await method(self, *arguments, **options)
        return rows, len(rows)

    with replaced(Repository, COUNTED, counted):
        yield


@breaks("query-repo.get-one", claim="no row is None")
def no_row_is_none() -> Iterator[None]:
    """``get_one`` does not look whether there is a row."""
    with replaced(Repository, "check_not_found", staticmethod(lambda item: item)):
        yield


@breaks("query-repo.get-one-or-none", claim="no row is told as False")
def no_row_is_false() -> Iterator[None]:
    """What is not there is False, and not None."""
    one = Repository.get_one_or_none

    async def one_or_false(self: Any, statement: Any, **options: Any) -> Any:
        found = await one(self, statement, **options)
        return False if found is None else found

    with replaced(Repository, "get_one_or_none", one_or_false):
        yield


@breaks("query-repo.routed-session", claim="a session without an engine of its own has no rows to count")
def session_without_rows() -> Iterator[None]:
    """What is counted without an engine of the session's own is nothing."""
    count = Repository.count

    async def counted(self: Any, statement: Any, **options: Any) -> int:
        number = await count(self, statement, **options)
        return number if getattr(self.session, "bind", None) is not None else 0

    with replaced(Repository, "count", counted):
        yield

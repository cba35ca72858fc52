"""Defects of the filters' chapter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import filters
from advanced_alchemy.extensions.litestar import providers
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.types import GUID
from litestar._kwargs import extractors
from litestar._signature.model import SignatureModel
from litestar.connection import base as connection
from litestar.exceptions import ValidationException
from sqlalchemy import Engine, String, cast, event, func

from assay.selftest.planted import breaks, replaced


@breaks("filters.limit-offset-defaults", claim="a page without parameters has 25 items")
def default_page_of_25() -> Iterator[None]:
    """The documented default size is another one."""

    def limit_offset(limit: int, offset: int) -> filters.LimitOffset:
        return filters.LimitOffset(25 if limit == 20 else limit, offset)

    with replaced(providers, "LimitOffset", limit_offset):
        yield


@breaks("filters.limit-offset-current-page", claim="every page is the first one")
def offset_is_ignored() -> Iterator[None]:
    """The offset does not reach the statement."""

    def append(self: filters.LimitOffset, statement: Any, _model: Any) -> Any:
        return statement.limit(self.limit)

    with replaced(filters.LimitOffset, "append_to_statement", append):
        yield


@breaks("filters.limit-offset-current-page", claim="pages overlap by one row")
def page_off_by_one() -> Iterator[None]:
    """Every page but the first starts one row early."""

    def append(self: filters.LimitOffset, statement: Any, _model: Any) -> Any:
        return statement.limit(self.limit).offset(max(0, self.offset - 1))

    with replaced(filters.LimitOffset, "append_to_statement", append):
        yield


@breaks("filters.search-field", claim="the plus signs of a query are no blanks")
def plus_signs_stay() -> Iterator[None]:
    """What a browser writes for a blank is read as it is."""

    def parse(query_string: bytes) -> Any:
        return original(query_string.replace(b"+", b"%2B"))

    with (
        replaced(extractors, "parse_query_string", parse) as original,
        replaced(connection, "parse_query_string", parse),
    ):
        yield


@breaks("filters.limit-offset-current-page", claim="a field to sort by has no effect")
def sort_field_is_ignored() -> Iterator[None]:
    """The rows come as the table has them, the last one first."""

    def append(self: filters.OrderBy, statement: Any, model: Any) -> Any:
        del self
        return statement.order_by(model.id.desc())

    with replaced(filters.OrderBy, "append_to_statement", append):
        yield


@breaks("filters.limit-offset-current-page", claim="the order is another one as soon as the rows are others")
def order_follows_the_rows() -> Iterator[None]:
    """Ascending by the id after an even number of changes, else descending."""
    changes = [0]

    def count(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        changes[0] += text.lstrip().startswith(("UPDATE author", "INSERT INTO author", "DELETE FROM author"))

    def append(self: filters.LimitOffset, statement: Any, model: Any) -> Any:
        order = model.id.desc() if changes[0] % 2 else model.id.asc()
        return statement.order_by(order).limit(self.limit).offset(self.offset)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        with replaced(filters.LimitOffset, "append_to_statement", append):
            yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@breaks("filters.limit-offset-page-size", claim="every page has all rows")
def limit_is_ignored() -> Iterator[None]:
    """The limit does not reach the statement."""

    def append(self: filters.LimitOffset, statement: Any, _model: Any) -> Any:
        return statement.limit(10**6).offset(self.offset)

    with replaced(filters.LimitOffset, "append_to_statement", append):
        yield


@breaks("filters.limit-offset-validation", claim="numbers below the minimum are accepted")
def minimum_is_ignored() -> Iterator[None]:
    """The declared minimum of a parameter is not checked."""
    # When values are parsed, not when the model is made: the page's dependencies keep theirs from one app to the next.
    parse = SignatureModel.parse_values_from_connection_kwargs.__func__  # type: ignore[attr-defined]

    def lenient(cls: Any, connection: Any, kwargs: dict[str, Any]) -> Any:
        try:
            return parse(cls, connection, kwargs)
        except ValidationException as error:
            if ">= 1" not in str(error.extra):
                raise
            return {name: int(value) for name, value in kwargs.items()}

    with replaced(SignatureModel, "parse_values_from_connection_kwargs", classmethod(lenient)):
        yield


@breaks("filters.id-filter", claim="ids has no effect")
def ids_are_ignored() -> Iterator[None]:
    """The filter leaves the statement as it is."""

    def append(_self: Any, statement: Any, _model: Any, **_options: Any) -> Any:
        return statement

    with replaced(filters.CollectionFilter, "append_to_statement", append):
        yield


@breaks("filters.id-filter-uuid-typed", claim="what is no UUID is taken for an id that nobody has")
def malformed_ids_are_accepted() -> Iterator[None]:
    """Malformed ids become NULL instead of an error."""
    convert = GUID.to_uuid

    def lenient(value: Any) -> Any:
        try:
            return convert(value)
        except ValueError:
            return None

    with replaced(GUID, "to_uuid", staticmethod(lenient)):
        yield


@breaks("filters.search-field", claim="only the beginning of a name is searched")
def search_is_anchored() -> Iterator[None]:
    """The pattern begins with the text."""

    def clauses(self: filters.SearchFilter, model: Any) -> list[Any]:
        return [self._func(getattr(model, name))(f"{self.value}%") for name in self.normalized_field_names]

    with replaced(filters.SearchFilter, "get_search_clauses", clauses):
        yield


@breaks("filters.search-field", claim="the date of birth and the id are searched too")
def every_column_is_searched() -> Iterator[None]:
    """Whatever column has the text."""

    def clauses(self: filters.SearchFilter, model: Any) -> list[Any]:
        found = list(original(self, model))
        return [*found, *(cast(column, String).ilike(f"%{self.value}%") for column in model.__table__.columns)]

    with replaced(filters.SearchFilter, "get_search_clauses", clauses) as original:
        yield


@breaks("filters.search-field", claim="of a long text only the beginning counts")
def long_texts_are_cut() -> Iterator[None]:
    """A hundred characters are compared."""

    def clauses(self: filters.SearchFilter, model: Any) -> list[Any]:
        names = self.normalized_field_names
        return [getattr(model, name).ilike(f"%{str(self.value)[:100]}%") for name in names]

    with replaced(filters.SearchFilter, "get_search_clauses", clauses):
        yield


@breaks("filters.id-filter", claim="of several ids the last is left out")
def last_id_is_left_out() -> Iterator[None]:
    """One id alone is heeded."""

    def without(field_name: str, values: Any) -> filters.CollectionFilter[Any]:
        kept = values[:-1] if values and len(values) > 1 else values
        return filters.CollectionFilter(field_name=field_name, values=kept)

    with replaced(providers, "CollectionFilter", without):
        yield


@breaks("filters.id-filter", claim="ids of which there are none let every row through")
def unknown_ids_are_no_filter() -> Iterator[None]:
    """A single random id is taken for none."""

    def known(field_name: str, values: Any) -> filters.CollectionFilter[Any]:
        random = values is not None and len(values) == 1 and str(values[0])[14] == "4"
        return filters.CollectionFilter(field_name=field_name, values=None if random else values)

    with replaced(providers, "CollectionFilter", known):
        yield


@breaks("filters.search-ignore-case", claim="the search always heeds the case")
def search_heeds_case() -> Iterator[None]:
    """The text is looked for byte by byte, which not even SQLite's LIKE does."""

    def clauses(self: filters.SearchFilter, model: Any) -> list[Any]:
        return [func.instr(getattr(model, name), self.value) > 0 for name in self.normalized_field_names]

    with replaced(filters.SearchFilter, "get_search_clauses", clauses):
        yield


@breaks("filters.search-ignore-case", claim="searchIgnoreCase=false is not heeded", target="postgres-asyncpg")
def search_never_heeds_case() -> Iterator[None]:
    """The search is case-insensitive whatever was asked for."""

    def clauses(self: filters.SearchFilter, model: Any) -> list[Any]:
        return [getattr(model, name).ilike(f"%{self.value}%") for name in self.normalized_field_names]

    with replaced(filters.SearchFilter, "get_search_clauses", clauses):
        yield


@breaks("filters.combined", claim="of several filters only one narrows the rows")
def one_filter_at_a_time() -> Iterator[None]:
    """The repository applies the first filter, and of the others only the page."""
    apply = SQLAlchemyAsyncRepository._apply_filters

    def first_only(self: Any, *given: Any, **options: Any) -> Any:
        pages = [f for f in given if isinstance(f, filters.PaginationFilter)]
        narrowing = [f for f in given if f not in pages and getattr(f, "values", True) is not None]
        return apply(self, *narrowing[:1], *pages, **options)

    with replaced(SQLAlchemyAsyncRepository, "_apply_filters", first_only):
        yield


@breaks("filters.dependency-skip-validation", claim="the ids reach the handler as another filter")
def ids_are_another_filter() -> Iterator[None]:
    """The handler receives the filter that excludes ids instead of the one that includes them."""

    def excluding(field_name: str, values: Any) -> filters.NotInCollectionFilter[Any]:
        return filters.NotInCollectionFilter(field_name=field_name, values=values)

    with replaced(providers, "CollectionFilter", excluding):
        yield

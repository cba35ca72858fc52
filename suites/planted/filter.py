"""Defects of the filters."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from advanced_alchemy import filters
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    LimitOffset,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    SearchFilter,
)
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async
from sqlalchemy import and_, false, or_

from assay.selftest.planted import breaks, replaced


def instead(owner: Any, append: Callable[..., Any]) -> Any:
    """Replace what a filter appends; ``append`` is told the original function first."""
    original = owner.append_to_statement

    def appended(self: Any, statement: Any, model: Any, *args: Any, **options: Any) -> Any:
        return append(original, self, statement, model, *args, **options)

    return replaced(owner, "append_to_statement", appended)


@breaks("filter.collection", claim="an empty list is no filter")
def empty_list_is_no_filter() -> Iterator[None]:
    """The list is asked whether it is true, and not whether it is None."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        return original(self, statement, model, **options) if self.values else statement

    with instead(CollectionFilter, append):
        yield


@breaks("filter.collection", claim="None keeps nothing")
def none_keeps_nothing() -> Iterator[None]:
    """None is taken for an empty list."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        return original(CollectionFilter(self.field_name, self.values or []), statement, model, **options)

    with instead(CollectionFilter, append):
        yield


@breaks("filter.collection", "filter.append-to-statement", claim="the last value of the list is lost")
def last_value_is_lost() -> Iterator[None]:
    """A chunk is one too short."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        values = self.values if not self.values or len(self.values) < 2 else [*self.values][:-1]
        return original(CollectionFilter(self.field_name, values), statement, model, **options)

    with instead(CollectionFilter, append):
        yield


@breaks("filter.not-in-collection", claim="the rows of the list are kept, and not the others")
def not_in_is_in() -> Iterator[None]:
    """NOT is lost."""

    def append(_: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        return CollectionFilter.append_to_statement(
            CollectionFilter(self.field_name, self.values or None), statement, model
        )

    with instead(NotInCollectionFilter, append):
        yield


@breaks("filter.not-in-collection", claim="an empty list keeps nothing")
def outside_of_nothing_is_nothing() -> Iterator[None]:
    """An empty list is taken for the one of CollectionFilter."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        if self.values is not None and not self.values:
            return statement.where(false())
        return original(self, statement, model, **options)

    with instead(NotInCollectionFilter, append):
        yield


@breaks("filter.collection-large", claim="values beyond the first thousand are passed over")
def only_a_thousand_values() -> Iterator[None]:
    """The list is cut at a limit."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        values = self.values if self.values is None else [*self.values][:1000]
        return original(CollectionFilter(self.field_name, values), statement, model, **options)

    with instead(CollectionFilter, append):
        yield


@breaks("filter.search", claim="the text is found at the beginning only")
def search_finds_beginnings() -> Iterator[None]:
    """The pattern has no wildcard before the text."""

    def append(_: Any, self: Any, statement: Any, model: Any) -> Any:
        clauses = [
            getattr(getattr(model, name), "ilike" if self.ignore_case else "like")(f"{self.value}%")
            for name in self.normalized_field_names
        ]
        return statement.where(or_(*clauses))

    with instead(SearchFilter, append):
        yield


@breaks("filter.search", claim="case is heeded though it is to be ignored")
def case_is_always_heeded() -> Iterator[None]:
    """ignore_case has no effect: SQLite's GLOB stands for a LIKE that heeds case."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        if not self.ignore_case:
            return original(self, statement, model)
        clauses = [getattr(model, name).op("GLOB")(f"*{self.value}*") for name in self.normalized_field_names]
        return statement.where(or_(*clauses))

    with instead(SearchFilter, append):
        yield


@breaks("filter.search-several-fields", claim="all fields have to contain the text")
def search_joins_fields_by_and() -> Iterator[None]:
    """AND instead of OR."""
    with replaced(SearchFilter, "_operator", property(lambda _: and_)):
        yield


@breaks("filter.search-several-fields", claim="only one of the fields is searched")
def search_takes_one_field() -> Iterator[None]:
    """The first name by the alphabet."""
    names: Any = vars(SearchFilter)["normalized_field_names"]

    def first(self: Any) -> set[str]:
        return {min(names.fget(self))} if names.fget(self) else set()

    with replaced(SearchFilter, "normalized_field_names", property(first)):
        yield


@breaks("filter.not-in-search", claim="a row is left out only if all fields contain the text")
def outside_joins_fields_by_or() -> Iterator[None]:
    """OR instead of AND."""
    with replaced(NotInSearchFilter, "_operator", property(lambda _: or_)):
        yield


@breaks("filter.search-unknown-field", claim="a collection of a field that is not there is no filter")
def unknown_fields_are_skipped() -> Iterator[None]:
    """A field that is not there is passed over, as a search does."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        if isinstance(self.field_name, str) and not hasattr(model, self.field_name):
            return statement
        return original(self, statement, model, **options)

    with instead(CollectionFilter, append), instead(ComparisonFilter, append):
        yield


@breaks("filter.search-wildcards", claim="wildcards are always taken literally")
def wildcards_are_always_escaped() -> Iterator[None]:
    """Nobody asked for it."""
    init = SearchFilter.__init__

    def escaping(self: Any, *args: Any, **options: Any) -> None:
        init(self, *args, **options)
        self.escape_wildcards = True

    with replaced(SearchFilter, "__init__", escaping):
        yield


@breaks("filter.search-escape-wildcards", claim="the escape character itself is not escaped")
def escape_character_is_forgotten() -> Iterator[None]:
    """Only the two wildcards are escaped."""

    def escape(value: str, escape_char: str = "/") -> str:
        return value.replace("%", f"{escape_char}%").replace("_", f"{escape_char}_")

    with replaced(filters, "escape_like_value", escape):
        yield


@breaks("filter.search-escape-wildcards", claim="the underscore stays a wildcard")
def underscore_is_forgotten() -> Iterator[None]:
    """Of the two wildcards one is escaped."""

    def escape(value: str, escape_char: str = "/") -> str:
        return value.replace(escape_char, escape_char * 2).replace("%", f"{escape_char}%")

    with replaced(filters, "escape_like_value", escape):
        yield


@breaks("filter.escape-like-value", claim="the escape characters are escaped once more")
def escaped_last() -> Iterator[None]:
    """The escape character comes last, and not first."""

    def escape(value: str, escape_char: str = "/") -> str:
        value = value.replace("%", f"{escape_char}%").replace("_", f"{escape_char}_")
        return value.replace(escape_char, escape_char * 2)

    with replaced(filters, "escape_like_value", escape):
        yield


@breaks("filter.null-not-null", claim="zero is taken for NULL")
def zero_is_null() -> Iterator[None]:
    """The filter asks for what is false."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        field = self._get_instrumented_attr(model, self.field_name)
        return (
            statement.where(or_(field.is_(None), field == 0))
            if field.type.python_type is int
            else original(self, statement, model)
        )

    with instead(filters.NullFilter, append):
        yield


@breaks("filter.limit-offset", claim="the page begins one row too late")
def page_begins_late() -> Iterator[None]:
    """Rows are counted from one."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(LimitOffset(self.limit, self.offset + 1 if self.offset else 0), statement, model)

    with instead(LimitOffset, append):
        yield


@breaks("filter.limit-offset", claim="the count is that of the page")
def count_of_the_page() -> Iterator[None]:
    """The number of all rows is cut to the page's size."""
    count = Repository.count

    async def counted(self: Any, *conditions: Any, **options: Any) -> int:
        sizes = [condition.limit for condition in conditions if isinstance(condition, LimitOffset)]
        return min([await count(self, *conditions, **options), *sizes])

    with replaced(Repository, "count", counted):
        yield


@breaks("filter.before-after", claim="the end is included though it is exclusive")
def before_includes_the_end() -> Iterator[None]:
    """<= instead of <."""

    def append(_: Any, self: Any, statement: Any, model: Any) -> Any:
        return OnBeforeAfter(self.field_name, self.before, self.after).append_to_statement(statement, model)

    with instead(BeforeAfter, append):
        yield


@breaks("filter.before-after", claim="a bound's zone is dropped")
def zone_is_dropped() -> Iterator[None]:
    """The hour of another zone is taken for that of UTC."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        bounds = [
            bound.replace(tzinfo=datetime.timezone.utc) if isinstance(bound, datetime.datetime) else bound
            for bound in (self.on_or_before, self.on_or_after)
        ]
        return original(OnBeforeAfter(self.field_name, *bounds), statement, model)

    with instead(OnBeforeAfter, append):
        yield


@breaks("filter.boolean", claim="false is no filter")
def false_is_no_filter() -> Iterator[None]:
    """The value is asked whether it is true, and not whether it is None."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(self, statement, model) if self.value else statement

    with instead(filters.BooleanFilter, append):
        yield


@breaks("filter.choices", claim="no choices are no filter")
def no_choices_are_no_filter() -> Iterator[None]:
    """The list is asked whether it is true, and not whether it is None."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        return original(self, statement, model, **options) if self.values else statement

    with instead(filters.ChoicesFilter, append):
        yield


@breaks("filter.cached-apart", claim="a cached list is found whatever the filters were")
def cached_by_model() -> Iterator[None]:
    """The filters are no part of the key."""

    def key(*, model_name: str, method: str, **_: Any) -> str:
        return f"{model_name} {method}"

    with replaced(_async, "_build_cache_key", key):
        yield

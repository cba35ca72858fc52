"""Defects of orders, comparisons, subqueries and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from advanced_alchemy import filters
from advanced_alchemy.filters import (
    CollectionFilter,
    ComparisonFilter,
    ExistsFilter,
    FilterGroup,
    MultiFilter,
    NotExistsFilter,
    OrderBy,
    SearchFilter,
    StatementFilter,
)
from sqlalchemy import and_, false, select
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.functions import FunctionElement

from assay.selftest.planted import breaks, replaced
from suites.planted.filter import instead


@breaks("filter.order-by", claim="descending is ascending")
def descending_is_ascending() -> Iterator[None]:
    """The direction has no effect."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(OrderBy(self.field_name), statement, model)

    with instead(OrderBy, append):
        yield


@breaks("filter.order-by", claim="a second order takes the place of the first one")
def last_order_counts() -> Iterator[None]:
    """What was ordered before is forgotten."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(self, statement.order_by(None) if hasattr(statement, "order_by") else statement, model)

    with instead(OrderBy, append):
        yield


@breaks("filter.order-by-nulls", claim="the place of NULL is turned round for a descending order")
def descending_turns_nulls_round() -> Iterator[None]:
    """The place is that of the ascending order, read backwards."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        nulls = (
            {"first": "last", "last": "first"}.get(self.nulls, self.nulls) if self.sort_order == "desc" else self.nulls
        )
        return original(OrderBy(self.field_name, self.sort_order, nulls), statement, model)

    with instead(OrderBy, append):
        yield


def _operator(name: str, function: Callable[[Any, Any], Any]) -> Any:
    return replaced(filters, "operators_map", {**filters.operators_map, name: function})


@breaks("filter.comparison-operators", claim="ge is gt")
def ge_is_gt() -> Iterator[None]:
    """The equal value is left out."""
    with _operator("ge", lambda field, value: field > value):
        yield


@breaks("filter.comparison-operators", claim="an unknown operator is no filter")
def unknown_operator_is_no_filter() -> Iterator[None]:
    """As it was before 1.4: the statement is given back as it is."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(self, statement, model) if self.operator in filters.operators_map else statement

    with instead(ComparisonFilter, append):
        yield


@breaks("filter.comparison-suffix", claim="istartswith finds the text anywhere")
def beginnings_are_anywhere() -> Iterator[None]:
    """The pattern has a wildcard before the text."""
    with _operator("istartswith", lambda field, value: field.ilike(f"%{value}%")):
        yield


@breaks("filter.comparison-suffix", claim="endswith finds beginnings")
def endswith_finds_beginnings() -> Iterator[None]:
    """The wildcard is on the wrong side."""
    with _operator("endswith", lambda field, value: field.like(f"{value}%")):
        yield


@breaks("filter.comparison-date-parts", claim="dateeq keeps later days too")
def dateeq_is_ge() -> Iterator[None]:
    """>= instead of =."""
    with _operator("dateeq", lambda field, value: field >= value):
        yield


@breaks("filter.exists", claim="the condition is asked of all related rows together")
def exists_is_not_correlated() -> Iterator[None]:
    """The subquery has the outer table among its own: right for one row, wrong for several."""

    def clause(self: Any, model: Any) -> Any:
        return select(1).where(self._get_combined_conditions()).correlate(None).exists() if self.values else false()

    with replaced(ExistsFilter, "get_exists_clause", clause):
        yield


@breaks("filter.exists-same-table", claim="the inverse keeps the same rows")
def not_exists_is_exists() -> Iterator[None]:
    """NOT is lost."""

    def clause(self: Any, model: Any) -> Any:
        return ExistsFilter(self.values, self.operator).get_exists_clause(model)

    with replaced(NotExistsFilter, "get_exists_clause", clause):
        yield


@breaks("filter.group-and-or", claim="a group inside another is joined as the outer one")
def inner_groups_are_flattened() -> Iterator[None]:
    """The filters of inner groups are taken out of them."""

    def flat(group: Any) -> Iterator[StatementFilter]:
        for inner in group.filters:
            yield from flat(inner) if isinstance(inner, FilterGroup) else [inner]

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(FilterGroup(self.logical_operator, [*flat(self)]), statement, model)

    with instead(FilterGroup, append):
        yield


@breaks("filter.group-and-or", claim="a filter that is one of none makes a group keep nothing")
def group_of_nothing_keeps_nothing() -> Iterator[None]:
    """An empty group is false."""

    def append(original: Any, self: Any, statement: Any, model: Any) -> Any:
        return original(self, statement, model) if self.filters else statement.where(false())

    with instead(FilterGroup, append):
        yield


@breaks("filter.multi-filter", claim="or_ is taken for and_")
def or_is_and() -> Iterator[None]:
    """Both words have one function."""
    with replaced(MultiFilter, "_logical_map", {"and_": and_, "or_": and_}):
        yield


@breaks("filter.multi-filter", claim="a nested part is dropped")
def nested_parts_are_dropped() -> Iterator[None]:
    """Only the parts that have a type are built."""
    create = MultiFilter._create_filter

    def created(self: Any, condition: dict[str, Any]) -> Any:
        return create(self, condition) if "type" in condition else None

    with replaced(MultiFilter, "_create_filter", created):
        yield


@breaks("filter.field-name-expression", claim="of an expression its column is compared")
def functions_are_taken_off() -> Iterator[None]:
    """The column inside the function stands for it."""
    field_of = StatementFilter._get_instrumented_attr

    def column(model: Any, key: Any) -> Any:
        found = field_of(model, key)
        return next(iter(found.clauses)) if isinstance(found, FunctionElement) else found

    with replaced(StatementFilter, "_get_instrumented_attr", staticmethod(column)):
        yield


@breaks("filter.append-to-statement", claim="a statement that writes is not filtered")
def only_select_is_filtered() -> Iterator[None]:
    """UPDATE and DELETE come back as they were."""

    def append(original: Any, self: Any, statement: Any, model: Any, **options: Any) -> Any:
        return statement if isinstance(statement, Update | Delete) else original(self, statement, model, **options)

    with instead(SearchFilter, append), instead(CollectionFilter, append):
        yield

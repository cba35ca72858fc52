"""Drawn rows, and drawn filters on them: what comes out is held against a model in plain Python.

The same examples are drawn on every target, few by default; ``--profile nightly`` draws more. An
example that fails is made as small as can be, and the failure names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assay.checking import EVENT_LOOP, Reader, Target, proves, same_everywhere, twin
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.drawing import (
    CHOICES,
    COLLECTIONS,
    COMPARISONS,
    GROUPS,
    LAST,
    LITERAL_SEARCHES,
    NULLS,
    ORDERS,
    ORDERS_WITH_NULLS,
    ROWS,
    SEARCHES,
    TIMES,
    TREES,
    Condition,
    Order,
    built,
    order,
    page,
)
from suites.library.filter.drawing import (
    in_order as in_order_of_model,
)
from suites.library.filter.drawing import (
    kept as kept_by_model,
)
from suites.library.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)


def differ(database: Database, reader: Reader, target: Target, conditions: st.SearchStrategy[Condition]) -> None:
    """Hold the answers to drawn filters, and what a deletion by one leaves, against the model."""
    asking = twin("suites.library.filter.asking", "suites.library", target.is_async)

    def compare(rows: Rows, asked: Sequence[Condition], gone: Condition) -> None:
        reader.empty(["library_talk"])
        talks(reader, rows)
        expected = [kept_by_model(rows, [condition]) for condition in asked]
        calls = [[built(condition)] for condition in asked]
        # and all of them together
        expected.append(kept_by_model(rows, asked))
        calls.append([built(condition) for condition in asked])
        seen = EVENT_LOOP.run(asking.answers, database, calls)
        for condition, found, wanted in zip([*asked, list(asked)], seen, expected, strict=True):
            assert found == (wanted, len(wanted)), f"of {rows} {condition} keeps {found[0]} ({found[1]}), not {wanted}"
        before = stored(reader)
        deleted = EVENT_LOOP.run(asking.deleted, database, built(gone))
        wanted = kept_by_model(rows, [gone])
        assert deleted == wanted, f"of {rows} delete_where by {gone} deletes {deleted}, not {wanted}"
        left = {label: row for label, row in before.items() if label not in wanted}
        assert stored(reader) == left, f"of {rows} delete_where by {gone} leaves {sorted(stored(reader))}, not {left}"

    few(given(ROWS, st.lists(conditions, min_size=1, max_size=4), conditions)(compare))()


def few(check: Callable[[], None]) -> Callable[[], None]:
    """A few examples, or more where the profile says so; what fails is made small."""
    return same_everywhere(8, shrinks=True)(check)


@proves("filter.collection", "filter.not-in-collection")
def test_collections(database: Database, reader: Reader, target: Target) -> None:
    """Collections of any values, None and empty ones among them."""
    differ(database, reader, target, COLLECTIONS)


@proves("filter.search", "filter.search-several-fields", "filter.not-in-search", "filter.search-wildcards")
def test_searches(database: Database, reader: Reader, target: Target) -> None:
    """Texts with and without wildcards, in one field and several, ignoring case or not."""
    differ(database, reader, target, SEARCHES)


@proves("filter.search-escape-wildcards")
def test_literal_searches(database: Database, reader: Reader, target: Target) -> None:
    """Texts with wildcards that are taken literally."""
    differ(database, reader, target, LITERAL_SEARCHES)


@proves("filter.before-after")
def test_times(database: Database, reader: Reader, target: Target) -> None:
    """Bounds of any order, None among them, in any zone."""
    differ(database, reader, target, TIMES)


@proves("filter.comparison-operators")
def test_comparisons(database: Database, reader: Reader, target: Target) -> None:
    """Operators with values of any row and of none."""
    differ(database, reader, target, COMPARISONS)


@proves("filter.null-not-null")
def test_nulls(database: Database, reader: Reader, target: Target) -> None:
    """Columns with and without values."""
    differ(database, reader, target, NULLS)


@proves("filter.boolean", "filter.choices")
def test_choices(database: Database, reader: Reader, target: Target) -> None:
    """Booleans and choices, None among them."""
    differ(database, reader, target, CHOICES)


@proves("filter.group-and-or")
def test_groups(database: Database, reader: Reader, target: Target) -> None:
    """Groups of groups of filters of all kinds, to any depth."""
    differ(database, reader, target, GROUPS)


@proves("filter.multi-filter")
def test_trees(database: Database, reader: Reader, target: Target) -> None:
    """Trees of filters that went through JSON."""
    differ(database, reader, target, TREES)


@proves("filter.order-by", "filter.limit-offset")
def test_pages(database: Database, reader: Reader, target: Target) -> None:
    """Pages of the rows in an order by columns that always have values."""
    sort(database, reader, target, ORDERS)


@proves("filter.order-by-nulls")
def test_pages_with_nulls(database: Database, reader: Reader, target: Target) -> None:
    """Pages of the rows in an order by columns with NULL, whose place was said."""
    sort(database, reader, target, ORDERS_WITH_NULLS)


def sort(database: Database, reader: Reader, target: Target, orders: st.SearchStrategy[Order]) -> None:
    """Hold drawn pages in drawn orders against the model."""
    asking = twin("suites.library.filter.asking", "suites.library", target.is_async)

    def compare(rows: Rows, by: list[Order], condition: Condition, limit: int, offset: int) -> None:
        reader.empty(["library_talk"])
        talks(reader, rows)
        wanted = in_order_of_model(rows, kept_by_model(rows, [condition]), by)[offset : offset + limit]
        conditions: list[Any] = [built(condition), *map(order, by), LAST]
        conditions.append(page(limit, offset))
        found = EVENT_LOOP.run(asking.in_order, database, *conditions)
        assert found == wanted, (
            f"of {rows} kept by {condition} the page {limit, offset} by {by} is {found}, not {wanted}"
        )

    few(
        given(
            ROWS,
            st.lists(orders, min_size=1, max_size=2),
            COLLECTIONS,
            st.integers(1, 5),
            st.integers(0, 5),
        )(compare)
    )()

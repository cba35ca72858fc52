"""``OrderBy``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy import filters
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy
from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased, joinedload

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from reference_app.library.filtering.repositories import TalkRepository
from suites.library.filter.asking import MANY, in_order, outcome
from suites.library.filter.seeding import Rows, remarks, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "bb", "seats": 30, "rating": 3},
    "b": {"title": "ccc", "seats": 10, "rating": 1},
    "c": {"title": "a", "seats": 20, "rating": 3},
    "d": {"title": "dddd", "seats": 5, "rating": 2},
}
"""The order of their seats is none of the other ones, nor that in which they are stored."""


@proves("filter.order-by")
@pytest.mark.parametrize(
    ("field", "direction", "expected"),
    [
        ("seats", "asc", ["d", "b", "c", "a"]),
        ("seats", "desc", ["a", "c", "b", "d"]),
        ("title", "asc", ["c", "a", "b", "d"]),
        ("title", "desc", ["d", "b", "a", "c"]),
        (Talk.seats, "desc", ["a", "c", "b", "d"]),
        (func.length(Talk.title), "asc", ["c", "a", "b", "d"]),
        (func.length(Talk.title), "desc", ["d", "b", "a", "c"]),
        (-Talk.seats, "asc", ["a", "c", "b", "d"]),
    ],
    ids=["asc", "desc", "text", "text-desc", "attribute", "function", "function-desc", "expression"],
)
async def test_by_a_field(database: Database, reader: Reader, field: Any, direction: Any, expected: list[str]) -> None:
    """By a name, an attribute or an expression, in the direction that was given."""
    talks(reader, ROWS)
    assert await in_order(database, OrderBy(field, direction)) == expected


@proves("filter.order-by")
async def test_ascending_is_the_default(database: Database, reader: Reader) -> None:
    """Without a direction the least comes first."""
    talks(reader, ROWS)
    assert await in_order(database, OrderBy("seats")) == ["d", "b", "c", "a"]


@proves("filter.order-by")
async def test_by_several_fields(database: Database, reader: Reader) -> None:
    """The first one counts first, and the next decides between equals."""
    talks(reader, ROWS)
    assert await in_order(database, OrderBy("stars", "desc"), OrderBy("seats")) == ["c", "a", "d", "b"]
    assert await in_order(database, OrderBy("stars", "desc"), OrderBy("seats", "desc")) == ["a", "c", "d", "b"]
    assert await in_order(database, OrderBy("seats"), OrderBy("stars", "desc")) == ["d", "b", "c", "a"]


@proves("filter.order-by")
async def test_together_with_other_filters(database: Database, reader: Reader) -> None:
    """The order is that of the rows which are kept, whatever place the filter has among the others."""
    talks(reader, ROWS)
    some = CollectionFilter("label", ["a", "b", "d"])
    assert await in_order(database, OrderBy("seats"), some) == ["d", "b", "a"]
    assert await in_order(database, some, OrderBy("seats")) == ["d", "b", "a"]
    assert await in_order(database, LimitOffset(2, 1), OrderBy("seats"), some) == ["b", "a"]


@proves("filter.order-by")
async def test_an_order_of_the_call_comes_first(database: Database, reader: Reader) -> None:
    """``order_by`` of the call is the first key, and the filter decides between its equals."""
    talks(reader, ROWS)
    found = await in_order(database, OrderBy("seats", "desc"), order_by=[("stars", False)])
    assert found == ["b", "d", "a", "c"]


@proves("filter.order-by")
@pytest.mark.parametrize("direction", ["DESC", "descending", ""], ids=["capitals", "word", "empty"])
async def test_an_unknown_direction_is_refused(database: Database, reader: Reader, direction: Any) -> None:
    """What is neither asc nor desc must not sort in the direction that was not meant."""
    talks(reader, ROWS)
    seen = await outcome(database, OrderBy("seats", direction), LimitOffset(1, 0))
    assert not seen.startswith("found"), f"by the direction {direction!r} the first is {seen}"


WITH_NULLS: Rows = {
    "a": {"seats": 2, "rating": 1},
    "b": {"seats": None, "rating": 2},
    "c": {"seats": 1, "rating": 3},
    "d": {"seats": None, "rating": 4},
    "e": {"seats": 3, "rating": 5},
}
PLACES: dict[str, tuple[Any, Any, list[str]]] = {
    "asc-first": ("asc", "first", ["b", "d", "c", "a", "e"]),
    "asc-last": ("asc", "last", ["c", "a", "e", "b", "d"]),
    "desc-first": ("desc", "first", ["b", "d", "e", "a", "c"]),
    "desc-last": ("desc", "last", ["e", "a", "c", "b", "d"]),
}


@proves("filter.order-by-nulls")
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("field", ["seats", Talk.seats, Talk.seats + 0], ids=["name", "attribute", "expression"])
async def test_rows_without_a_value(database: Database, reader: Reader, field: Any, place: Any) -> None:
    """They come first or last as was asked; the second order decides between them."""
    direction, nulls, expected = place
    talks(reader, WITH_NULLS)
    order = OrderBy(field, direction, nulls=nulls)
    assert await in_order(database, order, OrderBy("label")) == expected


@proves("filter.order-by-nulls")
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_rows_without_a_value_on_pages(database: Database, reader: Reader, place: Any) -> None:
    """Pages cut the same order."""
    direction, nulls, expected = place
    talks(reader, WITH_NULLS)
    order = OrderBy("seats", direction, nulls=nulls)
    pages = [await in_order(database, order, OrderBy("label"), LimitOffset(2, offset)) for offset in (0, 2, 4)]
    assert pages == [expected[:2], expected[2:4], expected[4:]]


@proves("filter.order-by-nulls")
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_rows_without_a_value_with_related_ones(database: Database, reader: Reader, place: Any) -> None:
    """Related rows that are joined change neither the order nor the page."""
    direction, nulls, expected = place
    talks(reader, WITH_NULLS)
    remarks(reader, {label: [("good", 1), ("long", 2)] for label in WITH_NULLS})
    conditions = OrderBy("seats", direction, nulls=nulls), OrderBy("label"), LimitOffset(3, 1)
    async with database.session() as session:
        many = getattr(TalkRepository(session=session), MANY)
        found = await many(*conditions, load=[joinedload(Talk.remarks)], uniquify=True)
        seen = [(talk.label, sorted(remark.text for remark in talk.remarks)) for talk in found]
    assert seen == [(label, ["good", "long"]) for label in expected[1:4]]


@proves("filter.order-by-nulls")
async def test_both_places_in_one_process(database: Database, reader: Reader) -> None:
    """A statement that was compiled for one place does not serve the other."""
    talks(reader, WITH_NULLS)
    for direction, nulls, expected in [*PLACES.values(), *PLACES.values()]:
        found = await in_order(database, OrderBy("seats", direction, nulls=nulls), OrderBy("label"))
        assert found == expected


@proves("filter.order-by-nulls")
async def test_several_orders_with_nulls(database: Database, reader: Reader) -> None:
    """Each order has its own place of NULL."""
    talks(
        reader,
        {"a": {"seats": None, "rating": None}, "b": {"seats": None, "rating": 1}, "c": {"seats": 1, "rating": None}},
    )
    orders = OrderBy("seats", nulls="last"), OrderBy("stars", "desc", nulls="first")
    assert await in_order(database, *orders) == ["c", "a", "b"]


@proves("filter.order-by-nulls")
@pytest.mark.parametrize("nulls", ["LAST", "first ", "none"], ids=["capitals", "blank", "word"])
async def test_an_unknown_place_is_refused(database: Database, reader: Reader, nulls: Any) -> None:
    """What is neither first nor last must not be taken for one of them."""
    talks(reader, WITH_NULLS)
    seen = await outcome(database, OrderBy("seats", nulls=nulls), LimitOffset(1, 0))
    assert not seen.startswith("found"), f"with nulls={nulls!r} the first is {seen}"


@proves("filter.order-by")
async def test_by_a_choice_of_values(database: Database, reader: Reader) -> None:
    """A CASE sorts as any expression."""
    talks(reader, ROWS)
    first = case((Talk.label == "c", 0), else_=1)
    assert await in_order(database, OrderBy(first), filters.OrderBy("seats")) == ["c", "d", "b", "a"]


@proves("filter.order-by")
async def test_an_alias_in_a_statement_of_ones_own(database: Database, reader: Reader) -> None:
    """The statement's order is that of the alias which is named as the model."""
    talks(reader, ROWS)
    other = aliased(Talk)
    statement = OrderBy("seats", "desc").append_to_statement(select(other.label), other)
    async with database.session() as session:
        assert [*(await session.scalars(statement)).all()] == ["a", "c", "b", "d"]

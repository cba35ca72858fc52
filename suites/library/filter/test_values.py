"""``NullFilter``, ``NotNullFilter``, ``BooleanFilter`` and ``ChoicesFilter``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy import filters
from sqlalchemy import or_

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, kept
from suites.library.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)

VALUED = {"title": "x", "notes": "x", "seats": 1, "rating": 1, "open": True, "begins": NOON, "day": NOON.date()}
FALSY: dict[str, Any] = {"title": "0", "notes": "0", "seats": 0, "rating": 0, "open": False}
ROWS: Rows = {"a": VALUED, "b": {}, "c": {**VALUED, **FALSY}}


@proves("filter.null-not-null")
@pytest.mark.parametrize("field", ["title", "notes", "seats", "stars", "open", "begins", "day"])
async def test_rows_without_and_with_a_value(database: Database, reader: Reader, field: str) -> None:
    """Zero and false are values, in a column of any type."""
    talks(reader, ROWS)
    assert await kept(database, filters.NullFilter(field)) == ["b"]
    assert await kept(database, filters.NotNullFilter(field)) == ["a", "c"]


@proves("filter.null-not-null", needs=("empty-string-is-not-null",))
async def test_the_empty_text_is_a_value(database: Database, reader: Reader) -> None:
    """A text of no characters is not NULL."""
    talks(reader, {"a": {"title": ""}, "b": {}})
    assert await kept(database, filters.NullFilter("title")) == ["b"]
    assert await kept(database, filters.NotNullFilter("title")) == ["a"]


@proves("filter.null-not-null")
async def test_a_column_that_is_never_null(database: Database, reader: Reader) -> None:
    """None and all."""
    talks(reader, ROWS)
    assert await kept(database, filters.NullFilter("label")) == []
    assert await kept(database, filters.NotNullFilter("label")) == ["a", "b", "c"]


@proves("filter.null-not-null")
async def test_null_together_with_other_filters(database: Database, reader: Reader) -> None:
    """They hold together, with each other too."""
    talks(reader, {**ROWS, "d": {"title": "x"}})
    assert await kept(database, filters.NullFilter("seats"), filters.NotNullFilter("title")) == ["d"]
    assert await kept(database, filters.NullFilter("seats"), filters.NotNullFilter("seats")) == []


@proves("filter.null-not-null")
async def test_deleting_rows_without_and_with_a_value(database: Database, reader: Reader) -> None:
    """Only these are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, filters.NullFilter("stars")) == ["b"]
    assert stored(reader) == {label: before[label] for label in ("a", "c")}
    assert await deleted(database, filters.NotNullFilter("stars"), Talk.label == "c") == ["c"]
    assert stored(reader) == {"a": before["a"]}


@proves("filter.null-not-null")
async def test_null_in_a_tree(database: Database, reader: Reader) -> None:
    """A tree that came from JSON can name them, and so can a group."""
    talks(reader, ROWS)
    null, valued = ({"type": kind, "field_name": "seats"} for kind in ("null", "not_null"))
    assert await kept(database, filters.MultiFilter({"and_": [null]})) == ["b"]
    assert await kept(database, filters.MultiFilter({"or_": [valued]})) == ["a", "c"]
    either = [filters.NullFilter("seats"), filters.ComparisonFilter("seats", "eq", 1)]
    assert await kept(database, filters.FilterGroup(or_, either)) == ["a", "b"]


@proves("filter.boolean", "filter.choices")
async def test_booleans_and_choices_in_a_tree(database: Database, reader: Reader) -> None:
    """A tree that came from JSON can name them."""
    talks(reader, ROWS)
    closed = {"type": "boolean", "field_name": "open", "value": False}
    chosen = {"type": "choices", "field_name": "title", "values": ["x"]}
    assert await kept(database, filters.MultiFilter({"and_": [closed]})) == ["c"]
    assert await kept(database, filters.MultiFilter({"and_": [chosen]})) == ["a"]
    assert await kept(database, filters.MultiFilter({"or_": [closed, chosen]})) == ["a", "c"]


@proves("filter.boolean")
@pytest.mark.parametrize(("value", "expected"), [(True, ["a"]), (False, ["c"]), (None, ["a", "b", "c"])])
async def test_rows_with_a_boolean(database: Database, reader: Reader, value: bool | None, expected: list[str]) -> None:
    """NULL is neither true nor false; None is no filter."""
    talks(reader, ROWS)
    assert await kept(database, filters.BooleanFilter("open", value)) == expected


@proves("filter.boolean")
async def test_deleting_by_a_boolean(database: Database, reader: Reader) -> None:
    """False deletes what is false, and leaves NULL alone."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, filters.BooleanFilter("open", False)) == ["c"]
    assert stored(reader) == {label: before[label] for label in ("a", "b")}


@proves("filter.boolean")
async def test_a_boolean_expression(database: Database, reader: Reader) -> None:
    """An expression that is true or false serves as a field."""
    talks(reader, ROWS)
    assert await kept(database, filters.BooleanFilter(Talk.open, True)) == ["a"]
    assert await kept(database, filters.BooleanFilter("open", True), filters.BooleanFilter("open", None)) == ["a"]


CHOICES: dict[str, tuple[Any, list[str]]] = {
    "one": (["x"], ["a"]),
    "two": (["x", "0"], ["a", "c"]),
    "tuple": (("0", "1"), ["c"]),
    "set": ({"x"}, ["a"]),
    "unknown": (["y"], []),
    "empty": ([], []),
    "none": (None, ["a", "b", "c"]),
}


@proves("filter.choices")
@pytest.mark.parametrize("case", CHOICES.values(), ids=CHOICES)
async def test_rows_with_one_of_the_choices(database: Database, reader: Reader, case: Any) -> None:
    """As a collection: none of no choices, and no filter without choices."""
    choices, expected = case
    talks(reader, ROWS)
    assert await kept(database, filters.ChoicesFilter("title", choices)) == expected


@proves("filter.choices")
async def test_choices_of_numbers(database: Database, reader: Reader) -> None:
    """Zero is a choice as others; the attribute's name counts, not the column's."""
    talks(reader, ROWS)
    assert await kept(database, filters.ChoicesFilter("stars", [0, 7])) == ["c"]
    assert await kept(database, filters.ChoicesFilter(Talk.stars, [0, 1])) == ["a", "c"]


@proves("filter.choices")
@pytest.mark.parametrize(("choices", "gone"), [(["0"], ["c"]), ([], [])], ids=["one", "empty"])
async def test_deleting_by_choices(database: Database, reader: Reader, choices: list[str], gone: list[str]) -> None:
    """Only rows with a choice are deleted, and none if there are no choices."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, filters.ChoicesFilter("title", choices)) == gone
    assert stored(reader) == {label: row for label, row in before.items() if label not in gone}

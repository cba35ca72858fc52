# Generated from suites/library/filter/test_comparisons.py by `python -m tools.twin`; do not edit.
"""``ComparisonFilter``."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.filters import ComparisonFilter

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from suites.library.sync.filter.asking import deleted, deletion, kept, outcome
from suites.library.sync.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "sql one", "seats": 10, "begins": NOON, "day": NOON.date(), "open": True},
    "b": {"title": "sql two", "seats": 20, "begins": NOON + datetime.timedelta(hours=3), "open": False},
    "c": {"title": "http one", "seats": 30},
    "d": {"title": "one sql", "seats": 0},
    "e": {},
}
OPERATORS: dict[str, tuple[str, str, Any, list[str]]] = {
    "eq": ("seats", "eq", 20, ["b"]),
    "eq-text": ("title", "eq", "sql one", ["a"]),
    "eq-zero": ("seats", "eq", 0, ["d"]),
    "eq-true": ("open", "eq", True, ["a"]),
    "eq-none": ("seats", "eq", None, ["e"]),
    "eq-time": ("begins", "eq", NOON, ["a"]),
    "eq-date": ("day", "eq", NOON.date(), ["a"]),
    "ne": ("seats", "ne", 20, ["a", "c", "d"]),
    "ne-none": ("seats", "ne", None, ["a", "b", "c", "d"]),
    "gt": ("seats", "gt", 10, ["b", "c"]),
    "ge": ("seats", "ge", 10, ["a", "b", "c"]),
    "lt": ("seats", "lt", 20, ["a", "d"]),
    "le": ("seats", "le", 20, ["a", "b", "d"]),
    "gt-time": ("begins", "gt", NOON, ["b"]),
    "le-time": ("begins", "le", NOON, ["a"]),
    "in": ("seats", "in", [10, 30, 99], ["a", "c"]),
    "in-tuple": ("seats", "in", (10, 30), ["a", "c"]),
    "in-set": ("seats", "in", {10, 30}, ["a", "c"]),
    "in-empty": ("seats", "in", [], []),
    "notin": ("seats", "notin", [10, 30], ["b", "d"]),
    "notin-empty": ("seats", "notin", [], ["a", "b", "c", "d", "e"]),
    "between": ("seats", "between", [10, 20], ["a", "b"]),
    "between-tuple": ("seats", "between", (0, 10), ["a", "d"]),
    "between-equal": ("seats", "between", [30, 30], ["c"]),
    "between-reversed": ("seats", "between", [20, 10], []),
    "like": ("title", "like", "sql%", ["a", "b"]),
    "like-underscore": ("title", "like", "sql _ne", ["a"]),
    "like-whole": ("title", "like", "sql", []),
    "ilike": ("title", "ilike", "%SQL%", ["a", "b", "d"]),
    "startswith": ("title", "startswith", "sql", ["a", "b"]),
    "istartswith": ("title", "istartswith", "SQL", ["a", "b"]),
    "endswith": ("title", "endswith", "one", ["a", "c"]),
}
"""Field, operator, value, and the talks that are kept."""


@proves("filter.comparison-operators")
@pytest.mark.parametrize("case", OPERATORS.values(), ids=OPERATORS)
def test_operator(database: Database, reader: Reader, case: Any) -> None:
    """The rows are kept for which the comparison holds; with NULL none does but those with None and of no values."""
    field, operator, value, expected = case
    talks(reader, ROWS)
    if operator in {"ne", "notin"} and expected != [*ROWS]:
        # whether NULL differs from a value is asked below
        talks_without = [label for label in kept(database, ComparisonFilter(field, operator, value)) if label != "e"]
        assert talks_without == expected
    else:
        assert kept(database, ComparisonFilter(field, operator, value)) == expected


@proves("filter.comparison-operators")
@pytest.mark.parametrize(
    "operator",
    ["=", "==", "EQ", "", "isnull", "contains", "not_in", "__class__"],
    ids=["sign", "two-signs", "capitals", "empty", "isnull", "contains", "not-in", "dunder"],
)
def test_an_unknown_operator_is_refused(database: Database, reader: Reader, operator: str) -> None:
    """It is an error, that names the operator, and deletes nothing."""
    talks(reader, ROWS)
    before = stored(reader)
    comparison = ComparisonFilter("seats", operator, 20)
    assert outcome(database, comparison) == "ValueError"
    assert deletion(database, comparison) == "ValueError"
    assert stored(reader) == before


@proves("filter.comparison-operators")
@pytest.mark.parametrize("operator", ["ne", "notin"])
def test_rows_without_a_value_differ(database: Database, reader: Reader, operator: str) -> None:
    """A talk without seats does not have twenty seats."""
    talks(reader, ROWS)
    found = kept(database, ComparisonFilter("seats", operator, 20 if operator == "ne" else [20]))
    assert found == ["a", "c", "d", "e"], f"other than 20 seats have {found}, and not a, c, d and e"


@proves("filter.comparison-operators")
@pytest.mark.parametrize("bounds", [[10], [10, 20, 30], []], ids=["one", "three", "none"])
def test_between_takes_two_bounds(database: Database, reader: Reader, bounds: list[int]) -> None:
    """More or fewer are refused, and not passed over."""
    talks(reader, ROWS)
    before = stored(reader)
    try:
        seen = deletion(database, ComparisonFilter("seats", "between", bounds))
    except IndexError:
        seen = "IndexError"
    assert stored(reader) == before, f"delete_where between {bounds} {seen}"
    assert not seen.startswith("deleted"), f"delete_where between {bounds} {seen}"


@proves("filter.comparison-operators")
def test_comparisons_are_joined_by_and(database: Database, reader: Reader) -> None:
    """Several hold together."""
    talks(reader, ROWS)
    low, high = ComparisonFilter("seats", "gt", 0), ComparisonFilter("seats", "lt", 30)
    assert kept(database, low, high) == ["a", "b"]
    assert kept(database, low, high, ComparisonFilter("title", "endswith", "two")) == ["b"]


@proves("filter.comparison-operators")
@pytest.mark.parametrize("name", ["eq", "lt", "in", "between", "startswith"])
def test_deleting_by_a_comparison(database: Database, reader: Reader, name: str) -> None:
    """Only rows for which it holds are deleted."""
    field, operator, value, expected = OPERATORS[name]
    talks(reader, ROWS)
    before = stored(reader)
    assert deleted(database, ComparisonFilter(field, operator, value)) == expected
    assert stored(reader) == {label: row for label, row in before.items() if label not in expected}


ENDINGS: Rows = {
    "a": {"title": "Sql one"},
    "b": {"title": "one sql"},
    "c": {"title": "one Sql two"},
    "d": {"title": "SQL"},
    "e": {"title": None},
}


@proves("filter.comparison-suffix")
@pytest.mark.parametrize(
    ("operator", "text", "expected"),
    [
        ("istartswith", "sql", ["a", "d"]),
        ("istartswith", "SQL ", ["a"]),
        ("iendswith", "sql", ["b", "d"]),
        ("iendswith", "TWO", ["c"]),
        ("iendswith", "one", ["a"]),
    ],
)
def test_beginnings_and_endings(
    database: Database, reader: Reader, operator: str, text: str, expected: list[str]
) -> None:
    """Beginnings are found by one and endings by the other, in capitals and small letters."""
    talks(reader, ENDINGS)
    found = kept(database, ComparisonFilter("title", operator, text))
    assert found == expected, f"{operator} {text!r} has found {found}, and not {expected}"


@proves("filter.comparison-suffix", needs=("like-is-case-sensitive",))
def test_beginnings_and_endings_that_heed_case(database: Database, reader: Reader) -> None:
    """Without the i capitals are other letters than small ones."""
    talks(reader, ENDINGS)
    assert kept(database, ComparisonFilter("title", "startswith", "Sql")) == ["a"]
    assert kept(database, ComparisonFilter("title", "startswith", "one")) == ["b", "c"]
    assert kept(database, ComparisonFilter("title", "endswith", "sql")) == ["b"]
    assert kept(database, ComparisonFilter("title", "endswith", "SQL")) == ["d"]


PERCENT: Rows = {"a": {"title": "5% a_b"}, "b": {"title": "55 axb"}}


@proves("filter.comparison-suffix")
@pytest.mark.parametrize(
    ("operator", "text"), [("startswith", "5%"), ("istartswith", "5%"), ("endswith", "a_b"), ("iendswith", "a_b")]
)
def test_wildcards_in_beginnings_and_endings(database: Database, reader: Reader, operator: str, text: str) -> None:
    """The text begins or ends with what was given, and not with what LIKE makes of it."""
    talks(reader, PERCENT)
    found = kept(database, ComparisonFilter("title", operator, text))
    assert found == ["a"], f"{operator} {text!r} has found {found}, and not a only"


@proves("filter.comparison-date-parts")
@pytest.mark.parametrize("given", [NOON.date(), NOON.date() + datetime.timedelta(days=1)], ids=["that-day", "next-day"])
def test_the_day_of_a_time(database: Database, reader: Reader, given: datetime.date) -> None:
    """``dateeq`` keeps the rows whose time lies on the day, at whatever hour."""
    talks(reader, {**ROWS, "f": {"begins": NOON + datetime.timedelta(hours=13)}})
    seen = outcome(database, ComparisonFilter("begins", "dateeq", given))
    on_that_day = {NOON.date(): ["a", "b"]}.get(given, ["f"])
    assert seen == f"found {on_that_day}", f"dateeq of a day: {seen}"


@proves("filter.comparison-date-parts")
def test_the_day_of_a_date(database: Database, reader: Reader) -> None:
    """``dateeq`` of a column of dates keeps the rows with that date."""
    talks(reader, {**ROWS, "f": {"day": NOON.date() + datetime.timedelta(days=1)}})
    assert kept(database, ComparisonFilter("day", "dateeq", NOON.date())) == ["a"]


@proves("filter.comparison-date-parts")
def test_deleting_by_a_day(database: Database, reader: Reader) -> None:
    """Only rows with that date are deleted."""
    talks(reader, {**ROWS, "f": {"day": NOON.date() + datetime.timedelta(days=1)}})
    before = stored(reader)
    assert deleted(database, ComparisonFilter("day", "dateeq", NOON.date())) == ["a"]
    assert stored(reader) == {label: row for label, row in before.items() if label != "a"}

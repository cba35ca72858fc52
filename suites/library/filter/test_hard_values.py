"""Values that are hard to store and to find; the cases are those of ``suites/hard_cases.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from advanced_alchemy import filters
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.hard_cases import EMPTIES, NUMBERS, TEXTS, TIMES, Empty
from suites.library.filter.asking import deleted, in_order, kept, listed
from suites.library.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)
Kept = dict[str, list[str]]


async def kept_by(database: Database, asked: Mapping[str, Any]) -> Kept:
    """The labels that each of several filters keeps, sorted."""
    async with database.session() as session:
        return {name: sorted(await listed(session, condition)) for name, condition in asked.items()}


def wrong(seen: Kept, expected: Kept) -> str:
    """What was seen and what was expected instead, of the cases in which these differ."""
    return "; ".join(
        f"{name} kept {seen[name]}, not {expected[name]}" for name in expected if seen[name] != expected[name]
    )


def texts(*, exact: bool) -> dict[str, str]:
    """The texts by their cases, with or without those that only exact comparisons tell apart."""
    return {name: case.value for name, case in TEXTS.items() if exact or not case.needs}


async def ask_for_equal_texts(database: Database, reader: Reader, values: Mapping[str, str]) -> None:
    """Each text is kept by filters with it, and the others by their opposites."""
    talks(reader, {name: {"title": value} for name, value in values.items()})
    assert {label: row["title"] for label, row in stored(reader).items()} == values
    alone, others = {name: [name] for name in values}, {name: sorted({*values} - {name}) for name in values}
    for expected, asked in (
        (alone, {name: CollectionFilter("title", [value]) for name, value in values.items()}),
        (alone, {name: ComparisonFilter("title", "eq", value) for name, value in values.items()}),
        (others, {name: NotInCollectionFilter("title", [value]) for name, value in values.items()}),
        (others, {name: ComparisonFilter("title", "ne", value) for name, value in values.items()}),
    ):
        problem = wrong(await kept_by(database, asked), expected)
        assert not problem, f"by equality {problem}"


@proves("filter.collection", "filter.not-in-collection", "filter.comparison-operators")
async def test_equal_texts(database: Database, reader: Reader) -> None:
    """A text equals itself and no other."""
    await ask_for_equal_texts(database, reader, texts(exact=False))


@proves("filter.collection", "filter.not-in-collection", "filter.comparison-operators", needs=("equality-is-exact",))
async def test_texts_that_differ_little(database: Database, reader: Reader) -> None:
    """Blanks, capitals, accents and the ways to write them make other texts."""
    await ask_for_equal_texts(database, reader, texts(exact=True))


@proves("filter.search", "filter.not-in-search")
async def test_texts_in_a_search(database: Database, reader: Reader) -> None:
    """Where case is ignored each text is found in those that contain it; those with wildcards are asked below."""
    values = texts(exact=False)
    talks(reader, {name: {"title": value} for name, value in values.items()})
    plain = {name: value for name, value in values.items() if not {*"%_\\"} & {*value}}
    containing = {
        name: sorted(other for other, text in values.items() if value.lower() in text.lower())
        for name, value in plain.items()
    }
    lacking = {name: sorted({*values} - {*found}) for name, found in containing.items()}
    inside = {name: SearchFilter("title", value, ignore_case=True) for name, value in plain.items()}
    outside = {name: NotInSearchFilter("title", value, ignore_case=True) for name, value in plain.items()}
    problem = wrong(await kept_by(database, inside), containing)
    assert not problem, f"a search {problem}"
    problem = wrong(await kept_by(database, outside), lacking)
    assert not problem, f"the opposite of a search {problem}"


@proves("filter.search-escape-wildcards")
async def test_texts_taken_literally(database: Database, reader: Reader) -> None:
    """With ``escape_wildcards`` every text is found in those that contain it."""
    values = texts(exact=False)
    talks(reader, {name: {"title": value} for name, value in values.items()})
    containing = {
        name: sorted(other for other, text in values.items() if value.lower() in text.lower())
        for name, value in values.items()
    }
    asked = {
        name: SearchFilter("title", value, ignore_case=True, escape_wildcards=True) for name, value in values.items()
    }
    problem = wrong(await kept_by(database, asked), containing)
    assert not problem, f"a literal search {problem}"


@proves("filter.comparison-operators", "filter.collection")
async def test_numbers(database: Database, reader: Reader) -> None:
    """Each number equals itself alone, and lies where it does among the others."""
    values = {name: case.value for name, case in NUMBERS.items()}
    talks(reader, {name: {"seats": value} for name, value in values.items()})
    assert {label: row["seats"] for label, row in stored(reader).items()} == values
    alone = {name: [name] for name in values}
    less = {name: sorted(other for other in values if values[other] < value) for name, value in values.items()}
    more = {name: sorted(other for other in values if values[other] >= value) for name, value in values.items()}
    for expected, asked in (
        (alone, {name: CollectionFilter("seats", [value]) for name, value in values.items()}),
        (alone, {name: ComparisonFilter("seats", "between", [value, value]) for name, value in values.items()}),
        (less, {name: ComparisonFilter("seats", "lt", value) for name, value in values.items()}),
        (more, {name: ComparisonFilter("seats", "ge", value) for name, value in values.items()}),
    ):
        problem = wrong(await kept_by(database, asked), expected)
        assert not problem, f"of numbers {problem}"


@proves("filter.order-by")
async def test_order_of_numbers(database: Database, reader: Reader) -> None:
    """Numbers are sorted as numbers, from end to end."""
    values = {name: case.value for name, case in NUMBERS.items()}
    talks(reader, {name: {"seats": value} for name, value in values.items()})
    ascending = sorted(values, key=lambda name: values[name])
    assert await in_order(database, OrderBy("seats")) == ascending
    assert await in_order(database, OrderBy("seats", "desc")) == ascending[::-1]


@proves("filter.before-after")
async def test_times(database: Database, reader: Reader) -> None:
    """Each moment is on itself, and before those that come after it, whatever zone wrote it."""
    values = {name: case.value for name, case in TIMES.items()}
    talks(reader, {name: {"begins": value} for name, value in values.items()})
    assert {label: row["begins"] for label, row in stored(reader).items()} == values
    same = {name: sorted({name} | {other for other in values if values[other] == values[name]}) for name in values}
    assert {name: case.same_as in same[name] for name, case in TIMES.items() if case.same_as} == {
        name: True for name, case in TIMES.items() if case.same_as
    }
    earlier = {name: sorted(other for other in values if values[other] < value) for name, value in values.items()}
    later = {name: sorted(other for other in values if values[other] > value) for name, value in values.items()}
    for expected, asked in (
        (same, {name: OnBeforeAfter("begins", value, value) for name, value in values.items()}),
        (earlier, {name: BeforeAfter("begins", value, None) for name, value in values.items()}),
        (later, {name: BeforeAfter("begins", None, value) for name, value in values.items()}),
    ):
        problem = wrong(await kept_by(database, asked), expected)
        assert not problem, f"of moments {problem}"


@proves("filter.order-by")
async def test_order_of_times(database: Database, reader: Reader) -> None:
    """Moments are sorted as they follow each other."""
    values = {name: case.value for name, case in TIMES.items()}
    talks(reader, {name: {"begins": value} for name, value in values.items()})
    expected = sorted(values, key=lambda name: (values[name], name))
    assert await in_order(database, OrderBy("begins"), OrderBy("label")) == expected


ROWS: Rows = {"a": {"title": "sql"}, "b": {"title": "http"}, "c": {"title": None}}
KEEPS = {"all": ["a", "b", "c"], "none": [], "valued": ["a", "b"]}


@proves(
    "filter.collection",
    "filter.not-in-collection",
    "filter.search",
    "filter.not-in-search",
    "filter.comparison-operators",
    "filter.exists",
    "filter.multi-filter",
)
@pytest.mark.parametrize("case", EMPTIES.values(), ids=EMPTIES)
async def test_what_is_given_nothing(database: Database, reader: Reader, case: Empty) -> None:
    """It keeps what the table says, and deletes only that."""
    talks(reader, ROWS)
    before = stored(reader)
    condition = getattr(filters, case.filter)(**case.arguments)
    assert await kept(database, condition) == KEEPS[case.keeps]
    assert await deleted(database, condition) == KEEPS[case.keeps]
    assert stored(reader) == {label: row for label, row in before.items() if label not in KEEPS[case.keeps]}

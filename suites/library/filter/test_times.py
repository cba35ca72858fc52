"""``BeforeAfter`` and ``OnBeforeAfter``."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.filters import BeforeAfter, OnBeforeAfter

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, deletion, kept, outcome
from suites.library.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)


def at(hours: float) -> datetime.datetime:
    """So many hours after noon."""
    return NOON + datetime.timedelta(hours=hours)


ROWS: Rows = {
    "a": {"begins": at(-1)},
    "b": {"begins": at(0)},
    "c": {"begins": at(1)},
    "d": {"begins": at(48)},
    "e": {},
}
ALL = [*ROWS]
Bounds = tuple[Any, Any]
EXCLUSIVE: dict[str, tuple[Bounds, list[str]]] = {
    "before": ((at(1), None), ["a", "b"]),
    "after": ((None, at(0)), ["c", "d"]),
    "between": ((at(48), at(-1)), ["b", "c"]),
    "nowhere": ((at(0), at(1)), []),
    "between-neighbours": ((at(1), at(0)), []),
    "unbounded": ((None, None), ALL),
}
INCLUSIVE: dict[str, tuple[Bounds, list[str]]] = {
    "on-or-before": ((at(1), None), ["a", "b", "c"]),
    "on-or-after": ((None, at(0)), ["b", "c", "d"]),
    "between": ((at(48), at(-1)), ["a", "b", "c", "d"]),
    "one-moment": ((at(0), at(0)), ["b"]),
    "nowhere": ((at(0), at(1)), []),
    "unbounded": ((None, None), ALL),
}


@proves("filter.before-after")
@pytest.mark.parametrize("case", EXCLUSIVE.values(), ids=EXCLUSIVE)
async def test_strictly_before_and_after(database: Database, reader: Reader, case: Any) -> None:
    """The ends are left out; a bound that is None bounds nothing."""
    (before, after), expected = case
    talks(reader, ROWS)
    assert await kept(database, BeforeAfter("begins", before, after)) == expected


@proves("filter.before-after")
@pytest.mark.parametrize("case", INCLUSIVE.values(), ids=INCLUSIVE)
async def test_on_before_and_after(database: Database, reader: Reader, case: Any) -> None:
    """The ends are kept; a bound that is None bounds nothing."""
    (before, after), expected = case
    talks(reader, ROWS)
    assert await kept(database, OnBeforeAfter("begins", before, after)) == expected


@proves("filter.before-after")
@pytest.mark.parametrize("hours", [-8, 5.5, 14])
async def test_bounds_in_another_zone(database: Database, reader: Reader, hours: float) -> None:
    """The moment counts, and not how its zone writes it."""
    talks(reader, ROWS)
    noon = NOON.astimezone(datetime.timezone(datetime.timedelta(hours=hours)))
    assert await kept(database, BeforeAfter("begins", noon, None)) == ["a"]
    assert await kept(database, BeforeAfter("begins", None, noon)) == ["c", "d"]
    assert await kept(database, OnBeforeAfter("begins", noon, noon)) == ["b"]


@proves("filter.before-after")
async def test_bounds_of_dates(database: Database, reader: Reader) -> None:
    """A column of dates is bounded by dates."""
    day = NOON.date()
    talks(reader, {n: {"day": day + datetime.timedelta(days=k)} for k, n in enumerate("abc")})
    bound: Any = day + datetime.timedelta(days=1)
    assert await kept(database, BeforeAfter("day", bound, None)) == ["a"]
    assert await kept(database, BeforeAfter("day", None, bound)) == ["c"]
    assert await kept(database, OnBeforeAfter("day", bound, None)) == ["a", "b"]
    assert await kept(database, OnBeforeAfter("day", None, bound)) == ["b", "c"]


@proves("filter.before-after")
async def test_moments_within_a_second(database: Database, reader: Reader) -> None:
    """Fractions of a second count."""
    talks(reader, {n: {"begins": NOON + datetime.timedelta(microseconds=k)} for n, k in (("a", 1), ("b", 250_000))})
    bound = NOON + datetime.timedelta(microseconds=1)
    seen = {
        "before": await kept(database, BeforeAfter("begins", bound, None)),
        "after": await kept(database, BeforeAfter("begins", None, bound)),
        "on or before": await kept(database, OnBeforeAfter("begins", bound, None)),
        "on or after": await kept(database, OnBeforeAfter("begins", None, bound)),
    }
    expected = {"before": [], "after": ["b"], "on or before": ["a"], "on or after": ["a", "b"]}
    assert seen == expected, f"of moments within a second: {seen}"


NAIVE = NOON.replace(tzinfo=None)


@proves("filter.before-after")
@pytest.mark.parametrize(
    "filtered",
    [BeforeAfter("begins", NAIVE, None), OnBeforeAfter("begins", None, NAIVE)],
    ids=["before", "on-or-after"],
)
async def test_a_naive_time_violates_no_constraint(database: Database, reader: Reader, filtered: Any) -> None:
    """A time without a zone is refused for what it is; nobody has violated the integrity of the data."""
    talks(reader, ROWS)
    seen = await outcome(database, filtered)
    assert seen in {"RepositoryError", "ValueError"}, f"a naive time is answered with {seen}"


@proves("filter.before-after")
async def test_deleting_by_times(database: Database, reader: Reader) -> None:
    """Only rows within the bounds are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, BeforeAfter("begins", at(0), None)) == ["a"]
    assert await deleted(database, OnBeforeAfter("begins", at(2), at(1))) == ["c"]
    assert stored(reader) == {label: before[label] for label in ("b", "d", "e")}


@proves("filter.before-after")
async def test_deleting_by_a_naive_time_deletes_nothing(database: Database, reader: Reader) -> None:
    """What is refused has no effect."""
    talks(reader, ROWS)
    before = stored(reader)
    assert not (await deletion(database, BeforeAfter("begins", NAIVE, None))).startswith("deleted")
    assert stored(reader) == before

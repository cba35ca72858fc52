"""created_at and updated_at."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import day, expect, expect_each, seed

LISTINGS = {
    "/created": {"config": {"created_at": True}},
    "/updated": {"config": {"updated_at": True}},
    "/times": {"config": {"created_at": True, "updated_at": True}},
    "/off": {"config": {"created_at": False, "updated_at": False, "search": "title"}},
}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings that are filtered by their times."""
    return serve("times", LISTINGS)


def at(number: int) -> str:
    """Noon of that day of June 2024."""
    return day(number).isoformat().replace("+00:00", "Z")


@proves("filter-deps.created-updated")
def test_created(app: RunningApp, reader: Reader) -> None:
    """Before and after, each alone and both together; the moment itself is neither."""
    seed(reader)
    expect(app, "/created", lambda t: t.created < 3, createdBefore=at(3))
    expect(app, "/created", lambda t: t.created > 3, createdAfter=at(3))
    expect(app, "/created", lambda t: 2 < t.created < 5, createdAfter=at(2), createdBefore=at(5))
    expect(app, "/created", lambda _: False, createdAfter=at(4), createdBefore=at(2))
    expect(app, "/created", lambda _: True)


@proves("filter-deps.created-updated")
def test_updated(app: RunningApp, reader: Reader) -> None:
    """The same of the other column."""
    seed(reader)
    expect(app, "/updated", lambda t: t.updated < 23, updatedBefore=at(23))
    expect(app, "/updated", lambda t: t.updated > 23, updatedAfter=at(23))
    expect(app, "/updated", lambda t: 22 < t.updated < 25, updatedAfter=at(22), updatedBefore=at(25))
    expect(app, "/updated", lambda _: True)


# Each of these asks for both columns: where parameters mix it is either that loses.
@proves("filter-deps.created-updated")
def test_before_where_both_are_configured(app: RunningApp, reader: Reader) -> None:
    """Each filters by its own column alone."""
    seed(reader)
    expect(app, "/times", lambda _: True)
    expect_each(
        app,
        "/times",
        (lambda t: t.created < 3, {"createdBefore": at(3)}),
        (lambda t: t.updated < 23, {"updatedBefore": at(23)}),
    )


@proves("filter-deps.created-updated")
def test_after_where_both_are_configured(app: RunningApp, reader: Reader) -> None:
    """Each filters by its own column alone."""
    seed(reader)
    expect_each(
        app,
        "/times",
        (lambda t: t.created > 3, {"createdAfter": at(3)}),
        (lambda t: t.updated > 23, {"updatedAfter": at(23)}),
    )


@proves("filter-deps.created-updated")
def test_both_at_once(app: RunningApp, reader: Reader) -> None:
    """A bound of the one and a bound of the other."""
    seed(reader)
    expect_each(
        app,
        "/times",
        (lambda t: t.created < 4 and t.updated < 24, {"createdBefore": at(4), "updatedBefore": at(24)}),
        (lambda t: t.created > 1 and t.updated > 21, {"createdAfter": at(1), "updatedAfter": at(21)}),
    )


@proves("filter-deps.created-updated")
def test_time_with_an_offset(app: RunningApp, reader: Reader) -> None:
    """A moment is the same in every zone."""
    seed(reader)
    expect(app, "/created", lambda t: t.created < 3, createdBefore="2024-06-03T14:00:00+02:00")
    expect(app, "/created", lambda t: t.created <= 3, createdBefore="2024-06-03T14:00:01+02:00")
    expect(app, "/created", lambda t: t.created >= 3, createdAfter="2024-06-03T06:59:59-05:00")


@proves("filter-deps.created-updated")
def test_time_without_an_offset(app: RunningApp, reader: Reader) -> None:
    """A time that names no zone is the client's mistake (400): it is no conflict with what is stored."""
    seed(reader)
    answer(app.get("/created", createdBefore="2024-06-03T12:00:00"), 400)


@proves("filter-deps.created-updated")
@pytest.mark.parametrize("value", ["", "yesterday", "2024-06-31T12:00:00Z"], ids=["empty", "word", "no-day"])
def test_what_is_no_time(app: RunningApp, reader: Reader, value: str) -> None:
    """400, for each of the four parameters."""
    seed(reader)
    for path, name in [("/created", "createdBefore"), ("/created", "createdAfter"), ("/updated", "updatedBefore")]:
        answer(app.get(path, **{name: value}), 400)


@proves("filter-deps.created-updated")
def test_switched_off(app: RunningApp, reader: Reader) -> None:
    """With False there are no such parameters."""
    seed(reader)
    expect(app, "/off", lambda _: True, createdBefore=at(1), updatedAfter=at(30))

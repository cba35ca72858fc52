"""id_filter and id_field."""

from __future__ import annotations

import uuid

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, expect, listed, seed, seed_boards

LISTINGS = {
    "/uuid": {"config": {"id_filter": uuid.UUID}},
    "/uuid/ticket": {"config": {"id_filter": uuid.UUID, "id_field": "ticket"}},
    "/text": {"config": {"id_filter": str, "id_field": "code"}, "service": "boards"},
    "/text/place": {"config": {"id_filter": str, "id_field": "place"}},
    "/number": {"config": {"id_filter": int, "id_field": "number"}, "service": "boards"},
    "/number/points": {"config": {"id_filter": int, "id_field": "points"}},
    "/without": {"config": {"search": "title"}},
}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings that are filtered by ids of different types and columns."""
    return serve("ids", LISTINGS)


@proves("filter-deps.id-filter-type", "filter-deps.id-field")
def test_uuids(app: RunningApp, reader: Reader) -> None:
    """The tasks of the ids."""
    seed(reader)
    expect(app, "/uuid", lambda t: t in TASKS[1:3], ids=[str(TASKS[1].id), str(TASKS[2].id)])
    expect(app, "/uuid", lambda _: False, ids=str(TASKS[0].ticket))
    expect(app, "/uuid", lambda _: True)


@proves("filter-deps.id-field")
def test_another_column_of_uuids(app: RunningApp, reader: Reader) -> None:
    """The parameter is of the named column, not of the primary key."""
    seed(reader)
    expect(app, "/uuid/ticket", lambda t: t.ticket == TASKS[0].ticket, ids=str(TASKS[0].ticket))
    expect(app, "/uuid/ticket", lambda _: False, ids=str(TASKS[0].id))
    expect(app, "/uuid/ticket", lambda _: True)


@proves("filter-deps.id-filter-type", "filter-deps.id-field")
def test_texts(app: RunningApp, reader: Reader) -> None:
    """Of a primary key that is a text and not called id."""
    seed_boards(reader, "a", "b", "c")
    assert sorted(listed(app, "/text", ids=["a", "c", "x"])) == ["a", "c"]
    assert listed(app, "/text", ids="b") == ["b"]
    assert sorted(listed(app, "/text")) == ["a", "b", "c"]


@proves("filter-deps.id-field")
def test_attribute_of_another_name_than_its_column(app: RunningApp, reader: Reader) -> None:
    """The name is the attribute's."""
    seed(reader)
    expect(app, "/text/place", lambda t: t.place == "home", ids="home")


@proves("filter-deps.id-filter-type")
def test_numbers_of_boards(app: RunningApp, reader: Reader) -> None:
    """A list of numbers, on a column of numbers."""
    seed_boards(reader, "a", "b", "c")
    assert sorted(listed(app, "/number", ids=["1", "3", "9"])) == ["a", "c"]
    assert listed(app, "/number", ids="2") == ["b"]


@proves("filter-deps.id-filter-type")
def test_numbers_of_tasks(app: RunningApp, reader: Reader) -> None:
    """The same where the primary key is another one."""
    seed(reader)
    expect(app, "/number/points", lambda t: t.points == 3, ids="3")


@proves("filter-deps.id-filter-type")
@pytest.mark.parametrize(
    ("path", "value"), [("/uuid", "x"), ("/uuid", "7"), ("/number", "x"), ("/number", "1.5"), ("/number", "0x1")]
)
def test_value_of_another_type(app: RunningApp, reader: Reader, path: str, value: str) -> None:
    """400, whatever the database would make of it."""
    seed(reader)
    seed_boards(reader, "a", "b")
    answer(app.get(path, ids=value), 400)


@proves("filter-deps.id-field")
def test_without_an_id_filter(app: RunningApp, reader: Reader) -> None:
    """Where none is configured the parameter is unknown, and changes nothing."""
    seed(reader)
    expect(app, "/without", lambda _: True, ids=str(TASKS[0].id))

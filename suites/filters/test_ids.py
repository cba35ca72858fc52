"""ids."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.filters.openapi import query_parameters
from suites.filters.seeding import expect_names, names, numbered, seed_authors
from suites.forms import QUERIES

FIVE = numbered(5)


@proves("filters.id-filter")
@pytest.mark.parametrize("wanted", [[0], [1, 3], [4, 0, 2], [0, 1, 2, 3, 4]], ids=["one", "two", "three", "all"])
def test_only_the_listed_rows(app: RunningApp, reader: Reader, wanted: list[int]) -> None:
    """Exactly the rows whose id is given, and a total that counts these."""
    ids = seed_authors(reader, FIVE)
    expected = sorted(FIVE[index] for index in wanted)
    page = answer(app.get("/authors", ids=[str(ids[name]) for name in expected]), 200)
    expect_names(page, expected)
    assert page["total"] == len(expected)
    assert {item["id"] for item in page["items"]} == {str(ids[name]) for name in expected}


@proves("filters.id-filter")
def test_without_ids(app: RunningApp, reader: Reader) -> None:
    """All rows."""
    seed_authors(reader, FIVE)
    expect_names(answer(app.get("/authors"), 200), FIVE)


@proves("filters.id-filter")
def test_unknown_id(app: RunningApp, reader: Reader) -> None:
    """An empty list and total 0, not an error and not all rows."""
    seed_authors(reader, FIVE)
    page = answer(app.get("/authors", ids=[str(uuid.uuid4())]), 200)
    assert (page["items"], page["total"]) == ([], 0)


@proves("filters.id-filter")
def test_unknown_beside_known_id(app: RunningApp, reader: Reader) -> None:
    """The known one."""
    ids = seed_authors(reader, FIVE)
    page = answer(app.get("/authors", ids=[str(uuid.uuid4()), str(ids["Author 02"])]), 200)
    assert (names(page), page["total"]) == (["Author 02"], 1)


@proves("filters.id-filter")
def test_repeated_id(app: RunningApp, reader: Reader) -> None:
    """The row once."""
    ids = seed_authors(reader, FIVE)
    page = answer(app.get("/authors", ids=[str(ids["Author 02"])] * 3), 200)
    assert (names(page), page["total"]) == (["Author 02"], 1)


@proves("filters.id-filter")
@pytest.mark.parametrize("count", [1, 999, 1001], ids=lambda count: f"{count}-ids")
def test_many_ids(app: RunningApp, reader: Reader, count: int) -> None:
    """The listed row, however many ids are asked for."""
    ids = seed_authors(reader, FIVE)
    wanted = [str(uuid.UUID(int=number)) for number in range(1, count)]
    wanted.insert(count // 2, str(ids["Author 03"]))
    response = app.get("/authors", ids=wanted)
    # not answer(): its message would show the ids
    assert response.status_code == 200, f"{count} ids: answered {response.status_code}, not 200: {response.text[:200]}"
    page = response.json()
    assert (names(page), page["total"]) == (["Author 03"], 1)


@proves("filters.id-filter")
def test_unknown_parameter(app: RunningApp, reader: Reader) -> None:
    """A parameter that no filter has changes nothing."""
    ids = seed_authors(reader, FIVE)
    expect_names(answer(app.get("/authors", id=str(ids["Author 02"]), Ids="x", nonsense="y"), 200), FIVE)


@proves("filters.id-filter")
def test_openapi_lists_ids(app: RunningApp) -> None:
    """The API's description has an optional list of ids."""
    parameters = query_parameters(app, "/authors")
    assert "ids" in parameters, f"the documented query parameters are {sorted(parameters)}"
    assert not parameters["ids"].get("required", False)
    assert "array" in _types(parameters["ids"]["schema"])


SPELLINGS: dict[str, Callable[[uuid.UUID], str]] = {
    "upper-case": lambda id_: str(id_).upper(),
    "without-hyphens": lambda id_: id_.hex,
}


@proves("filters.id-filter-uuid-typed")
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_of_a_uuid(app: RunningApp, reader: Reader, spell: Callable[[uuid.UUID], str]) -> None:
    """Another way to write the same UUID finds the same row: it is compared as a UUID, not as text."""
    ids = seed_authors(reader, FIVE)
    page = answer(app.get("/authors", ids=[spell(ids["Author 02"])]), 200)
    expect_names(page, ["Author 02"])


MALFORMED = {
    "not-a-uuid": ["not-a-uuid"],
    "empty": [""],
    "a-number": ["1"],
    "one-digit-short": [str(uuid.UUID(int=7))[:-1]],
    "comma-separated": [f"{uuid.UUID(int=7)},{uuid.UUID(int=8)}"],
    "beside-a-good-one": [str(uuid.UUID(int=7)), "not-a-uuid"],
    "sql": ["' OR 1=1 --"],
}


@proves("filters.id-filter-uuid-typed")
@pytest.mark.parametrize("ids", MALFORMED.values(), ids=MALFORMED)
def test_malformed_id_is_a_client_error(app: RunningApp, reader: Reader, ids: list[str]) -> None:
    """4xx, and the next request works."""
    seed_authors(reader, ["Agatha"])
    response = app.get("/authors", ids=ids)
    after = app.get("/authors")
    assert 400 <= response.status_code < 500, (
        f"ids={ids} answered {response.status_code}, no client error: {response.text[:200]}"
    )
    expect_names(answer(after, 200), ["Agatha"])
    assert app.checked_out() == 0, "a connection was not given back"


@proves("filters.id-filter-uuid-typed")
def test_malformed_id_is_a_bad_request(app: RunningApp, sql: Watch) -> None:
    """400 before any SQL, as for every other parameter of a wrong type."""
    with sql() as statements:
        response = app.get("/authors", ids=["not-a-uuid"])
    assert response.status_code == 400, (
        f"ids=not-a-uuid answered {response.status_code}, not 400: {response.text[:200]}"
    )
    assert statements == []


@proves("filters.id-filter-uuid-typed")
def test_openapi_says_uuid(app: RunningApp) -> None:
    """The API's description says that the ids are UUIDs."""
    schema = query_parameters(app, "/authors")["ids"]["schema"]
    assert "uuid" in _formats(schema), f"the documented schema of ids is {schema}"


def _types(schema: Any) -> list[str]:
    return _collect(schema, "type")


def _formats(schema: Any) -> list[str]:
    return _collect(schema, "format")


def _collect(schema: Any, key: str) -> list[str]:
    """The values of a key anywhere in a schema."""
    if isinstance(schema, list):
        return [value for part in schema for value in _collect(part, key)]
    if not isinstance(schema, dict):
        return []
    own = schema.get(key, [])
    return [*(own if isinstance(own, list) else [own]), *(v for s in schema.values() for v in _collect(s, key))]


@proves("filters.id-filter-uuid-typed")
def test_control_that_was_left_empty(app: RunningApp, reader: Reader) -> None:
    """A search form that was sent with its ids left empty: all rows, or a refusal; never a conflict."""
    seed_authors(reader, FIVE)
    query, _ = QUERIES["empty-controls"]
    response = app.client.get(f"/authors?{query}")
    assert response.status_code in {200, 400}, (
        f"ids= answered {response.status_code}, neither 200 nor 400: {response.text[:200]}"
    )
    if response.status_code == 200:
        expect_names(response.json(), FIVE)

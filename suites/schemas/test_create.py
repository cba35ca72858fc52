"""What POST /authors demands of a body."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves


def refused_fields(body: dict[str, Any]) -> list[str]:
    """The fields that a 400 answer complains about."""
    return [str(problem.get("key")) for problem in body.get("extra", [])]


@proves("schemas.create-name-required")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"dob": "1890-09-15"},
        {"name": None},
        {"name": 5},
        {"name": ["Agatha"]},
        {"Name": "Agatha"},
    ],
    ids=["empty-object", "only-dob", "null", "number", "list", "other-case"],
)
def test_name_is_required(app: RunningApp, reader: Reader, sql: Watch, body: dict[str, Any]) -> None:
    """400 naming the field; nothing is stored, and the database is not even asked."""
    with sql() as statements:
        refusal = answer(app.post("/authors", body), 400)
    assert "name" in refused_fields(refusal), f"the answer does not name the field 'name': {refusal}"
    assert not statements, f"the body was refused, but statements were sent: {statements}"
    assert reader.count("author") == 0, f"a body without a name was refused, and {reader.count('author')} rows stored"


@proves("schemas.create-name-required")
@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b'"Agatha"', b'{"name": ', b"name=Agatha", b'{"name": "\\ud800"}'],
    ids=["nothing", "null", "array", "string", "cut-off", "form", "lone-surrogate"],
)
def test_body_is_an_object(app: RunningApp, reader: Reader, content: bytes) -> None:
    """A body that is no JSON object, or no JSON, is answered with 400, and nothing is stored."""
    response = app.client.post("/authors", content=content, headers={"content-type": "application/json"})
    answer(response, 400)
    assert reader.count("author") == 0, f"{content!r} was refused, and {reader.count('author')} rows stored"


@proves("schemas.create-name-required")
def test_body_is_utf8(app: RunningApp, reader: Reader) -> None:
    """Bytes that are not UTF-8 are the client's mistake: 400, and nothing is stored."""
    response = app.client.post("/authors", content=b'{"name": "\xff"}', headers={"content-type": "application/json"})
    answer(response, 400)
    assert reader.count("author") == 0, f"a broken body was refused, and {reader.count('author')} rows stored"


@proves("schemas.create-dob")
@pytest.mark.parametrize("body", [{"name": "Agatha"}, {"name": "Agatha", "dob": None}], ids=["absent", "null"])
def test_dob_is_optional(app: RunningApp, reader: Reader, body: dict[str, Any]) -> None:
    """Without a dob the author is created, and NULL is stored."""
    created = answer(app.post("/authors", body), 201)
    assert created["dob"] is None, f"no dob was sent, {created['dob']!r} is answered"
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["dob"] is None, f"no dob was sent, {row['dob']!r} is stored"


@proves("schemas.create-dob")
@pytest.mark.parametrize(
    "dob",
    [
        "1890-09-15",
        "2024-02-29",
        "2000-02-29",
        "1970-01-01",
        "1969-12-31",
        "1582-10-10",
        "1000-01-01",
        "0001-01-01",
        "9999-12-31",
    ],
)
def test_dob_is_stored_unchanged(app: RunningApp, reader: Reader, dob: str) -> None:
    """An ISO date is stored and answered as it was sent, in whatever century."""
    created = answer(app.post("/authors", {"name": "Agatha", "dob": dob}), 201)
    assert created["dob"] == dob, f"dob {dob} was sent, {created['dob']} is answered"
    # the database compares: not every date that a server can store is one that Python can show
    row = reader.row("author", id=UUID(created["id"]), dob=datetime.date.fromisoformat(dob))
    assert row is not None, f"dob {dob} was sent and answered, and no row holds it"


@proves("schemas.create-dob")
@pytest.mark.parametrize(
    "dob",
    [
        "zzz",
        "",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "0000-00-00",
        "10000-01-01",
        "15.09.1890",
        "2024-2-9",
        "2024-02-29T12:00:00",
        True,
        [],
        {"year": 1890},
    ],
    ids=[
        "word",
        "empty",
        "30-february",
        "no-leap-year",
        "no-leap-century",
        "month-13",
        "zero",
        "year-10000",
        "german",
        "without-zeros",
        "with-a-time",
        "boolean",
        "list",
        "object",
    ],
)
def test_dob_has_to_be_a_date(app: RunningApp, reader: Reader, dob: Any) -> None:
    """400 naming the field, and nothing is stored."""
    refusal = answer(app.post("/authors", {"name": "Agatha", "dob": dob}), 400)
    assert "dob" in refused_fields(refusal), f"the answer does not name the field 'dob': {refusal}"
    assert reader.count("author") == 0, f"dob {dob!r} was refused, and {reader.count('author')} rows stored"

# Generated from suites/library/svc/test_upsert_many.py by `python -m tools.twin`; do not edit.
"""``upsert_many``: inserts or updates each item of a list."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService, NamedClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import KINDS, by_name, given, made, stored, values

MODELS = (Club,)


@proves("svc.upsert-many")
@pytest.mark.parametrize("kind", KINDS)
def test_new_and_known_items(database: Database, reader: Reader, kind: str) -> None:
    """By match_fields: known rows keep their ids and what was not sent, new ones are made, others are left alone."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        sent = [made(kind, name="Athletic", town="Fife"), made(kind, name="Rovers", town="Leith")]
        ClubService(session=session).upsert_many(sent, match_fields=["name"])
        session.commit()
    after = by_name(reader)
    assert values(after.pop("Athletic")) == stored(name="Athletic", town="Fife")
    changed = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed}


@proves("svc.upsert-many")
def test_by_id(database: Database, reader: Reader) -> None:
    """Without match_fields the ids say which rows are known."""
    (known,) = given(reader, "Rovers")
    before = by_name(reader)
    new = uuid.uuid4()
    with database.session() as session:
        sent = [{"id": known, "name": "Rovers", "seats": 0}, {"id": new, "name": "United", "contact": "u@example.org"}]
        result = ClubService(session=session).upsert_many(sent)
        session.commit()
        assert {club.id for club in result} == {known, new}
    after = by_name(reader)
    united = after.pop("United")
    assert (united["id"], values(united)) == (new, stored(name="United", contact="u@example.org"))
    changed = {"seats": 0, "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"Rovers": before["Rovers"] | changed}


@proves("svc.upsert-many")
def test_items_without_ids(database: Database, reader: Reader) -> None:
    """Items without an id, and without fields to match, are new."""
    given(reader, "Rovers")
    before = by_name(reader)
    with database.session() as session:
        ClubService(session=session).upsert_many([{"name": "United"}, {"name": "Athletic", "seats": 2}])
        session.commit()
    after = by_name(reader)
    assert after.pop("Rovers") == before["Rovers"]
    seen = {name: values(row) for name, row in after.items()}
    assert seen == {"United": stored(name="United"), "Athletic": stored(name="Athletic", seats=2)}


@proves("svc.upsert-many")
@pytest.mark.parametrize("size", [1, 2])
def test_items_without_ids_that_are_alike(database: Database, reader: Reader, size: int) -> None:
    """Items of the same fields without an id are new, each a row of its own."""
    names = ["Rovers", "United"][:size]
    with database.session() as session:
        result = ClubService(session=session).upsert_many([{"name": name, "seats": 3} for name in names])
        session.commit()
        seen = {club.name: club.id for club in result}
    rows = by_name(reader)
    assert {name: row["id"] for name, row in rows.items()} == seen
    assert {name: values(row) for name, row in rows.items()} == {name: stored(name=name, seats=3) for name in names}


@proves("svc.upsert-many")
def test_items_with_other_fields(database: Database, reader: Reader) -> None:
    """Each item may name fields of its own: what one item leaves out is neither blanked nor taken from another."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        sent: list[dict[str, Any]] = [
            {"name": "Rovers", "town": "Leith"},
            {"name": "United", "contact": None, "open": True},
            {"name": "Athletic", "seats": 3},
        ]
        ClubService(session=session).upsert_many(sent, match_fields=["name"])
        session.commit()
    after = by_name(reader)
    times = {name: {"updated_at": row["updated_at"]} for name, row in after.items()}
    assert values(after.pop("Athletic")) == stored(name="Athletic", seats=3)
    assert after == {
        "Rovers": before["Rovers"] | {"town": "Leith"} | times["Rovers"],
        "United": before["United"] | {"contact_address": None, "open": True} | times["United"],
    }


@proves("svc.upsert-many")
def test_results_are_those_of_the_items(database: Database, reader: Reader) -> None:
    """The results are the rows of the items with the values that they have now, in the order of the input."""
    given(reader, "club 1", "club 3")
    names = ["club 3", "club 0", "club 2", "club 1"]
    with database.session() as session:
        sent = [{"name": name, "town": f"town of {name}"} for name in names]
        result = ClubService(session=session).upsert_many(sent, match_fields=["name"])
        session.commit()
        seen = [(club.id, club.name, club.town) for club in result]
    rows = by_name(reader)
    expected = [(rows[name]["id"], name, f"town of {name}") for name in names]
    assert sorted(seen, key=str) == sorted(expected, key=str), seen
    assert seen == expected, f"the results are in the order {[name for _, name, _ in seen]}"


@proves("svc.upsert-many")
def test_fields_to_match_of_the_service(database: Database, reader: Reader) -> None:
    """match_fields of the service's class are used where the call names none."""
    given(reader, "Rovers")
    before = by_name(reader)
    refusal = ""
    with database.session() as session:
        try:
            sent = [{"name": "Rovers", "town": "Leith"}, {"name": "United"}]
            NamedClubService(session=session).upsert_many(sent)
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the row was not found by its name
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    assert not refusal, f"upsert_many was refused with {refusal}"
    after = by_name(reader)
    assert values(after.pop("United")) == stored(name="United")
    changed = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"Rovers": before["Rovers"] | changed}


@proves("svc.upsert-many")
@pytest.mark.parametrize("size", [0, 1, 1001])
def test_sizes(database: Database, reader: Reader, size: int) -> None:
    """No item, one, and more than go into one statement; every other one is there already."""
    given(reader, "bystander", *(f"club {number:04}" for number in range(0, size, 2)))
    before = by_name(reader)
    with database.session() as session:
        sent = [{"name": f"club {number:04}", "seats": number} for number in range(size)]
        result = ClubService(session=session).upsert_many(sent, match_fields=["name"], auto_commit=True)
        assert len(result) == size, f"{len(result)} of {size} were returned"
    rows = by_name(reader)
    assert rows.pop("bystander") == before["bystander"]
    assert {name: row["seats"] for name, row in rows.items()} == {f"club {n:04}": n for n in range(size)}
    known = {name: row["id"] for name, row in before.items() if name != "bystander"}
    assert {name: rows[name]["id"] for name in known} == known, "rows that were there have other ids now"


@proves("svc.upsert-many")
def test_the_same_list_twice(database: Database, reader: Reader) -> None:
    """A second call with what the first one was given makes no further row, and other ids neither."""
    with database.session() as session:
        clubs = ClubService(session=session)
        for _ in range(2):
            sent = [{"name": "Rovers", "town": "Leith"}, {"name": "United"}]
            clubs.upsert_many(sent, match_fields=["name"])
            session.commit()
            seen = {name: row["id"] for name, row in by_name(reader).items()}
            assert set(seen) == {"Rovers", "United"}
    assert {name: row["id"] for name, row in by_name(reader).items()} == seen

# Generated from suites/library/svc/test_upsert.py by `python -m tools.twin`; do not edit.
"""``upsert``: inserts or updates one row."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, Locker
from reference_app.sync.library.clubs.services import ClubService, LockerService, NamedClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import KINDS, by_name, given, made, stored, values

MODELS = (Club, Locker)


@proves("svc.upsert")
@pytest.mark.parametrize("form", ["item-id", "id-in-data", "both"])
def test_an_id_that_is_there(database: Database, reader: Reader, form: str) -> None:
    """The row is changed in what was sent; nothing else of it, and no other row."""
    wanted, _ = given(reader, "Rovers", "United")
    before = by_name(reader)
    sent: dict[str, Any] = {"town": "Leith", "seats": 0, "contact": None}
    data = sent if form == "item-id" else {"id": wanted, **sent}
    with database.session() as session:
        club = ClubService(session=session).upsert(data, item_id=None if form == "id-in-data" else wanted)
        session.commit()
        assert (club.id, club.name, club.town, club.seats, club.contact) == (wanted, "Rovers", "Leith", 0, None)
    after = by_name(reader)
    changed = {"town": "Leith", "seats": 0, "contact_address": None, "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed}


@proves("svc.upsert")
@pytest.mark.parametrize("form", ["item-id", "id-in-data"])
def test_an_id_that_is_not_there(database: Database, reader: Reader, form: str) -> None:
    """A row with this id is made, with the columns' defaults."""
    given(reader, "United")
    before = by_name(reader)
    wanted = uuid.uuid4()
    sent: dict[str, Any] = {"name": "Rovers", "seats": 4}
    with database.session() as session:
        clubs = ClubService(session=session)
        by_id = form == "item-id"
        club = clubs.upsert(sent if by_id else {"id": wanted, **sent}, item_id=wanted if by_id else None)
        session.commit()
        assert (club.id, club.name) == (wanted, "Rovers")
    after = by_name(reader)
    assert after.pop("United") == before["United"]
    assert {name: row["id"] for name, row in after.items()} == {"Rovers": wanted}
    assert values(after["Rovers"]) == stored(name="Rovers", seats=4)


@proves("svc.upsert")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_by_item_id(database: Database, reader: Reader, kind: str) -> None:
    """Whatever the input is, what was sent is written and the rest is left alone."""
    wanted, _ = given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        ClubService(session=session).upsert(made(kind, town="Leith", seats=0), item_id=wanted)
        session.commit()
    after = by_name(reader)
    changed = {"town": "Leith", "seats": 0, "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed}


@proves("svc.upsert")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_without_an_id(database: Database, reader: Reader, kind: str) -> None:
    """Without an id and without a row of these values, a row is made."""
    given(reader, "United")
    before = by_name(reader)
    with database.session() as session:
        ClubService(session=session).upsert(made(kind, name="Rovers", town="Leith"))
        session.commit()
    after = by_name(reader)
    assert after.pop("United") == before["United"]
    assert {name: values(row) for name, row in after.items()} == {"Rovers": stored(name="Rovers", town="Leith")}


@proves("svc.upsert")
@pytest.mark.parametrize("match", ["name", ["name"]], ids=["text", "list"])
@pytest.mark.parametrize("there", [True, False], ids=["there", "not-there"])
def test_fields_to_match_that_the_call_names(database: Database, reader: Reader, match: Any, there: bool) -> None:
    """match_fields of the call say which row is meant: it keeps its id and what was not sent."""
    given(reader, "United", *(["Rovers"] * there))
    before = by_name(reader)
    with database.session() as session:
        club = ClubService(session=session).upsert({"name": "Rovers", "town": "Leith"}, match_fields=match)
        session.commit()
        shown = club.id, club.name, club.town
    after = by_name(reader)
    assert shown == (after["Rovers"]["id"], "Rovers", "Leith")
    assert after.pop("United") == before["United"]
    if there:
        changed = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
        assert after == {"Rovers": before["Rovers"] | changed}
    else:
        assert values(after["Rovers"]) == stored(name="Rovers", town="Leith")


@proves("svc.upsert")
def test_fields_to_match_of_the_service(database: Database, reader: Reader) -> None:
    """match_fields of the service's class are used where the call names none."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    refusal = ""
    with database.session() as session:
        try:
            NamedClubService(session=session).upsert({"name": "Rovers", "town": "Leith"})
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the row was not found by its name
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    assert not refusal, f"the upsert was refused with {refusal}"
    after = by_name(reader)
    changed = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed}


@proves("svc.upsert")
@pytest.mark.parametrize("there", [True, False], ids=["there", "not-there"])
def test_an_id_of_zero(database: Database, reader: Reader, there: bool) -> None:
    """0 is an id as any other."""
    reader.insert("library_club_locker", {"number": 1, "owner": "one", "note": "n"})
    if there:
        reader.insert("library_club_locker", {"number": 0, "owner": "zero", "note": "n"})
    with database.session() as session:
        LockerService(session=session).upsert({"owner": "Ada"}, item_id=0)
        session.commit()
    rows = sorted(reader.rows("library_club_locker"), key=lambda row: row["number"])
    seen = [(row["number"], row["owner"], row["note"]) for row in rows]
    assert seen == [(0, "Ada", "n" if there else None), (1, "one", "n")]


@proves("svc.upsert")
def test_a_second_call_is_not_the_first(database: Database, reader: Reader) -> None:
    """Fields to match and values of one call mean nothing to the next one."""
    with database.session() as session:
        clubs = ClubService(session=session)
        clubs.upsert({"name": "Rovers", "town": "Leith"}, match_fields=["name"])
        clubs.upsert({"name": "United", "town": "Leith"}, match_fields=["name"])
        clubs.upsert({"name": "Athletic", "town": "Leith"})
        session.commit()
    seen = {name: row["town"] for name, row in by_name(reader).items()}
    assert seen == {"Rovers": "Leith", "United": "Leith", "Athletic": "Leith"}

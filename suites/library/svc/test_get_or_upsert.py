"""``get_or_upsert`` and ``get_and_update``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService, NamedClubService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given, stored, values

MODELS = (Club,)


@proves("svc.get-or-upsert")
async def test_nobody_matches(database: Database, reader: Reader) -> None:
    """A row is made, and the answer says so."""
    given(reader, "United")
    before = by_name(reader)
    async with database.session() as session:
        club, new = await NamedClubService(session=session).get_or_upsert(
            name="Rovers", town="Leith", contact="r@x.example"
        )
        await session.commit()
        shown = club.id, club.town, club.contact
    after = by_name(reader)
    assert new is True, f"a new row was called {new!r}"
    assert after.pop("United") == before["United"]
    assert values(after["Rovers"]) == stored(name="Rovers", town="Leith", contact="r@x.example")
    assert shown == (after["Rovers"]["id"], "Leith", "r@x.example")


@proves("svc.get-or-upsert")
@pytest.mark.parametrize("by", ["service", "call"])
async def test_somebody_matches(database: Database, reader: Reader, by: str) -> None:
    """The row of the fields to match is changed in what was sent, and the answer says that it is not new."""
    (known, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    sent: dict[str, Any] = {"name": "Rovers", "town": "Leith", "seats": 0, "contact": "r@x.example"}
    async with database.session() as session:
        if by == "service":
            club, new = await NamedClubService(session=session).get_or_upsert(**sent)
        else:
            club, new = await ClubService(session=session).get_or_upsert(match_fields=["name"], **sent)
        await session.commit()
        shown = club.id, club.town, club.seats, club.founded
    after = by_name(reader)
    assert new is False, f"a known row was called {new!r}"
    assert shown == (known, "Leith", 0, before["Rovers"]["founded"])
    changed = {"town": "Leith", "seats": 0, "contact_address": "r@x.example"}
    time = {"updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed | time}


@proves("svc.get-or-upsert")
async def test_only_get(database: Database, reader: Reader) -> None:
    """With upsert=False a row that matches is returned as it is."""
    (known,) = given(reader, "Rovers")
    before = by_name(reader)
    async with database.session() as session:
        clubs = NamedClubService(session=session)
        club, new = await clubs.get_or_upsert(upsert=False, name="Rovers", town="Leith")
        await session.commit()
        assert (club.id, club.town, new) == (known, "Perth", False)
    assert by_name(reader) == before


@proves("svc.get-or-upsert")
async def test_the_second_call_finds_the_first(database: Database, reader: Reader) -> None:
    """Two calls with one name make one row, and a third with another name another."""
    async with database.session() as session:
        clubs = NamedClubService(session=session)
        seen = []
        for name, town in (("Rovers", "Leith"), ("Rovers", "Fife"), ("United", "Leith")):
            club, new = await clubs.get_or_upsert(name=name, town=town)
            seen.append((club.name, club.town, new))
        await session.commit()
    assert seen == [("Rovers", "Leith", True), ("Rovers", "Fife", False), ("United", "Leith", True)]
    assert {name: row["town"] for name, row in by_name(reader).items()} == {"Rovers": "Fife", "United": "Leith"}


@proves("svc.get-or-upsert")
async def test_a_filter_beside_the_fields(database: Database, reader: Reader) -> None:
    """Filters narrow which row is meant."""
    (_, known) = given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        club, new = await clubs.get_or_upsert(Club.name == "United", match_fields=["town"], town="Perth", seats=1)
        await session.commit()
        assert (club.id, new) == (known, False)
    after = by_name(reader)
    changed = {"seats": 1, "updated_at": after["United"]["updated_at"]}
    assert after == {"Rovers": before["Rovers"], "United": before["United"] | changed}


@proves("svc.get-or-upsert")
@pytest.mark.parametrize("by", ["service", "call"])
async def test_get_and_update(database: Database, reader: Reader, by: str) -> None:
    """The row of the fields to match is changed in what was sent, and the answer says that it was."""
    (known, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    sent: dict[str, Any] = {"name": "Rovers", "town": "Leith", "contact": None}
    async with database.session() as session:
        if by == "service":
            club, changed = await NamedClubService(session=session).get_and_update(**sent)
        else:
            club, changed = await ClubService(session=session).get_and_update(match_fields="name", **sent)
        await session.commit()
        assert (club.id, club.town, club.seats, changed) == (known, "Leith", 77, True)
    after = by_name(reader)
    expected = {"town": "Leith", "contact_address": None, "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | expected}


@proves("svc.get-or-upsert")
async def test_get_and_update_without_a_change(database: Database, reader: Reader) -> None:
    """A row that has the values already is said to be unchanged, and it is."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        clubs = NamedClubService(session=session)
        club, changed = await clubs.get_and_update(name="Rovers", town="Perth")
        await session.commit()
        assert (club.name, changed) == ("Rovers", False)
    assert by_name(reader) == before


@proves("svc.get-or-upsert")
async def test_get_and_update_of_nobody(database: Database, reader: Reader) -> None:
    """NotFoundError; nothing is made and nothing is changed."""
    given(reader, "Rovers")
    before = by_name(reader)
    missing = False
    async with database.session() as session:
        try:
            await NamedClubService(session=session).get_and_update(name="United", town="Leith", auto_commit=True)
        except NotFoundError:
            missing = True
        await session.commit()
    assert missing, "get_and_update of an unknown name raised no NotFoundError"
    assert by_name(reader) == before

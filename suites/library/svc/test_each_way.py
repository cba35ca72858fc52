"""Every call of a service that changes a row: what moves, what stays, and what the session and the caller see of it."""

from __future__ import annotations

import pytest

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.each_call import WAYS, changed
from suites.library.svc.schemas import KEYED, LONG_AGO, by_name, given
from suites.library.svc.test_read import many_of

MODELS = (Club,)


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", WAYS)
async def test_what_moves_and_what_stays(database: Database, reader: Reader, way: str) -> None:
    """The town is the new one and the time of the change is now; nothing else of the row moves, and no other row."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        instance = await changed(way, ClubService(session=session), key)
        await session.commit()
        shown = instance.id, instance.name, instance.town, instance.seats, instance.contact
    after = by_name(reader)
    moved = after["Rovers"]["updated_at"]
    assert after == before | {"Rovers": before["Rovers"] | {"town": "Leith", "updated_at": moved}}
    assert moved.year > LONG_AGO.year, f"updated_at is still {moved}"
    assert shown == (key, "Rovers", "Leith", 77, "old@example.org"), shown


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", WAYS)
async def test_the_returned_instance_has_the_times_of_the_row(database: Database, reader: Reader, way: str) -> None:
    """Both times of what is returned are those of the row, before the commit as after it."""
    (key,) = given(reader, "Rovers")
    async with database.session() as session:
        instance = await changed(way, ClubService(session=session), key)
        early = instance.created_at, instance.updated_at
        await session.commit()
        late = instance.created_at, instance.updated_at
    row = by_name(reader)["Rovers"]
    assert late == early, f"the commit made {late} of {early}"
    stored = row["created_at"], row["updated_at"]
    assert late == stored, f"the times that were returned are not those of the row: {late} and {stored}"


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", WAYS)
async def test_what_the_session_had_read(database: Database, reader: Reader, way: str) -> None:
    """An instance that the session had read before has the new value, as has a further query."""
    (key,) = given(reader, "Rovers")
    async with database.session() as session:
        clubs = ClubService(session=session)
        read = await clubs.get(key)
        await changed(way, clubs, key)
        assert read.town == "Leith", f"the instance that was read before says {read.town}"
        assert [club.town for club in await many_of(clubs)()] == ["Leith"]
        await session.commit()
        assert (read.town, read.seats) == ("Leith", 77)
    assert by_name(reader)["Rovers"]["town"] == "Leith"


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", WAYS)
async def test_without_a_commit_nothing_is_left(database: Database, reader: Reader, way: str) -> None:
    """After a rollback the row is as it was, and with auto_commit a rollback comes too late."""
    (key,) = given(reader, "Rovers")
    before = by_name(reader)
    for committed in (False, True):
        async with database.session() as session:
            await changed(way, ClubService(session=session), key, auto_commit=committed)
            await session.rollback()
        town = by_name(reader)["Rovers"]["town"]
        assert town == ("Leith" if committed else "Perth"), f"with auto_commit={committed} the town is {town}"
        if not committed:
            assert by_name(reader) == before


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", WAYS)
async def test_two_changes_of_one_service(database: Database, reader: Reader, way: str) -> None:
    """A second call of the same service changes its own row, and leaves what the first one did."""
    first, second = given(reader, "United", "Rovers")
    async with database.session() as session:
        clubs = ClubService(session=session)
        await clubs.update({"style": "steel", "seats": 3}, item_id=first)
        await changed(way, clubs, second)
        await session.commit()
    after = {name: (row["town"], row["style"], row["seats"]) for name, row in by_name(reader).items()}
    assert after == {"United": ("Perth", "steel", 3), "Rovers": ("Leith", "brick", 77)}


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", ["update-id-in-data", "update-many", "upsert-id-in-data", "upsert-many"])
@pytest.mark.parametrize("kind", [kind for kind in KEYED if kind not in {"dict", "typed-dict", "model"}])
async def test_schemas_with_their_id(database: Database, reader: Reader, kind: str, way: str) -> None:
    """A schema that carries the id changes what it has, and nothing else."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        instance = await changed(way, ClubService(session=session), key, kind)
        await session.commit()
        assert (instance.id, instance.town, instance.seats) == (key, "Leith", 77)
    after = by_name(reader)
    moved = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == before | {"Rovers": before["Rovers"] | moved}

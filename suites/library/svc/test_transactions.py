"""Every call of a service that writes is part of its session's transaction."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.each_call import CALLS, called, towns, towns_after
from suites.library.svc.schemas import by_name, given

MODELS = (Club,)


@proves("svc.in-transaction")
@pytest.mark.parametrize("way", CALLS)
async def test_rolled_back_and_done_again(database: Database, reader: Reader, way: str) -> None:
    """After a rollback every row is as it was, and the same call of the same service does its work."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        await called(way, clubs, key)
        await session.rollback()
        assert by_name(reader) == before, "the rollback left something"
        await called(way, clubs, key)
        await session.commit()
    assert towns(reader) == towns_after(way)


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
async def test_savepoint_that_is_rolled_back(database: Database, reader: Reader, way: str) -> None:
    """It takes the call back and nothing else; what comes before it and after it is committed."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        await clubs.update({"style": "steel"}, item_id=other)
        savepoint = await session.begin_nested()
        await called(way, clubs, key)
        await savepoint.rollback()
        await clubs.update({"seats": 3}, item_id=other)
        await session.commit()
    after = by_name(reader)
    bystander = after.pop("bystander")
    assert after == {"Rovers": before["Rovers"]}, "the savepoint left something"
    assert (bystander["style"], bystander["seats"], bystander["town"]) == ("steel", 3, "Perth")


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
async def test_session_after_a_savepoint(database: Database, reader: Reader, way: str) -> None:
    """What the session answers after the savepoint is what the table has; the call can be made again."""
    key, _ = given(reader, "Rovers", "bystander")
    async with database.session() as session:
        clubs = ClubService(session=session)
        read = await clubs.get(key)
        savepoint = await session.begin_nested()
        await called(way, clubs, key)
        await savepoint.rollback()
        await session.refresh(read)
        assert read.town == "Perth", f"the instance that was read before says {read.town}"
        found = {club.name: club.town for club in await clubs.get_many()}
        assert found == {"Rovers": "Perth", "bystander": "Perth"}, f"the session finds {found}"
        await called(way, clubs, key)
        await session.commit()
    assert towns(reader) == towns_after(way)


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
async def test_savepoint_that_is_kept(database: Database, reader: Reader, way: str) -> None:
    """The call is committed with the transaction, and a rollback of that takes it back."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    for kept in (False, True):
        async with database.session() as session:
            clubs = ClubService(session=session)
            async with session.begin_nested():
                await called(way, clubs, key)
            await session.commit() if kept else await session.rollback()
        if not kept:
            assert by_name(reader) == before, "the rollback left something"
    assert towns(reader) == towns_after(way)


TAKEN = ("create", "create-many", "update", "update-many", "upsert", "upsert-many", "upsert-many-no-merge")
"""Calls that would give a name to a club that another one has."""


async def taken(way: str, clubs: ClubService, key: Any) -> None:
    """Make the call."""
    if way == "create":
        await clubs.create({"name": "bystander"})
    elif way == "create-many":
        await clubs.create_many([{"name": "Harps"}, {"name": "bystander"}])
    elif way == "update-many":
        await clubs.update_many([{"id": key, "name": "bystander"}])
    elif way == "update":
        await clubs.update({"name": "bystander"}, item_id=key)
    elif way == "upsert":
        await clubs.upsert({"name": "bystander"}, item_id=key)
    else:
        await clubs.upsert_many([{"id": key, "name": "bystander"}], no_merge=way.endswith("no-merge"))


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", TAKEN)
async def test_failure_in_a_savepoint(database: Database, reader: Reader, way: str) -> None:
    """A call that the database refuses is undone with its savepoint; the transaction goes on."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        await clubs.update({"style": "steel"}, item_id=other)
        with pytest.raises(RepositoryError):
            async with session.begin_nested():
                await taken(way, clubs, key)
        await clubs.update({"seats": 3}, item_id=other)
        await session.commit()
    after = by_name(reader)
    bystander = after.pop("bystander")
    assert after == {"Rovers": before["Rovers"]}, "the savepoint left something"
    assert (bystander["style"], bystander["seats"]) == ("steel", 3)


@proves("svc.in-transaction")
@pytest.mark.parametrize("way", TAKEN)
async def test_failure_and_rollback(database: Database, reader: Reader, way: str) -> None:
    """After a call that the database refuses and a rollback the same service works, and nothing of it is left."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        with pytest.raises(RepositoryError):
            await taken(way, clubs, key)
        await session.rollback()
        await clubs.update({"seats": 3}, item_id=other)
        await session.commit()
    after = by_name(reader)
    assert after.pop("bystander")["seats"] == 3
    assert after == {"Rovers": before["Rovers"]}, "the call left something"

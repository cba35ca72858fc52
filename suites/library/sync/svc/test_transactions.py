# Generated from suites/library/svc/test_transactions.py by `python -m tools.twin`; do not edit.
"""Every call of a service that writes is part of its session's transaction."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import by_name, given
from suites.library.sync.svc.each_call import CALLS, called, towns, towns_after

MODELS = (Club,)


@proves("svc.in-transaction")
@pytest.mark.parametrize("way", CALLS)
def test_rolled_back_and_done_again(database: Database, reader: Reader, way: str) -> None:
    """After a rollback every row is as it was, and the same call of the same service does its work."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        called(way, clubs, key)
        session.rollback()
        assert by_name(reader) == before, "the rollback left something"
        called(way, clubs, key)
        session.commit()
    assert towns(reader) == towns_after(way)


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
def test_savepoint_that_is_rolled_back(database: Database, reader: Reader, way: str) -> None:
    """It takes the call back and nothing else; what comes before it and after it is committed."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        clubs.update({"style": "steel"}, item_id=other)
        savepoint = session.begin_nested()
        called(way, clubs, key)
        savepoint.rollback()
        clubs.update({"seats": 3}, item_id=other)
        session.commit()
    after = by_name(reader)
    bystander = after.pop("bystander")
    assert after == {"Rovers": before["Rovers"]}, "the savepoint left something"
    assert (bystander["style"], bystander["seats"], bystander["town"]) == ("steel", 3, "Perth")


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
def test_session_after_a_savepoint(database: Database, reader: Reader, way: str) -> None:
    """What the session answers after the savepoint is what the table has; the call can be made again."""
    key, _ = given(reader, "Rovers", "bystander")
    with database.session() as session:
        clubs = ClubService(session=session)
        read = clubs.get(key)
        savepoint = session.begin_nested()
        called(way, clubs, key)
        savepoint.rollback()
        session.refresh(read)
        assert read.town == "Perth", f"the instance that was read before says {read.town}"
        found = {club.name: club.town for club in clubs.get_many()}
        assert found == {"Rovers": "Perth", "bystander": "Perth"}, f"the session finds {found}"
        called(way, clubs, key)
        session.commit()
    assert towns(reader) == towns_after(way)


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", CALLS)
def test_savepoint_that_is_kept(database: Database, reader: Reader, way: str) -> None:
    """The call is committed with the transaction, and a rollback of that takes it back."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    for kept in (False, True):
        with database.session() as session:
            clubs = ClubService(session=session)
            with session.begin_nested():
                called(way, clubs, key)
            session.commit() if kept else session.rollback()
        if not kept:
            assert by_name(reader) == before, "the rollback left something"
    assert towns(reader) == towns_after(way)


TAKEN = ("create", "create-many", "update", "update-many", "upsert", "upsert-many", "upsert-many-no-merge")
"""Calls that would give a name to a club that another one has."""


def taken(way: str, clubs: ClubService, key: Any) -> None:
    """Make the call."""
    if way == "create":
        clubs.create({"name": "bystander"})
    elif way == "create-many":
        clubs.create_many([{"name": "Harps"}, {"name": "bystander"}])
    elif way == "update-many":
        clubs.update_many([{"id": key, "name": "bystander"}])
    elif way == "update":
        clubs.update({"name": "bystander"}, item_id=key)
    elif way == "upsert":
        clubs.upsert({"name": "bystander"}, item_id=key)
    else:
        clubs.upsert_many([{"id": key, "name": "bystander"}], no_merge=way.endswith("no-merge"))


@proves("svc.in-transaction", needs=("savepoints",))
@pytest.mark.parametrize("way", TAKEN)
def test_failure_in_a_savepoint(database: Database, reader: Reader, way: str) -> None:
    """A call that the database refuses is undone with its savepoint; the transaction goes on."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        clubs.update({"style": "steel"}, item_id=other)
        with pytest.raises(RepositoryError), session.begin_nested():
            taken(way, clubs, key)
        clubs.update({"seats": 3}, item_id=other)
        session.commit()
    after = by_name(reader)
    bystander = after.pop("bystander")
    assert after == {"Rovers": before["Rovers"]}, "the savepoint left something"
    assert (bystander["style"], bystander["seats"]) == ("steel", 3)


@proves("svc.in-transaction")
@pytest.mark.parametrize("way", TAKEN)
def test_failure_and_rollback(database: Database, reader: Reader, way: str) -> None:
    """After a call that the database refuses and a rollback the same service works, and nothing of it is left."""
    key, other = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        with pytest.raises(RepositoryError):
            taken(way, clubs, key)
        session.rollback()
        clubs.update({"seats": 3}, item_id=other)
        session.commit()
    after = by_name(reader)
    assert after.pop("bystander")["seats"] == 3
    assert after == {"Rovers": before["Rovers"]}, "the call left something"

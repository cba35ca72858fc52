# Generated from suites/library/svc/test_sessions.py by `python -m tools.twin`; do not edit.
"""Every call of a service that writes, with other sessions, event loops and classes beside it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy.config import SQLAlchemySyncConfig, SyncSessionConfig

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService
from reference_app.sync.library.database import Database
from suites.elsewhere import elsewhere
from suites.library.svc.schemas import by_name, given
from suites.library.sync.svc.each_call import CALLS, DELETES, WAYS, called, towns, towns_after

MODELS = (Club,)


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", WAYS)
def test_another_session_changed_the_row(database: Database, reader: Reader, way: str) -> None:
    """What another session has written into another column since the row was read stays."""
    (key,) = given(reader, "Rovers")
    with database.session() as session:
        clubs = ClubService(session=session)
        read = clubs.get(key)
        session.commit()
        with database.session() as second:
            ClubService(session=second).update({"seats": 5, "style": "steel"}, item_id=key)
            second.commit()
        called(way, clubs, key)
        session.commit()
        assert read.town == "Leith", f"the instance that was read before says {read.town}"
    row = by_name(reader)["Rovers"]
    assert (row["town"], row["seats"], row["style"]) == ("Leith", 5, "steel")


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", CALLS)
def test_two_sessions_in_turn(database: Database, reader: Reader, way: str) -> None:
    """One session's rollback takes nothing of another's, and the service of one never writes with the other."""
    key, other = given(reader, "Rovers", "bystander")
    with database.session() as first, database.session() as second:
        mine, others = ClubService(session=first), ClubService(session=second)
        called(way, mine, key)
        first.commit()
        others.update({"town": "Ayr"}, item_id=other)
        second.rollback()
        mine.get(other)
        first.rollback()
    assert towns(reader) == towns_after(way)


DETACHED = ("update", "update-many", "upsert", "upsert-many", "upsert-many-no-merge", "delete-many")
"""Calls that take an instance which another session had read."""


def with_an_instance(way: str, clubs: ClubService, club: Club) -> Any:
    """Make the call."""
    if way == "update":
        return clubs.update(club)
    if way == "upsert":
        return clubs.upsert(club)
    if way == "update-many":
        (instance,) = clubs.update_many([club])
    elif way == "delete-many":
        (instance,) = clubs.delete_many([club])
    else:
        (instance,) = clubs.upsert_many([club], no_merge=way.endswith("no-merge"))
    return instance


@proves("svc.each-session-alone")
@pytest.mark.parametrize("how", ["closed", "expunged"])
@pytest.mark.parametrize("way", DETACHED)
def test_instance_of_another_session(database: Database, reader: Reader, way: str, how: str) -> None:
    """What was changed in an instance that belongs to no session any more is written; all else stays."""
    key, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    with database.session() as first:
        club = ClubService(session=first).get(key)
        if how == "expunged":
            first.expunge(club)
    club.town = "Leith"
    with database.session() as session:
        with_an_instance(way, ClubService(session=session), club)
        session.commit()
    after = by_name(reader)
    if way == "delete-many":
        assert after == {"bystander": before["bystander"]}
        return
    moved = {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == before | {"Rovers": before["Rovers"] | moved}


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", CALLS)
def test_expunged(database: Database, reader: Reader, way: str) -> None:
    """With auto_expunge the instance that is returned has its values after the commit and belongs to no session."""
    key, _ = given(reader, "Rovers", "bystander")
    seats = 10 if way not in (*WAYS, *DELETES) else 77
    with database.session() as session:
        instance = called(way, ClubService(session=session), key, auto_expunge=True)
        assert instance not in session, "the session still has it"
        session.commit()
        shown = instance.town, instance.seats
        instance.town = "elsewhere"
        session.commit()
    assert shown == ("Perth" if way in DELETES else "Leith", seats)
    assert towns(reader) == towns_after(way)


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", [way for way in DETACHED if way != "delete-many"])
def test_loaded_before_another_session_changed_the_row(database: Database, reader: Reader, way: str) -> None:
    """Of an instance of its own session a call writes what was changed in it, and no column that it has read only."""
    (key,) = given(reader, "Rovers")
    with database.session() as session:
        clubs = ClubService(session=session)
        club = clubs.get(key)
        session.commit()
        with database.session() as second:
            ClubService(session=second).update({"seats": 5, "style": "steel"}, item_id=key)
            second.commit()
        club.town = "Leith"
        with_an_instance(way, clubs, club)
        session.commit()
    row = by_name(reader)["Rovers"]
    assert (row["town"], row["seats"], row["style"]) == ("Leith", 5, "steel")


class OtherClubService(ClubService):
    """A service of which nothing differs but the class, and what it matches by."""

    match_fields = ["seats"]  # noqa: RUF012 - a list, as the page has it


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", CALLS)
def test_a_subclass_beside_it(database: Database, reader: Reader, way: str) -> None:
    """What a subclass says of itself, and what it did in the same session, is no matter for its base."""
    key, other = given(reader, "Rovers", "bystander")
    with database.session() as session:
        others = OtherClubService(session=session)
        others.update({"town": "Ayr"}, item_id=other)
        others.get_many(order_by=[("name", True)])
        called(way, ClubService(session=session), key)
        others.update({"town": "Perth"}, item_id=other)
        session.commit()
    assert towns(reader) == towns_after(way)
    assert ClubService.match_fields is None, f"the base matches by {ClubService.match_fields}"


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", CALLS)
def test_in_another_event_loop(database: Database, reader: Reader, way: str) -> None:
    """A call in another thread and event loop does its work, as does the next one in the first."""
    key, other = given(reader, "Rovers", "bystander")
    with database.session() as session:
        ClubService(session=session).update({"style": "steel"}, item_id=other)
        session.commit()

    def work() -> None:
        config = SQLAlchemySyncConfig(
            connection_string=database.config.connection_string,
            engine_config=database.config.engine_config,
            session_config=SyncSessionConfig(expire_on_commit=False),
        )
        try:
            with config.get_session() as second:
                called(way, ClubService(session=second), key)
                second.commit()
        finally:
            config.get_engine().dispose()

    elsewhere(work)
    with database.session() as session:
        ClubService(session=session).update({"seats": 3}, item_id=other)
        session.commit()
    assert towns(reader) == towns_after(way)
    bystander = by_name(reader)["bystander"]
    assert (bystander["style"], bystander["seats"]) == ("steel", 3)


def unlike(instance: Any, row: dict[str, Any]) -> list[str]:
    """The columns in which an instance is not its row."""
    names = ("town", "seats", "open", "founded", "style")
    return [name for name in names if getattr(instance, name) != row[name]]


@proves("svc.each-session-alone")
@pytest.mark.parametrize("way", WAYS)
def test_returned_after_another_session(database: Database, reader: Reader, way: str) -> None:
    """In a session that had read nothing, what is returned has what another session has written before."""
    (key,) = given(reader, "Rovers")
    with database.session() as second:
        ClubService(session=second).update({"seats": 5, "style": "steel"}, item_id=key)
        second.commit()
    with database.session() as session:
        instance = called(way, ClubService(session=session), key)
        session.commit()
    row: dict[str, Any] = by_name(reader)["Rovers"]
    assert isinstance(row["id"], uuid.UUID)
    assert unlike(instance, row) == []

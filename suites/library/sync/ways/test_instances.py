# Generated from suites/library/ways/test_instances.py by `python -m tools.twin`; do not edit.
"""Instances that are false, come from elsewhere, or have a text for a key; and what can be read of them afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.changes.models import Card, Rack, Room, Tag
from reference_app.library.ways.models import Bag, Crate, Letter, Ware
from reference_app.sync.library.changes.repositories import CardRepository, RoomRepository
from reference_app.sync.library.database import Database
from reference_app.sync.library.ways.repositories import BagRepository, LetterRepository
from reference_app.sync.library.ways.services import CrateService
from suites.library.sync.marks import BOTH, KNOWN
from suites.library.sync.repo.rows import dated_row
from suites.library.sync.upsert.goods import key, rows

MODELS = (Bag, Card, Crate, Letter, Rack, Room, Tag, Ware)
_LETTER = {"id": 1, "address": "old", "body": "body", "closing": "old"}


@proves("repo.upsert")
@pytest.mark.parametrize("by", ["key", "code"])
def test_empty_bag_is_there(database: Database, reader: Reader, by: str) -> None:
    """A row whose instance is false is a row: ``upsert`` changes it."""
    reader.insert("library_way_bag", {"id": 1, "code": "c1", "amount": 0})
    with database.session() as session:
        repository = BagRepository(session=session)
        if by == "key":
            repository.upsert(Bag(id=1, code="c1", amount=3))
        else:
            repository.upsert(Bag(id=2, code="c1", amount=3), match_fields=["code"])
        session.commit()
    found = rows(reader, "library_way_bag", "id", "code", "amount")
    assert found == [(1, "c1", 3)], f"the rows are {found}"


@proves("repo.get-or-upsert")
def test_empty_bag_is_got(database: Database, reader: Reader) -> None:
    """As above, with ``get_or_upsert``."""
    reader.insert("library_way_bag", {"id": 1, "code": "c1", "amount": 0})
    with database.session() as session:
        _, new = BagRepository(session=session).get_or_upsert(match_fields=["code"], code="c1", amount=3, id=1)
        session.commit()
    found = rows(reader, "library_way_bag", "id", "code", "amount")
    assert (new, found) == (False, [(1, "c1", 3)]), f"new is {new}, and the rows are {found}"


@proves("repo.update", needs=("queues-writers",))
def test_instance_of_another_session(database: Database, reader: Reader) -> None:
    """An instance of another session, of which one column was not loaded: the others are written."""
    reader.insert("library_way_letter", _LETTER)
    with database.session() as first, database.session() as second:
        letter = LetterRepository(session=first).get(1)
        letter.address, letter.closing = "new", "new"
        with first.no_autoflush:  # nothing is to be written by this session
            LetterRepository(session=second).update(letter)
        second.commit()
        first.rollback()
    found = rows(reader, "library_way_letter", "address", "body", "closing")
    assert found == [("new", "body", "new")], f"the row is {found}"


@proves("repo.update")
def test_detached_instance(database: Database, reader: Reader) -> None:
    """As above, of an instance that no session has any more."""
    reader.insert("library_way_letter", _LETTER)
    with database.session() as session:
        letter = LetterRepository(session=session, auto_expunge=True).get(1)
    letter.address, letter.closing = "new", "new"
    with database.session() as session:
        LetterRepository(session=session).update(letter)
        session.commit()
    found = rows(reader, "library_way_letter", "address", "body", "closing")
    assert found == [("new", "body", "new")], f"the row is {found}"


@proves("upsert.client-generated-key")
@KNOWN
@BOTH
def test_key_as_a_text(database: Database, reader: Reader, known: bool, no_merge: bool) -> None:
    """A UUID that is given as a text is the same key."""
    reader.insert("library_changed_room", *(dated_row(id=key(1), name="old", note="note") for _ in range(known)))
    with database.session() as session:
        room: Any = Room(id=str(key(1)), name="new")
        returned = RoomRepository(session=session).upsert_many([room], no_merge=no_merge)
        assert [shown.name for shown in returned] == ["new"]
        session.commit()
    assert rows(reader, "library_changed_room", "id", "name") == [(key(1), "new")]


@proves("repo.auto-commit")
@pytest.mark.parametrize("expunge", [False, True], ids=["kept", "expunged"])
@pytest.mark.parametrize("way", ["add", "update", "upsert", "add_many", "update_many", "upsert_many"])
def test_what_is_returned_can_be_read(database: Database, reader: Reader, way: str, expunge: bool) -> None:
    """After auto_commit too, in a session that expires on commit, as sessions do unless they are told otherwise."""
    if not way.startswith("add"):
        reader.insert("library_changed_card", {"id": 1, "code": "c1", "title": "old", "note": None, "place": None})
    card = Card(id=1, code="c1", title="new")
    make: Any = database.session_maker
    with make(expire_on_commit=True) as session:
        repository = CardRepository(session=session, auto_commit=True, auto_expunge=expunge)
        returned = getattr(repository, way)([card] if way.endswith("many") else card)
        shown = returned[0] if way.endswith("many") else returned
        assert (shown.id, shown.code, shown.title) == (1, "c1", "new")
    assert rows(reader, "library_changed_card", "id", "title") == [(1, "new")]


@proves("svc.update-item-id-wins")
@pytest.mark.parametrize("way", ["flushed", "expunged", "not-flushed"])
def test_what_it_was_found_by_is_changed(database: Database, reader: Reader, way: str) -> None:
    """``update`` by another attribute than the key, which itself gets another value."""
    reader.insert("library_way_crate", {"id": 1, "code": "old", "name": "name", "mark": None})
    options = {"autoflush": False} if way == "not-flushed" else {}
    make: Any = database.session_maker
    with make(**options) as session:
        service = CrateService(session=session, auto_expunge=way == "expunged")
        service.update({"code": "new"}, item_id="old", id_attribute="code")
        session.commit()
    assert rows(reader, "library_way_crate", "id", "code", "name") == [(1, "new", "name")]

# Generated from suites/library/ways/test_columns.py by `python -m tools.twin`; do not edit.
"""Which values come into a row where defaults, counters and the model's own methods have a say."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.changes.models import Caption, Rack, Room, Tag
from reference_app.library.ways.models import Guarded, Leaf
from reference_app.sync.library.changes.repositories import CaptionRepository, RoomRepository
from reference_app.sync.library.database import Database
from reference_app.sync.library.ways.repositories import GuardedRepository, LeafRepository
from reference_app.sync.library.ways.services import GuardedService
from suites.library.sync.marks import BOTH, KNOWN
from suites.library.sync.repo.rows import dated_row
from suites.library.sync.upsert.goods import rows

MODELS = (Caption, Guarded, Leaf, Rack, Room, Tag)


def _write(repository: Any, way: str, *data: Any) -> None:
    """Write instances in a way that a repository has."""
    if way == "upsert-many-no-merge":
        repository.upsert_many(list(data), no_merge=True)
    elif way.endswith("many"):
        getattr(repository, way)(list(data))
    else:
        for datum in data:
            getattr(repository, way)(datum)


@proves("upsert.different-columns")
@KNOWN
@BOTH
def test_values_for_changes(database: Database, reader: Reader, known: bool, no_merge: bool) -> None:
    """onupdate is for rows that are changed, and default for new ones."""
    old = {"state": "old", "editor": "author", "edition": 9}
    reader.insert(
        "library_way_leaf", *({"id": n, "code": f"c{n}", "words": "old", **old} for n in ([1, 2] if known else [2]))
    )
    with database.session() as session:
        LeafRepository(session=session).upsert_many([Leaf(id=1, code="c1", words="new")], no_merge=no_merge)
        session.commit()
    expected = ("new", "changed", "editor", 2) if known else ("new", "new", None, 1)
    found = rows(reader, "library_way_leaf", "words", "state", "editor", "edition")
    assert found == [expected, ("old", "old", "author", 9)], f"the rows are {found}"


@proves("repo.upsert")
@KNOWN
def test_values_for_changes_of_one(database: Database, reader: Reader, known: bool) -> None:
    """As above, with ``upsert``."""
    reader.insert(
        "library_way_leaf",
        *(
            {"id": 1, "code": "c1", "words": "old", "state": "old", "editor": "author", "edition": 9}
            for _ in range(known)
        ),
    )
    with database.session() as session:
        LeafRepository(session=session).upsert(Leaf(id=1, code="c1", words="new"))
        session.commit()
    expected = ("new", "changed", "editor", 2) if known else ("new", "new", None, 1)
    found = rows(reader, "library_way_leaf", "words", "state", "editor", "edition")
    assert found == [expected], f"the row is {found}"


@proves("repo.update-many")
def test_own_to_dict_of_update_many(database: Database, reader: Reader) -> None:
    """What a model shows of itself is for answers; what is written is what was set."""
    _own_to_dict(database, reader, "update_many")


@proves("repo.update")
def test_own_to_dict_of_update(database: Database, reader: Reader) -> None:
    """As above, with ``update``."""
    _own_to_dict(database, reader, "update")


@proves("repo.upsert")
def test_own_to_dict_of_upsert(database: Database, reader: Reader) -> None:
    """As above, with ``upsert``."""
    _own_to_dict(database, reader, "upsert")


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("way", ["upsert_many", "upsert-many-no-merge"], ids=["by-default", "no-merge"])
def test_own_to_dict_of_upsert_many(database: Database, reader: Reader, way: str) -> None:
    """As above, with ``upsert_many``."""
    _own_to_dict(database, reader, way)


def _own_to_dict(database: Database, reader: Reader, way: str) -> None:
    """Write a row of which the model does not show everything."""
    reader.insert("library_way_guarded", {"id": 1, "code": "c1", "name": "old", "secret": "old"})
    with database.session() as session:
        _write(GuardedRepository(session=session), way, Guarded(id=1, code="c1", name="new", secret="new"))
        session.commit()
    found = rows(reader, "library_way_guarded", "name", "secret")
    assert found == [("new", "new")], f"the row is {found}"


@proves("svc.get-or-upsert")
@KNOWN
def test_own_to_dict_of_a_service(database: Database, reader: Reader, known: bool) -> None:
    """As above, with ``get_or_upsert`` of a service."""
    reader.insert(
        "library_way_guarded", *({"id": 1, "code": "c1", "name": "old", "secret": "old"} for _ in range(known))
    )
    with database.session() as session:
        service = GuardedService(session=session)
        service.get_or_upsert(match_fields=["code"], id=1, code="c1", name="new", secret="new")
        session.commit()
    found = rows(reader, "library_way_guarded", "name", "secret")
    assert found == [("new", "new")], f"the row is {found}"


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("way", ["upsert_many", "upsert-many-no-merge"], ids=["by-default", "no-merge"])
def test_loaded_row_with_an_expression(database: Database, reader: Reader, way: str) -> None:
    """A row that was read, changed and is written again; what the query computed with it is no column."""
    reader.insert("library_changed_caption", {"id": 1, "words": "old", "note": "note"})
    with database.session() as session:
        repository = CaptionRepository(session=session)
        caption = repository.get(1)
        caption.words = "new"
        _write(repository, way, caption)
        session.commit()
    assert rows(reader, "library_changed_caption", "words", "note") == [("new", "note")]


@proves("repo.update-many")
def test_dicts_stay_as_they_are(database: Database, reader: Reader) -> None:
    """Dicts that are given to ``update_many`` are the caller's: they are not written to."""
    room = dated_row(name="old", note="note")
    reader.insert("library_changed_room", room)
    given: list[Any] = [{"id": room["id"], "name": "new"}]
    with database.session() as session:
        RoomRepository(session=session).update_many(given)
        session.commit()
    assert rows(reader, "library_changed_room", "name", "note") == [("new", "note")]
    assert given == [{"id": room["id"], "name": "new"}], f"the dict has {sorted(given[0])} after the call"

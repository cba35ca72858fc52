"""Which values come into a row where defaults, counters and the model's own methods have a say."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.changes.models import Caption, Rack, Room, Tag
from reference_app.library.changes.repositories import CaptionRepository, RoomRepository
from reference_app.library.database import Database
from reference_app.library.ways.models import Guarded, Leaf
from reference_app.library.ways.repositories import GuardedRepository, LeafRepository
from reference_app.library.ways.services import GuardedService
from suites.library.marks import BOTH, KNOWN
from suites.library.repo.rows import dated_row
from suites.library.upsert.goods import rows

MODELS = (Caption, Guarded, Leaf, Rack, Room, Tag)


async def _write(repository: Any, way: str, *data: Any) -> None:
    """Write instances in a way that a repository has."""
    if way == "upsert-many-no-merge":
        await repository.upsert_many(list(data), no_merge=True)
    elif way.endswith("many"):
        await getattr(repository, way)(list(data))
    else:
        for datum in data:
            await getattr(repository, way)(datum)


@proves("upsert.different-columns")
@KNOWN
@BOTH
async def test_values_for_changes(database: Database, reader: Reader, known: bool, no_merge: bool) -> None:
    """onupdate is for rows that are changed, and default for new ones."""
    old = {"state": "old", "editor": "author", "edition": 9}
    reader.insert(
        "library_way_leaf", *({"id": n, "code": f"c{n}", "words": "old", **old} for n in ([1, 2] if known else [2]))
    )
    async with database.session() as session:
        await LeafRepository(session=session).upsert_many([Leaf(id=1, code="c1", words="new")], no_merge=no_merge)
        await session.commit()
    expected = ("new", "changed", "editor", 2) if known else ("new", "new", None, 1)
    found = rows(reader, "library_way_leaf", "words", "state", "editor", "edition")
    assert found == [expected, ("old", "old", "author", 9)], f"the rows are {found}"


@proves("repo.upsert")
@KNOWN
async def test_values_for_changes_of_one(database: Database, reader: Reader, known: bool) -> None:
    """As above, with ``upsert``."""
    reader.insert(
        "library_way_leaf",
        *(
            {"id": 1, "code": "c1", "words": "old", "state": "old", "editor": "author", "edition": 9}
            for _ in range(known)
        ),
    )
    async with database.session() as session:
        await LeafRepository(session=session).upsert(Leaf(id=1, code="c1", words="new"))
        await session.commit()
    expected = ("new", "changed", "editor", 2) if known else ("new", "new", None, 1)
    found = rows(reader, "library_way_leaf", "words", "state", "editor", "edition")
    assert found == [expected], f"the row is {found}"


@proves("repo.update-many")
async def test_own_to_dict_of_update_many(database: Database, reader: Reader) -> None:
    """What a model shows of itself is for answers; what is written is what was set."""
    await _own_to_dict(database, reader, "update_many")


@proves("repo.update")
async def test_own_to_dict_of_update(database: Database, reader: Reader) -> None:
    """As above, with ``update``."""
    await _own_to_dict(database, reader, "update")


@proves("repo.upsert")
async def test_own_to_dict_of_upsert(database: Database, reader: Reader) -> None:
    """As above, with ``upsert``."""
    await _own_to_dict(database, reader, "upsert")


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("way", ["upsert_many", "upsert-many-no-merge"], ids=["by-default", "no-merge"])
async def test_own_to_dict_of_upsert_many(database: Database, reader: Reader, way: str) -> None:
    """As above, with ``upsert_many``."""
    await _own_to_dict(database, reader, way)


async def _own_to_dict(database: Database, reader: Reader, way: str) -> None:
    """Write a row of which the model does not show everything."""
    reader.insert("library_way_guarded", {"id": 1, "code": "c1", "name": "old", "secret": "old"})
    async with database.session() as session:
        await _write(GuardedRepository(session=session), way, Guarded(id=1, code="c1", name="new", secret="new"))
        await session.commit()
    found = rows(reader, "library_way_guarded", "name", "secret")
    assert found == [("new", "new")], f"the row is {found}"


@proves("svc.get-or-upsert")
@KNOWN
async def test_own_to_dict_of_a_service(database: Database, reader: Reader, known: bool) -> None:
    """As above, with ``get_or_upsert`` of a service."""
    reader.insert(
        "library_way_guarded", *({"id": 1, "code": "c1", "name": "old", "secret": "old"} for _ in range(known))
    )
    async with database.session() as session:
        service = GuardedService(session=session)
        await service.get_or_upsert(match_fields=["code"], id=1, code="c1", name="new", secret="new")
        await session.commit()
    found = rows(reader, "library_way_guarded", "name", "secret")
    assert found == [("new", "new")], f"the row is {found}"


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("way", ["upsert_many", "upsert-many-no-merge"], ids=["by-default", "no-merge"])
async def test_loaded_row_with_an_expression(database: Database, reader: Reader, way: str) -> None:
    """A row that was read, changed and is written again; what the query computed with it is no column."""
    reader.insert("library_changed_caption", {"id": 1, "words": "old", "note": "note"})
    async with database.session() as session:
        repository = CaptionRepository(session=session)
        caption = await repository.get(1)
        caption.words = "new"
        await _write(repository, way, caption)
        await session.commit()
    assert rows(reader, "library_changed_caption", "words", "note") == [("new", "note")]


@proves("repo.update-many")
async def test_dicts_stay_as_they_are(database: Database, reader: Reader) -> None:
    """Dicts that are given to ``update_many`` are the caller's: they are not written to."""
    room = dated_row(name="old", note="note")
    reader.insert("library_changed_room", room)
    given: list[Any] = [{"id": room["id"], "name": "new"}]
    async with database.session() as session:
        await RoomRepository(session=session).update_many(given)
        await session.commit()
    assert rows(reader, "library_changed_room", "name", "note") == [("new", "note")]
    assert given == [{"id": room["id"], "name": "new"}], f"the dict has {sorted(given[0])} after the call"

"""``update`` and what is related: left alone unless it is set."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.changes.models import Cabinet, Drawer, Rack, Room, Tag
from reference_app.library.changes.repositories import CabinetRepository, RackRepository, RoomRepository
from reference_app.library.database import Database
from suites.library.repo.rows import dated_row, expect, stored

MODELS = (Room, Rack, Tag, Cabinet, Drawer)


def _rooms(reader: Reader) -> dict[str, uuid.UUID]:
    """Two rooms, three shelves, and a tag on the first: their ids by name."""
    hall, cellar = dated_row(name="hall", note="high"), dated_row(name="cellar", note="low")
    left, right = dated_row(label="left", room_id=hall["id"]), dated_row(label="right", room_id=hall["id"])
    lone = dated_row(label="lone", room_id=cellar["id"])
    tag = dated_row(text="oak", shelf_id=left["id"])
    reader.insert("library_changed_room", hall, cellar)
    reader.insert("library_changed_shelf", left, right, lone)
    reader.insert("library_changed_tag", tag)
    return {"hall": hall["id"], "cellar": cellar["id"], "left": left["id"], "right": right["id"], "lone": lone["id"]}


def _standing(reader: Reader) -> dict[str, str | None]:
    """In which room each shelf stands."""
    rooms = {row["id"]: row["name"] for row in reader.rows("library_changed_room")}
    return {row["label"]: rooms.get(row["room_id"]) for row in reader.rows("library_changed_shelf")}


def _tags(reader: Reader) -> dict[str, str | None]:
    """On which shelf each tag is."""
    shelves = {row["id"]: row["label"] for row in reader.rows("library_changed_shelf")}
    return {row["text"]: shelves.get(row["shelf_id"]) for row in reader.rows("library_changed_tag")}


@proves("repo.update")
async def test_children_stay(database: Database, reader: Reader) -> None:
    """A collection that was not set is not emptied."""
    ids = _rooms(reader)
    shelves, tags = stored(reader, "library_changed_shelf"), stored(reader, "library_changed_tag")
    async with database.session() as session:
        await RoomRepository(session=session).update(Room(id=ids["hall"], name="new"))
        await session.commit()
    assert {row["name"]: row["note"] for row in reader.rows("library_changed_room")} == {"new": "high", "cellar": "low"}
    assert _standing(reader) == {"left": "new", "right": "new", "lone": "cellar"}
    expect(stored(reader, "library_changed_shelf"), shelves)
    expect(stored(reader, "library_changed_tag"), tags)


@proves("repo.update")
async def test_parent_stays(database: Database, reader: Reader) -> None:
    """A parent that was not set is not lost, and neither are the children below."""
    ids = _rooms(reader)
    async with database.session() as session:
        await RackRepository(session=session).update(Rack(id=ids["left"], label="new"))
        await session.commit()
    assert _standing(reader) == {"new": "hall", "right": "hall", "lone": "cellar"}
    assert _tags(reader) == {"oak": "new"}


@proves("repo.update")
async def test_children_that_were_looked_at_stay(database: Database, reader: Reader) -> None:
    """Who reads the empty collection of a new instance has not set it."""
    ids = _rooms(reader)
    async with database.session() as session:
        given = Room(id=ids["hall"], name="new")
        assert given.shelves == []
        await RoomRepository(session=session).update(given)
        await session.commit()
    assert _standing(reader) == {"left": "new", "right": "new", "lone": "cellar"}


@pytest.mark.parametrize("loaded", [False, True])
@proves("repo.update")
async def test_relations_that_must_not_be_loaded(loaded: bool, database: Database, reader: Reader) -> None:
    """Relations that raise, that are only written, queried or seen are not touched."""
    row = dated_row(name="desk")
    drawer = dated_row(label="top", cabinet_id=row["id"])
    reader.insert("library_changed_cabinet", row)
    reader.insert("library_changed_drawer", drawer)
    async with database.session() as session:
        repository = CabinetRepository(session=session)
        given: Any = Cabinet(id=row["id"])
        if loaded:
            given = await repository.get(row["id"])
        given.name = "new"
        updated = await repository.update(given)
        assert updated.name == "new"
        await session.commit()
    assert [(r["id"], r["name"]) for r in reader.rows("library_changed_cabinet")] == [(row["id"], "new")]
    expect(stored(reader, "library_changed_drawer"), {drawer["id"]: drawer})


@proves("repo.update")
async def test_children_of_a_loaded_instance_stay(database: Database, reader: Reader) -> None:
    """An instance that was loaded with its children, in the same session."""
    ids = _rooms(reader)
    async with database.session() as session:
        repository = RoomRepository(session=session)
        room = await repository.get(ids["hall"], load=[Room.shelves])
        room.name, room.shelves[0].label = "new", "moved"
        updated = await repository.update(room)
        await session.commit()
        assert updated.name == "new"
    rows = {row["room_id"]: row["label"] for row in reader.rows("library_changed_shelf") if row["label"] != "right"}
    assert len(reader.rows("library_changed_shelf", room_id=ids["hall"])) == 2
    assert "moved" in {row["label"] for row in reader.rows("library_changed_shelf", room_id=ids["hall"])}
    assert rows[ids["cellar"]] == "lone"


@proves("repo.update")
async def test_children_of_a_detached_instance_stay(database: Database, reader: Reader) -> None:
    """An instance that was loaded with its children by an earlier session."""
    ids = _rooms(reader)
    async with database.session() as session:
        room = await RoomRepository(session=session).get(ids["hall"], load=[Room.shelves])
    room.name = "new"
    async with database.session() as session:
        await RoomRepository(session=session).update(room)
        await session.commit()
    assert _standing(reader) == {"left": "new", "right": "new", "lone": "cellar"}


@proves("repo.update")
async def test_parent_is_set(database: Database, reader: Reader) -> None:
    """Another parent, of the same session."""
    ids = _rooms(reader)
    async with database.session() as session:
        cellar = await RoomRepository(session=session).get(ids["cellar"])
        await RackRepository(session=session).update(Rack(id=ids["left"], room=cellar))
        await session.commit()
    assert _standing(reader) == {"left": "cellar", "right": "hall", "lone": "cellar"}


@proves("repo.update")
async def test_parent_is_unset(database: Database, reader: Reader) -> None:
    """None in place of the parent."""
    ids = _rooms(reader)
    async with database.session() as session:
        await RackRepository(session=session).update(Rack(id=ids["left"], room_id=None))
        await session.commit()
    assert _standing(reader) == {"left": None, "right": "hall", "lone": "cellar"}


@proves("repo.update")
async def test_children_are_set(database: Database, reader: Reader) -> None:
    """A collection of what is there: it becomes the collection, and who is not in it has gone."""
    ids = _rooms(reader)
    async with database.session() as session:
        lone = await RackRepository(session=session).get(ids["lone"])
        right = await RackRepository(session=session).get(ids["right"])
        await RoomRepository(session=session).update(Room(id=ids["hall"], shelves=[lone, right]))
        await session.commit()
    assert _standing(reader) == {"right": "hall", "lone": "hall"}
    assert _tags(reader) == {}


@proves("repo.update")
async def test_children_are_emptied(database: Database, reader: Reader) -> None:
    """An empty collection that is set."""
    ids = _rooms(reader)
    async with database.session() as session:
        await RoomRepository(session=session).update(Room(id=ids["hall"], shelves=[]))
        await session.commit()
    assert _standing(reader) == {"lone": "cellar"}


@proves("repo.update")
async def test_new_child_is_set(database: Database, reader: Reader) -> None:
    """A collection with a child that is new."""
    ids = _rooms(reader)
    async with database.session() as session:
        await RoomRepository(session=session).update(Room(id=ids["hall"], shelves=[Rack(label="new")]))
        await session.commit()
    assert _standing(reader) == {"new": "hall", "lone": "cellar"}


@proves("repo.update")
async def test_new_parent_is_set(database: Database, reader: Reader) -> None:
    """A parent that is new."""
    ids = _rooms(reader)
    async with database.session() as session:
        await RackRepository(session=session).update(Rack(id=ids["left"], room=Room(name="attic")))
        await session.commit()
    assert _standing(reader) == {"left": "attic", "right": "hall", "lone": "cellar"}


@proves("repo.update")
async def test_collection_that_is_no_list(database: Database, reader: Reader) -> None:
    """A set of what is there."""
    ids = _rooms(reader)
    tag = dated_row(text="high", shelf_id=ids["right"])
    reader.insert("library_changed_tag", tag)
    async with database.session() as session:
        high = await session.get(Tag, tag["id"])
        await RackRepository(session=session).update(Rack(id=ids["left"], tags={high}))
        await session.commit()
    assert _tags(reader) == {"high": "left"}

"""``delete``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError, RepositoryError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.authors.repositories import AuthorRepository
from reference_app.library.changes.models import Rack, Room, Spare, Tag
from reference_app.library.changes.repositories import RoomRepository, SpareRepository
from reference_app.library.database import Database
from suites.library.repo.refusals import refused
from suites.library.repo.rows import author_row, dated_row, expect, part_row, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Spare, Room, Rack, Tag)


@proves("repo.delete")
async def test_row_of_the_key_is_gone(database: Database, reader: Reader) -> None:
    """The instance is returned with its values, and the other rows stay."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete(2)
        assert (deleted.id, deleted.code, deleted.note, deleted.rank) == (2, "code-2", "note 2", 200)
        await session.commit()
    assert (deleted.id, deleted.code, deleted.note, deleted.rank) == (2, "code-2", "note 2", 200)
    expect(stored_parts(reader), part_rows(1, 3))


@proves("repo.delete")
async def test_key_that_is_a_uuid(database: Database, reader: Reader) -> None:
    """One of two authors of the same name."""
    row, other = author_row("Agatha"), author_row("Agatha")
    reader.insert("library_author", row, other)
    async with database.session() as session:
        deleted = await AuthorRepository(session=session).delete(row["id"])
        await session.commit()
    assert (deleted.id, deleted.created_at) == (row["id"], row["created_at"])
    expect(stored(reader, "library_author"), {other["id"]: other})


@pytest.mark.parametrize("key", [99, None, 0])
@proves("repo.delete")
async def test_unknown_key(key: Any, database: Database, reader: Reader) -> None:
    """There is no row of the key: it is not found, and nothing is deleted."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        with refused(NotFoundError):
            await SpareRepository(session=session).delete(key)
        await session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@proves("repo.delete")
async def test_second_time(database: Database, reader: Reader) -> None:
    """What was deleted cannot be deleted again, nor be found, in the same session; its key can be used again."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        repository = SpareRepository(session=session)
        await repository.delete(2)
        with refused(NotFoundError):
            await repository.delete(2)
        with refused(NotFoundError):
            await repository.get(2)
        await repository.add(Spare(id=2, code="again", name="again", status="old", origin="old"))
        await session.commit()
    again = {"code": "again", "name": "again", "status": "old", "origin": "old"}
    empty = {"number": None, "note": None, "model": None, "sort_rank": None}
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, **again, **empty)})


@pytest.mark.parametrize("auto_commit", [False, True])
@proves("repo.delete")
async def test_expunged_instance_is_complete(auto_commit: bool, database: Database, reader: Reader) -> None:
    """With auto_expunge, committed or not, it is returned and can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete(2, auto_expunge=True, auto_commit=auto_commit)
        assert (deleted.id, deleted.code) == (2, "code-2")
        await session.commit()
        assert deleted not in session
    expect(stored_parts(reader), part_rows(1))


@proves("repo.delete", "repo.delete-many")
async def test_expunged_from_a_session_that_expires(database: Database, reader: Reader) -> None:
    """The session expires what it commits, as sessions do that nobody configured: what is deleted can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3, 4))
    async with AsyncSession(database.engine) as session:
        repository = SpareRepository(session=session)
        deleted = await repository.delete(2, auto_expunge=True, auto_commit=True)
        several = await repository.delete_many([3, 4], auto_expunge=True, auto_commit=True)
    assert (deleted.id, deleted.code) == (2, "code-2")
    assert {part.id: part.code for part in several} == {3: "code-3", 4: "code-4"}
    expect(stored_parts(reader), part_rows(1))


@proves("repo.delete")
async def test_children_go_as_the_relation_says(database: Database, reader: Reader) -> None:
    """The shelves of the room and their tags go with it; those of the other room stay."""
    hall, cellar = dated_row(name="hall", note=None), dated_row(name="cellar", note=None)
    left, lone = dated_row(label="left", room_id=hall["id"]), dated_row(label="lone", room_id=cellar["id"])
    tag, other = dated_row(text="oak", shelf_id=left["id"]), dated_row(text="iron", shelf_id=lone["id"])
    reader.insert("library_changed_room", hall, cellar)
    reader.insert("library_changed_shelf", left, lone)
    reader.insert("library_changed_tag", tag, other)
    async with database.session() as session:
        await RoomRepository(session=session).delete(hall["id"])
        await session.commit()
    expect(stored(reader, "library_changed_room"), {cellar["id"]: cellar})
    expect(stored(reader, "library_changed_shelf"), {lone["id"]: lone})
    expect(stored(reader, "library_changed_tag"), {other["id"]: other})


@proves("repo.delete")
async def test_malformed_key(database: Database, reader: Reader) -> None:
    """A key that is none is refused as an error of the repository, and nothing is deleted."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    key: Any = "nonsense"
    async with database.session() as session:
        with refused(RepositoryError):
            await SpareRepository(session=session).delete(key)
        await session.rollback()
        await session.commit()
    expect(stored_parts(reader), part_rows(1, 2))

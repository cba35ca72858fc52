# Generated from suites/library/repo/test_delete.py by `python -m tools.twin`; do not edit.
"""``delete``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError, RepositoryError
from sqlalchemy.orm import Session

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Rack, Room, Spare, Tag
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import RoomRepository, SpareRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.refusals import refused
from suites.library.sync.repo.rows import author_row, dated_row, expect, part_row, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Spare, Room, Rack, Tag)


@proves("repo.delete")
def test_row_of_the_key_is_gone(database: Database, reader: Reader) -> None:
    """The instance is returned with its values, and the other rows stay."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        deleted = SpareRepository(session=session).delete(2)
        assert (deleted.id, deleted.code, deleted.note, deleted.rank) == (2, "code-2", "note 2", 200)
        session.commit()
    assert (deleted.id, deleted.code, deleted.note, deleted.rank) == (2, "code-2", "note 2", 200)
    expect(stored_parts(reader), part_rows(1, 3))


@proves("repo.delete")
def test_key_that_is_a_uuid(database: Database, reader: Reader) -> None:
    """One of two authors of the same name."""
    row, other = author_row("Agatha"), author_row("Agatha")
    reader.insert("library_author", row, other)
    with database.session() as session:
        deleted = AuthorRepository(session=session).delete(row["id"])
        session.commit()
    assert (deleted.id, deleted.created_at) == (row["id"], row["created_at"])
    expect(stored(reader, "library_author"), {other["id"]: other})


@pytest.mark.parametrize("key", [99, None, 0])
@proves("repo.delete")
def test_unknown_key(key: Any, database: Database, reader: Reader) -> None:
    """There is no row of the key: it is not found, and nothing is deleted."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        with refused(NotFoundError):
            SpareRepository(session=session).delete(key)
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@proves("repo.delete")
def test_second_time(database: Database, reader: Reader) -> None:
    """What was deleted cannot be deleted again, nor be found, in the same session; its key can be used again."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        repository.delete(2)
        with refused(NotFoundError):
            repository.delete(2)
        with refused(NotFoundError):
            repository.get(2)
        repository.add(Spare(id=2, code="again", name="again", status="old", origin="old"))
        session.commit()
    again = {"code": "again", "name": "again", "status": "old", "origin": "old"}
    empty = {"number": None, "note": None, "model": None, "sort_rank": None}
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, **again, **empty)})


@pytest.mark.parametrize("auto_commit", [False, True])
@proves("repo.delete")
def test_expunged_instance_is_complete(auto_commit: bool, database: Database, reader: Reader) -> None:
    """With auto_expunge, committed or not, it is returned and can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        deleted = SpareRepository(session=session).delete(2, auto_expunge=True, auto_commit=auto_commit)
        assert (deleted.id, deleted.code) == (2, "code-2")
        session.commit()
        assert deleted not in session
    expect(stored_parts(reader), part_rows(1))


@proves("repo.delete", "repo.delete-many")
def test_expunged_from_a_session_that_expires(database: Database, reader: Reader) -> None:
    """The session expires what it commits, as sessions do that nobody configured: what is deleted can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3, 4))
    with Session(database.engine) as session:
        repository = SpareRepository(session=session)
        deleted = repository.delete(2, auto_expunge=True, auto_commit=True)
        several = repository.delete_many([3, 4], auto_expunge=True, auto_commit=True)
    assert (deleted.id, deleted.code) == (2, "code-2")
    assert {part.id: part.code for part in several} == {3: "code-3", 4: "code-4"}
    expect(stored_parts(reader), part_rows(1))


@proves("repo.delete")
def test_children_go_as_the_relation_says(database: Database, reader: Reader) -> None:
    """The shelves of the room and their tags go with it; those of the other room stay."""
    hall, cellar = dated_row(name="hall", note=None), dated_row(name="cellar", note=None)
    left, lone = dated_row(label="left", room_id=hall["id"]), dated_row(label="lone", room_id=cellar["id"])
    tag, other = dated_row(text="oak", shelf_id=left["id"]), dated_row(text="iron", shelf_id=lone["id"])
    reader.insert("library_changed_room", hall, cellar)
    reader.insert("library_changed_shelf", left, lone)
    reader.insert("library_changed_tag", tag, other)
    with database.session() as session:
        RoomRepository(session=session).delete(hall["id"])
        session.commit()
    expect(stored(reader, "library_changed_room"), {cellar["id"]: cellar})
    expect(stored(reader, "library_changed_shelf"), {lone["id"]: lone})
    expect(stored(reader, "library_changed_tag"), {other["id"]: other})


@proves("repo.delete")
def test_malformed_key(database: Database, reader: Reader) -> None:
    """A key that is none is refused as an error of the repository, and nothing is deleted."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    key: Any = "nonsense"
    with database.session() as session:
        with refused(RepositoryError):
            SpareRepository(session=session).delete(key)
        session.rollback()
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))

# Generated from suites/library/repo/test_add.py by `python -m tools.twin`; do not edit.
"""``add``."""

from __future__ import annotations

import datetime
import uuid

from sqlalchemy import inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Rack, Room, Spare, Tag, Ticket
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import RoomRepository, SpareRepository, TicketRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.rows import expect, part_row, part_rows, seed, stored_parts

MODELS = (Author, Book, Spare, Room, Rack, Tag, Ticket)


@proves("repo.add")
def test_another_connection_sees_the_row_after_the_commit(database: Database, reader: Reader) -> None:
    """Nothing before the commit, and all values after it."""
    with database.session() as session:
        added = AuthorRepository(session=session).add(Author(name="Agatha"))
        session.commit()
    row = reader.row("library_author", id=added.id)
    assert row is not None, "add has returned an author that is not in the table"
    assert (row["name"], row["dob"], row["country"]) == ("Agatha", None, None), row


@proves("repo.add")
def test_generated_values_are_those_of_the_row(database: Database, reader: Reader) -> None:
    """The id and the times that are returned are in the table."""
    with database.session() as session:
        added = AuthorRepository(session=session).add(Author(name="Agatha"))
        session.commit()
        seen = added.id, added.created_at, added.updated_at
    assert isinstance(seen[0], uuid.UUID)
    row = reader.row("library_author", name="Agatha")
    assert row is not None
    assert (row["id"], row["created_at"], row["updated_at"]) == seen


@proves("repo.add")
def test_instance_is_the_one_that_was_given(database: Database) -> None:
    """What is returned is the given object, which is now in the session."""
    author = Author(name="Agatha")
    with database.session() as session:
        added = AuthorRepository(session=session).add(author)
        assert added is author
        assert author in session
        assert not session.new


@proves("repo.add")
def test_defaults_of_both_kinds_are_returned(database: Database, reader: Reader) -> None:
    """What Python and what the database fills in is there at once; what was given stays."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        repository = SpareRepository(session=session)
        plain = repository.add(Spare(id=2, code="two", name="two"))
        given = repository.add(Spare(id=3, code="three", name="three", status="old", origin="there", rank=7))
        assert (plain.status, plain.origin, plain.note, plain.rank) == ("new", "unknown", None, None)
        assert (given.status, given.origin, given.note, given.rank) == ("old", "there", None, 7)
        session.commit()
    empty = {"number": None, "note": None, "model": None}
    expect(
        stored_parts(reader),
        {
            1: part_row(1),
            2: part_row(2, code="two", name="two", status="new", origin="unknown", sort_rank=None, **empty),
            3: part_row(3, code="three", name="three", status="old", origin="there", sort_rank=7, **empty),
        },
    )


@proves("repo.add")
def test_given_key_and_times_are_kept(database: Database, reader: Reader) -> None:
    """An import brings its own key and times."""
    key = uuid.uuid4()
    then = datetime.datetime(2001, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
    with database.session() as session:
        AuthorRepository(session=session).add(Author(id=key, name="Agatha", created_at=then, updated_at=then))
        session.commit()
    row = reader.row("library_author", name="Agatha")
    assert row is not None
    assert (row["id"], row["created_at"], row["updated_at"]) == (key, then, then)


@proves("repo.add")
def test_key_of_the_database_is_returned(database: Database, reader: Reader) -> None:
    """A number that the database draws."""
    with database.session() as session:
        repository = TicketRepository(session=session)
        first, second = repository.add(Ticket(subject="first")), repository.add(Ticket(subject="second"))
        session.commit()
    assert {row["id"]: row["subject"] for row in reader.rows("library_changed_ticket")} == {
        first.id: "first",
        second.id: "second",
    }


@proves("repo.add")
def test_statement_of_the_same_session_sees_the_row(database: Database) -> None:
    """It is flushed, even if the session does not flush by itself."""
    with database.session() as session, session.no_autoflush:
        added = AuthorRepository(session=session).add(Author(name="Agatha"), auto_refresh=False)
        found = session.get(Author, added.id, populate_existing=True)
    assert found is added


@proves("repo.add")
def test_expunged_instance_is_complete(database: Database, reader: Reader) -> None:
    """With auto_expunge the object has left the session, and its values can be read after the session's end."""
    with database.session() as session:
        added = SpareRepository(session=session).add(Spare(id=2, code="two", name="two"), auto_expunge=True)
        assert inspect(added).detached
        session.commit()
    assert (added.id, added.status, added.origin, added.note) == (2, "new", "unknown", None)
    assert list(stored_parts(reader)) == [2]


@proves("repo.add")
def test_related_instances_are_added(database: Database, reader: Reader) -> None:
    """What hangs on the instance is written with it."""
    with database.session() as session:
        room = Room(name="hall", shelves=[Rack(label="left", tags={Tag(text="low")}), Rack(label="right")])
        added = RoomRepository(session=session).add(room)
        session.commit()
    shelves = {row["label"]: row for row in reader.rows("library_changed_shelf")}
    assert {label: row["room_id"] for label, row in shelves.items()} == {"left": added.id, "right": added.id}
    assert [(row["text"], row["shelf_id"]) for row in reader.rows("library_changed_tag")] == [
        ("low", shelves["left"]["id"])
    ]

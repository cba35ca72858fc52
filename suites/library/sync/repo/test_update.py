# Generated from suites/library/repo/test_update.py by `python -m tools.twin`; do not edit.
"""``update``: which columns it writes, and which it leaves."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from sqlalchemy import event, inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Cabinet, Caption, Drawer, Samples, Series, Spare
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import CaptionRepository, SeriesRepository, SpareRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.refusals import refused
from suites.library.sync.repo.rows import (
    LONG_AGO,
    Moment,
    author_row,
    expect,
    part_row,
    part_rows,
    seed,
    stored,
    stored_parts,
)

MODELS = (Author, Book, Cabinet, Caption, Drawer, Spare, Series)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"name": "new"}, {"name": "new"}),
        ({"note": "new", "number": 0}, {"note": "new", "number": 0}),
        ({"note": ""}, {"note": ""}),
        ({"note": None}, {"note": None}),
        ({"note": None, "model": None, "number": None}, {"note": None, "model": None, "number": None}),
        ({"name": "name 1"}, {}),
        ({}, {}),
    ],
    ids=["one", "two", "empty", "null", "nulls", "same", "none"],
)
@proves("repo.update")
def test_only_what_is_set_is_written(
    given: dict[str, Any], written: dict[str, Any], database: Database, reader: Reader
) -> None:
    """An instance with the key and some attributes: these are written, NULL among them, and no other column or row."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        updated = SpareRepository(session=session).update(Spare(id=2, **given))
        session.commit()
        assert (updated.id, updated.code, updated.status) == (2, "code-2", "used")
        assert {name: getattr(updated, name) for name in given} == given
    expected = part_row(2, **(written if given != {"name": "name 1"} else given))
    expect(stored_parts(reader), part_rows(1, 2, 3) | {2: expected})


@proves("repo.update")
def test_null_in_place_of_a_default(database: Database, reader: Reader) -> None:
    """None that is set is written too where the column has a default: that is for new rows."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        SpareRepository(session=session).update(Spare(id=2, status=None, origin=None, number=None))
        session.commit()
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, status=None, origin=None, number=None)})


@proves("repo.update")
def test_column_of_another_name(database: Database, reader: Reader) -> None:
    """An attribute whose column has another name is written."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        updated = SpareRepository(session=session).update(Spare(id=2, rank=7, name="new"))
        session.commit()
        assert updated.rank == 7
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, sort_rank=7, name="new")})


@proves("repo.update")
def test_instance_of_the_session(database: Database, reader: Reader) -> None:
    """An instance that the session has, with changed attributes."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        part = repository.get(2)
        part.note, part.rank, part.status = None, 7, None
        assert repository.update(part) is part
        session.commit()
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, note=None, sort_rank=7, status=None)})


@proves("repo.update")
def test_instance_of_another_session(database: Database, reader: Reader) -> None:
    """An instance that an earlier session has loaded, changed since then."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        part = SpareRepository(session=session).get(2, auto_expunge=True)
    part.name, part.note = "new", None
    with database.session() as session:
        updated = SpareRepository(session=session).update(part)
        session.commit()
        assert (updated.name, updated.note, updated.model) == ("new", None, "model 2")
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, name="new", note=None)})


@proves("repo.update")
def test_returned_instance_is_in_the_session(database: Database) -> None:
    """What is returned belongs to the session, and what was given does not."""
    with database.session() as session:
        repository = SpareRepository(session=session)
        repository.add(Spare(id=2, code="two", name="two"))
        given = Spare(id=2, name="new")
        updated = repository.update(given)
        assert updated in session
        assert given not in session
        assert (updated.name, updated.code, updated.origin) == ("new", "two", "unknown")


@proves("repo.update")
def test_expunged_instance_is_complete(database: Database, reader: Reader) -> None:
    """With auto_expunge the object has left the session, and its values can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        updated = SpareRepository(session=session).update(Spare(id=2, name="new"), auto_expunge=True)
        assert inspect(updated).detached
        session.commit()
    assert (updated.name, updated.note, updated.rank) == ("new", "note 2", 200)
    expect(stored_parts(reader), part_rows(1) | {2: part_row(2, name="new")})


@pytest.mark.parametrize("key", [99, None])
@proves("repo.update")
def test_unknown_key(key: Any, database: Database, reader: Reader) -> None:
    """There is no row of the key, or no key: it is not found, and nothing is written."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        with refused(NotFoundError):
            SpareRepository(session=session).update(Spare(id=key, code="new", name="new"))
        session.commit()
    expect(stored_parts(reader), part_rows(1))


@proves("repo.update")
def test_time_of_the_update(database: Database, reader: Reader) -> None:
    """updated_at moves to now, in the row and in what is returned, and created_at stays."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    moment = Moment()
    with database.session() as session:
        updated = AuthorRepository(session=session).update(Author(id=row["id"], country="Egypt"))
        session.commit()
        seen = updated.updated_at
    moment.expect(seen)
    expect(
        stored(reader, "library_author"),
        {
            row["id"]: row | {"country": "Egypt", "updated_at": seen},
            other["id"]: other,
        },
    )


@proves("repo.update")
def test_time_that_is_given(database: Database, reader: Reader) -> None:
    """A time that is set on the instance is written as it is."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    then = LONG_AGO + datetime.timedelta(days=1)
    with database.session() as session:
        AuthorRepository(session=session).update(Author(id=row["id"], country="Egypt", updated_at=then))
        session.commit()
    expect(stored(reader, "library_author"), {row["id"]: row | {"country": "Egypt", "updated_at": then}})


@proves("repo.update")
def test_nothing_changes(database: Database, reader: Reader) -> None:
    """The same values again: the row stays as it is, its time too."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    with database.session() as session:
        AuthorRepository(session=session).update(Author(id=row["id"], name="Agatha", dob=row["dob"]))
        session.commit()
    expect(stored(reader, "library_author"), {row["id"]: row})


@proves("repo.update")
def test_computed_attribute(database: Database, reader: Reader) -> None:
    """A model with an attribute that the database computes when it is read: it follows, and is not written."""
    one, two = {"id": 1, "words": "one", "note": "a"}, {"id": 2, "words": "two", "note": "b"}
    reader.insert("library_changed_caption", one, two)
    with database.session() as session:
        updated = CaptionRepository(session=session).update(Caption(id=1, words="new"))
        session.commit()
        seen = updated.words, updated.note, updated.shouted
    assert seen == ("new", "a", "NEW")
    expect(stored(reader, "library_changed_caption"), {1: one | {"words": "new"}, 2: two})


@proves("repo.update")
def test_values_that_cannot_be_compared_at_once(database: Database, reader: Reader) -> None:
    """A type whose comparison is not simply true or false, as with arrays."""
    reader.insert(
        "library_changed_series",
        {"id": 1, "name": "one", "samples": "1,2,3"},
        {"id": 2, "name": "two", "samples": "1,2,3"},
        {"id": 3, "name": "three", "samples": None},
    )
    with database.session() as session:
        repository = SeriesRepository(session=session)
        repository.update(Series(id=1, samples=Samples(1, 2, 4)))
        repository.update(Series(id=3, samples=Samples(5)))
        session.commit()
    expect(
        stored(reader, "library_changed_series"),
        {
            1: {"id": 1, "name": "one", "samples": "1,2,4"},
            2: {"id": 2, "name": "two", "samples": "1,2,3"},
            3: {"id": 3, "name": "three", "samples": "5"},
        },
    )


@pytest.mark.parametrize("limited", [False, True])
@proves("repo.update-attribute-names")
def test_only_the_named_attributes_are_read_again(limited: bool, database: Database, reader: Reader) -> None:
    """What others have changed since the instance was loaded comes with the refresh, of the named attributes alone."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        part = repository.get(1)
        session.commit()
        reader.execute("UPDATE library_changed_part SET note = 'theirs', model = 'theirs' WHERE id = 1")
        names = ["name", "model"] if limited else None
        updated = repository.update(Spare(id=1, name="new"), attribute_names=names)
        assert updated is part
        seen = part.name, part.model, part.note
        session.commit()
    assert seen == ("new", "theirs", "note 1" if limited else "theirs")
    expect(stored_parts(reader), {1: part_row(1, name="new", note="theirs", model="theirs"), 2: part_row(2)})


@pytest.mark.parametrize("option", [True, {"nowait": False}], ids=["yes", "options"])
@proves("repo.update-attribute-names")
def test_row_is_locked_before_it_is_compared(option: Any, database: Database, reader: Reader) -> None:
    """The first query of the update asks for the lock, where it compares what is there with what is given."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    queries: list[str] = []
    with database.session() as session:
        event.listen(
            getattr(session, "sync_session", session),
            "do_orm_execute",
            lambda state: queries.append(str(state.statement)),
        )
        SpareRepository(session=session).update(Spare(id=1, name="new"), with_for_update=option)
        session.commit()
    assert queries[0].rstrip().endswith("FOR UPDATE"), queries[0]
    expect(stored_parts(reader), {1: part_row(1, name="new"), 2: part_row(2)})


@proves("repo.update-attribute-names")
def test_no_lock_without_the_option(database: Database, reader: Reader) -> None:
    """Nobody asked for it."""
    seed(reader, "library_changed_part", part_rows(1))
    queries: list[str] = []
    with database.session() as session:
        event.listen(
            getattr(session, "sync_session", session),
            "do_orm_execute",
            lambda state: queries.append(str(state.statement)),
        )
        SpareRepository(session=session).update(Spare(id=1, name="new"))
        session.commit()
    assert [query for query in queries if "FOR UPDATE" in query] == []

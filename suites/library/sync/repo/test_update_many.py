# Generated from suites/library/repo/test_update_many.py by `python -m tools.twin`; do not edit.
"""``update_many``."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from sqlalchemy import inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Caption, Spare
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import CaptionRepository, SpareRepository
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

MODELS = (Author, Book, Caption, Spare)


def _values(parts: Any) -> dict[int, tuple[Any, ...]]:
    """Some values of parts by id.

    Raises:
        AssertionError: They are something else than parts.
    """
    assert all(isinstance(part, Spare) for part in parts), f"no parts: {parts}"
    return {part.id: (part.code, part.name, part.note, part.rank) for part in parts}


@proves("repo.update-many")
def test_loaded_instances(database: Database, reader: Reader) -> None:
    """Instances that were loaded and changed, as on the page: all of their changes are written, and no other row."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3, 4))
    with database.session() as session:
        repository = SpareRepository(session=session)
        parts = [repository.get(3), repository.get(1)]
        for part in parts:
            part.name, part.note, part.rank = "new", None, 7
        updated = repository.update_many(parts)
        assert _values(updated) == {1: ("code-1", "new", None, 7), 3: ("code-3", "new", None, 7)}
        session.commit()
    changed = {"name": "new", "note": None, "sort_rank": 7}
    expect(stored_parts(reader), part_rows(2, 4) | {1: part_row(1, **changed), 3: part_row(3, **changed)})


@pytest.mark.parametrize("size", [1, 2])
@proves("repo.update-many")
def test_instances_with_keys(size: int, database: Database, reader: Reader) -> None:
    """Instances that were made with their keys, and never loaded."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        updated = SpareRepository(session=session).update_many([Spare(id=1, name="a"), Spare(id=3, name="c")][:size])
        expected = {1: ("code-1", "a", "note 1", 100), 3: ("code-3", "c", "note 3", 300)}
        assert _values(updated) == dict(list(expected.items())[:size])
        session.commit()
    after = {1: part_row(1, name="a"), 2: part_row(2), 3: part_row(3, name="c" if size == 2 else "name 3")}
    expect(stored_parts(reader), after)


@proves("repo.update-many")
def test_mappings_with_keys(database: Database, reader: Reader) -> None:
    """Dicts of attributes, the key among them."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    changes: Any = [{"id": 1, "name": "a", "rank": 7}, {"id": 3, "name": "c", "rank": None}]
    with database.session() as session:
        updated = SpareRepository(session=session).update_many(changes)
        assert _values(updated) == {1: ("code-1", "a", "note 1", 7), 3: ("code-3", "c", "note 3", None)}
        session.commit()
    after = {1: part_row(1, name="a", sort_rank=7), 2: part_row(2), 3: part_row(3, name="c", sort_rank=None)}
    expect(stored_parts(reader), after)


@proves("repo.update-many")
def test_computed_attribute(database: Database, reader: Reader) -> None:
    """A model with an attribute that the database computes when it is read: it follows, and is not written."""
    one, two = {"id": 1, "words": "one", "note": "a"}, {"id": 2, "words": "two", "note": "b"}
    reader.insert("library_changed_caption", one, two)
    with database.session() as session:
        repository = CaptionRepository(session=session)
        caption = repository.get(1)
        caption.words = "new"
        repository.update_many([caption])
        session.commit()
        session.expunge_all()
        again = repository.get(1)
        seen = again.words, again.note, again.shouted
    assert seen == ("new", "a", "NEW")
    expect(stored(reader, "library_changed_caption"), {1: one | {"words": "new"}, 2: two})


@proves("repo.update-many")
def test_nothing_to_do(database: Database, reader: Reader) -> None:
    """An empty list changes nothing and returns nothing."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        assert SpareRepository(session=session).update_many([]) == []
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@proves("repo.update-many")
def test_returned_in_the_order_of_the_input(database: Database, reader: Reader) -> None:
    """The first that is returned is the first that was given."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3, 4))
    order = [3, 1, 4, 2]
    with database.session() as session:
        updated = SpareRepository(session=session).update_many([Spare(id=key, name=f"new {key}") for key in order])
        assert [(part.id, part.name) for part in updated] == [(key, f"new {key}") for key in order]


@pytest.mark.parametrize("kind", ["instances", "mappings"])
@proves("repo.update-many")
def test_instances_of_the_session_are_not_stale(kind: str, database: Database, reader: Reader) -> None:
    """What is returned has the new values, although the session had loaded the rows; so do those objects."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        loaded = repository.get(1)
        change: Any = Spare(id=1, name="new") if kind == "instances" else {"id": 1, "name": "new"}
        updated = repository.update_many([change])
        assert _values(updated) == {1: ("code-1", "new", "note 1", 100)}
        assert loaded.name == "new"
        session.commit()
    expect(stored_parts(reader), {1: part_row(1, name="new"), 2: part_row(2)})


@proves("repo.update-many")
def test_expunged_instances_are_complete(database: Database, reader: Reader) -> None:
    """With auto_expunge all have left the session, and their values can be read after its end."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        updated = repository.update_many([Spare(id=1, name="a"), Spare(id=2, name="b")], auto_expunge=True)
        assert [inspect(part).detached for part in updated] == [True, True]
        session.commit()
    assert _values(updated) == {1: ("code-1", "a", "note 1", 100), 2: ("code-2", "b", "note 2", 200)}


@pytest.mark.parametrize("kind", ["loaded", "expunged", "made", "mapping"])
@proves("repo.update-many")
def test_time_of_the_update(kind: str, database: Database, reader: Reader) -> None:
    """updated_at moves to now, in the row and in what is returned; created_at and the other rows stay."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    moment = Moment()
    with database.session() as session:
        repository = AuthorRepository(session=session)
        change: Any = {"id": row["id"], "country": "Egypt"}
        if kind == "made":
            change = Author(**change)
        elif kind != "mapping":
            change = repository.get(row["id"], auto_expunge=kind == "expunged")
            change.country = "Egypt"
        updated = repository.update_many([change])
        session.commit()
        assert isinstance(updated[0], Author), f"no author: {updated}"
        seen = updated[0].updated_at
    stored_row = stored(reader, "library_author")[row["id"]]
    moment.expect(stored_row["updated_at"])
    assert seen == stored_row["updated_at"]
    expect(
        stored(reader, "library_author"),
        {
            row["id"]: row | {"country": "Egypt", "updated_at": seen},
            other["id"]: other,
        },
    )


@proves("repo.update-many")
def test_time_that_is_given(database: Database, reader: Reader) -> None:
    """A time that is among the values is written as it is."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    then = LONG_AGO + datetime.timedelta(days=1)
    with database.session() as session:
        AuthorRepository(session=session).update_many([Author(id=row["id"], country="Egypt", updated_at=then)])
        session.commit()
    expect(stored(reader, "library_author"), {row["id"]: row | {"country": "Egypt", "updated_at": then}})


@pytest.mark.parametrize("kind", ["instances", "mappings"])
@pytest.mark.parametrize("place", [0, 1])
@proves("repo.update-many-unknown-id")
def test_unknown_id(place: int, kind: str, database: Database, reader: Reader) -> None:
    """One of two does not exist: that is an error, and after the rollback nothing has changed."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    changes: list[Any] = [{"id": 1, "name": "new"}]
    changes.insert(place, {"id": 99, "name": "new"})
    with database.session() as session:
        repository = SpareRepository(session=session)
        with refused(RepositoryError):
            repository.update_many([Spare(**c) for c in changes] if kind == "instances" else changes)
        session.rollback()
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@proves("repo.update-many-unknown-id")
def test_no_id(database: Database, reader: Reader) -> None:
    """An item without its key is an error, and no row is changed."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    changes: Any = [{"name": "new"}]
    with database.session() as session:
        with refused(RepositoryError):
            SpareRepository(session=session).update_many(changes)
        session.rollback()
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@pytest.mark.parametrize("kind", ["instances", "mappings"])
@proves("repo.update-many-partial")
def test_items_with_different_columns(kind: str, database: Database, reader: Reader) -> None:
    """Each item writes the columns that it carries, NULL too, and no other."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3, 4, 5))
    changes: Any = [
        {"id": 1, "name": "a"},
        {"id": 2, "note": None},
        {"id": 3, "rank": 7, "model": "m"},
        {"id": 4, "name": "d", "status": None, "origin": None},
    ]
    with database.session() as session:
        repository = SpareRepository(session=session)
        updated = repository.update_many([Spare(**c) for c in changes] if kind == "instances" else changes)
        assert _values(updated) == {
            1: ("code-1", "a", "note 1", 100),
            2: ("code-2", "name 2", None, 200),
            3: ("code-3", "name 3", "note 3", 7),
            4: ("code-4", "d", "note 4", 400),
        }
        session.commit()
    expect(
        stored_parts(reader),
        {
            1: part_row(1, name="a"),
            2: part_row(2, note=None),
            3: part_row(3, sort_rank=7, model="m"),
            4: part_row(4, name="d", status=None, origin=None),
            5: part_row(5),
        },
    )


@proves("repo.update-many-partial")
def test_neighbours_do_not_share_columns(database: Database, reader: Reader) -> None:
    """The same columns again after others: no value goes to another row."""
    seed(reader, "library_changed_part", part_rows(*range(1, 9)))
    with database.session() as session:
        SpareRepository(session=session).update_many(
            [Spare(id=key, **({"name": f"n{key}"} if key % 2 else {"note": f"t{key}"})) for key in range(1, 8)]
        )
        session.commit()
    expect(
        stored_parts(reader),
        {
            key: part_row(key, **({} if key == 8 else {"name": f"n{key}"} if key % 2 else {"note": f"t{key}"}))
            for key in range(1, 9)
        },
    )

# Generated from suites/library/repo/test_upsert.py by `python -m tools.twin`; do not edit.
"""``upsert``."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Membership, Spare
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import SpareMatchedByCodeRepository, SpareRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.rows import Moment, author_row, expect, part_row, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Membership, Spare)

NEW = {"number": None, "note": None, "model": None, "status": "new", "origin": "unknown", "sort_rank": None}


@proves("repo.upsert")
def test_known_key_is_updated(database: Database, reader: Reader) -> None:
    """What is set is written, NULL and a column of another name too, and the rest of the row and the others stay."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        updated = SpareRepository(session=session).upsert(Spare(id=2, name="new", note=None, rank=7, status=None))
        assert (updated.id, updated.name, updated.note, updated.rank, updated.model) == (2, "new", None, 7, "model 2")
        session.commit()
    changed = part_row(2, name="new", note=None, sort_rank=7, status=None)
    expect(stored_parts(reader), part_rows(1, 3) | {2: changed})


@proves("repo.upsert")
def test_unknown_key_is_inserted(database: Database, reader: Reader) -> None:
    """A key without a row is that of the new row, whose defaults are returned."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        added = SpareRepository(session=session).upsert(Spare(id=7, code="seven", name="new"))
        assert (added.id, added.status, added.origin) == (7, "new", "unknown")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2) | {7: part_row(7, code="seven", name="new", **NEW)})


@proves("repo.upsert")
def test_twice(database: Database, reader: Reader) -> None:
    """The second call of the same repository updates what the first has inserted."""
    with database.session() as session:
        repository = SpareRepository(session=session)
        repository.upsert(Spare(id=7, code="seven", name="first"))
        repository.upsert(Spare(id=7, code="seven", name="second", rank=1))
        session.commit()
    expect(stored_parts(reader), {7: part_row(7, code="seven", name="second", **(NEW | {"sort_rank": 1}))})


@proves("repo.upsert")
def test_without_a_key(database: Database, reader: Reader) -> None:
    """An instance without key that equals no row is inserted, and gets one."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    with database.session() as session:
        added = AuthorRepository(session=session).upsert(Author(name="Dorothy"))
        session.commit()
    names = {r["id"]: r["name"] for r in stored(reader, "library_author").values()}
    assert names == {row["id"]: "Agatha", added.id: "Dorothy"}


@pytest.mark.parametrize("fields", ["code", ["code"], ["code", "status"]], ids=["name", "list", "two"])
@proves("repo.upsert")
def test_match_fields(fields: Any, database: Database, reader: Reader) -> None:
    """The row that matches is updated and keeps its key."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        given = Spare(id=9, code="code-2", status="used", name="new")
        updated = SpareRepository(session=session).upsert(given, match_fields=fields)
        assert (updated.id, updated.name, updated.note) == (2, "new", "note 2")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 3) | {2: part_row(2, name="new")})


@proves("repo.upsert")
def test_match_fields_of_the_class(database: Database, reader: Reader) -> None:
    """The fields that the repository's class names; another code is another row."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareMatchedByCodeRepository(session=session)
        repository.upsert(Spare(code="code-2", name="new"))
        repository.upsert(Spare(id=7, code="seven", name="seven"))
        session.commit()
    expect(
        stored_parts(reader),
        {
            1: part_row(1),
            2: part_row(2, name="new"),
            7: part_row(7, code="seven", name="seven", **NEW),
        },
    )


@proves("repo.upsert")
def test_no_row_matches_all_fields(database: Database, reader: Reader) -> None:
    """One of two fields matches: that is another row."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        given = Spare(id=7, code="seven", note="note 1", status="old", name="seven")
        SpareRepository(session=session).upsert(given, match_fields=["note", "status"])
        session.commit()
    expect(
        stored_parts(reader),
        part_rows(1, 2) | {7: part_row(7, code="seven", name="seven", **(NEW | {"note": "note 1", "status": "old"}))},
    )


@pytest.mark.parametrize("given", [{}, {"note": None}], ids=["unset", "none"])
@proves("repo.upsert")
def test_match_field_without_a_value(given: dict[str, Any], database: Database, reader: Reader) -> None:
    """An instance that has no value to match by matches no row that has one: it is a new row."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        SpareRepository(session=session).upsert(Spare(id=7, code="seven", name="new", **given), match_fields="note")
        session.commit()
    expect(stored_parts(reader), part_rows(1) | {7: part_row(7, code="seven", name="new", **NEW)})


@proves("repo.upsert")
def test_times(database: Database, reader: Reader) -> None:
    """An update moves updated_at and leaves created_at; the same values again move neither."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    moment = Moment()
    with database.session() as session:
        repository = AuthorRepository(session=session)
        updated = repository.upsert(Author(id=row["id"], country="Egypt"))
        repository.upsert(Author(id=other["id"], name="Dorothy"))
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


@pytest.mark.parametrize("key", [1, 7])
@proves("repo.upsert")
def test_expunged_instance_is_complete(key: int, database: Database, reader: Reader) -> None:
    """With auto_expunge the object has left the session, updated or new, and its values can be read."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        given = Spare(id=key, code=f"code-{key}", name="new")
        instance = SpareRepository(session=session).upsert(given, auto_expunge=True)
        assert inspect(instance).detached
        session.commit()
    assert (instance.name, instance.origin) == ("new", "here" if key == 1 else "unknown")
    assert stored_parts(reader)[key]["name"] == "new"


@proves("repo.upsert")
def test_key_that_is_none(database: Database, reader: Reader) -> None:
    """None for a key is none: the row that equals the instance in the rest is that row, as without it."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    with database.session() as session:
        found = AuthorRepository(session=session).upsert(Author(id=None, name="Agatha", country="England"))
        session.commit()
    assert found.id == row["id"], "another row was made"
    assert set(stored(reader, "library_author")) == {row["id"]}

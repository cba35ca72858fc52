# Generated from suites/library/repo/test_get_or_upsert.py by `python -m tools.twin`; do not edit.
"""``get_or_upsert``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError
from advanced_alchemy.filters import CollectionFilter
from sqlalchemy import inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Samples, Series, Spare
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import (
    SeriesRepository,
    SpareMatchedByCodeRepository,
    SpareRepository,
)
from reference_app.sync.library.database import Database
from suites.library.sync.repo.refusals import refused
from suites.library.sync.repo.rows import Moment, author_row, expect, part_row, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Spare, Series)

NEW = {"number": None, "note": None, "model": None, "status": "new", "origin": "unknown", "sort_rank": None}


@pytest.mark.parametrize("fields", ["code", ["code"], ["code", "status"]], ids=["name", "list", "two"])
@proves("repo.get-or-upsert")
def test_match_is_updated(fields: Any, database: Database, reader: Reader) -> None:
    """The row that matches gets the other values, NULL too, and keeps the rest; it was not created."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        updated, created = SpareRepository(session=session).get_or_upsert(
            match_fields=fields, code="code-2", status="used", name="new", note=None, rank=7
        )
        assert created is False
        assert (updated.id, updated.name, updated.note, updated.rank, updated.model) == (2, "new", None, 7, "model 2")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 3) | {2: part_row(2, name="new", note=None, sort_rank=7)})


@pytest.mark.parametrize("upsert", [True, False])
@proves("repo.get-or-upsert", "repo.get-or-upsert-no-upsert")
def test_no_match_is_created(upsert: bool, database: Database, reader: Reader) -> None:
    """A new row with all the values, of which no other one has the code."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        added, created = SpareRepository(session=session).get_or_upsert(
            match_fields="code", upsert=upsert, id=7, code="seven", name="name 1", rank=7
        )
        assert created is True
        assert (added.id, added.status, added.origin, added.rank) == (7, "new", "unknown", 7)
        session.commit()
    new = part_row(7, code="seven", name="name 1", **(NEW | {"sort_rank": 7}))
    expect(stored_parts(reader), part_rows(1, 2) | {7: new})


@proves("repo.get-or-upsert")
def test_all_values_match_without_fields(database: Database, reader: Reader) -> None:
    """Without match_fields all values have to match: one that differs makes a new row."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareRepository(session=session)
        found, created = repository.get_or_upsert(code="code-1", name="name 1")
        assert (found.id, created) == (1, False)
        added, created = repository.get_or_upsert(id=7, code="seven", name="name 1")
        assert (added.id, created) == (7, True)
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2) | {7: part_row(7, code="seven", name="name 1", **NEW)})


@proves("repo.get-or-upsert")
def test_match_fields_of_the_class(database: Database, reader: Reader) -> None:
    """The fields that the repository's class names; those of the call come first."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        repository = SpareMatchedByCodeRepository(session=session)
        _, created = repository.get_or_upsert(code="code-1", name="by code")
        assert created is False
        _, created = repository.get_or_upsert(match_fields=["note"], note="note 2", code="by note")
        assert created is False
        session.commit()
    expect(stored_parts(reader), {1: part_row(1, name="by code"), 2: part_row(2, code="by note")})


@proves("repo.get-or-upsert")
def test_filters_choose_too(database: Database, reader: Reader) -> None:
    """A filter and an expression narrow what can match."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        _, created = SpareRepository(session=session).get_or_upsert(
            CollectionFilter(field_name="id", values=[2, 3]),
            Spare.code != "code-3",
            match_fields="status",
            status="used",
            name="new",
        )
        assert created is False
        session.commit()
    expect(stored_parts(reader), part_rows(1, 3) | {2: part_row(2, name="new")})


@proves("repo.get-or-upsert")
def test_several_matches(database: Database, reader: Reader) -> None:
    """Two rows match: an error, and nothing is written."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        with refused(MultipleResultsFoundError):
            SpareRepository(session=session).get_or_upsert(match_fields="status", status="used", name="new")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@pytest.mark.parametrize("given", [{}, {"note": None}], ids=["unset", "none"])
@proves("repo.get-or-upsert")
def test_match_field_without_a_value(given: dict[str, Any], database: Database, reader: Reader) -> None:
    """No value to match by matches no row that has one: a new row, and the only other one is not overwritten."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        _, created = SpareRepository(session=session).get_or_upsert(
            match_fields=["note"], id=7, code="seven", name="new", **given
        )
        assert created is True
        session.commit()
    expect(stored_parts(reader), part_rows(1) | {7: part_row(7, code="seven", name="new", **NEW)})


@proves("repo.get-or-upsert")
def test_null_matches_null(database: Database, reader: Reader) -> None:
    """Among the fields a None is matched by the row that has NULL there."""
    before = {1: part_row(1), 2: part_row(2, note=None)}
    seed(reader, "library_changed_part", before)
    with database.session() as session:
        found, created = SpareRepository(session=session).get_or_upsert(status="used", note=None)
        assert (found.id, created) == (2, False)
        session.commit()
    expect(stored_parts(reader), before)


@proves("repo.get-or-upsert")
def test_times(database: Database, reader: Reader) -> None:
    """An update moves updated_at and leaves created_at; a match that has the values already stays as it is."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    moment = Moment()
    with database.session() as session:
        repository = AuthorRepository(session=session)
        updated, _ = repository.get_or_upsert(match_fields="name", name="Agatha", country="Egypt")
        repository.get_or_upsert(match_fields="name", name="Dorothy", country="England")
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


@proves("repo.get-or-upsert")
def test_values_that_cannot_be_compared_at_once(database: Database, reader: Reader) -> None:
    """A type whose comparison is not simply true or false."""
    reader.insert(
        "library_changed_series", {"id": 1, "name": "one", "samples": "1,2"}, {"id": 2, "name": "two", "samples": None}
    )
    with database.session() as session:
        _, created = SeriesRepository(session=session).get_or_upsert(
            match_fields="name", name="one", samples=Samples(3, 2)
        )
        assert created is False
        session.commit()
    assert {row["id"]: row["samples"] for row in reader.rows("library_changed_series")} == {1: "3,2", 2: None}


@pytest.mark.parametrize("code", ["code-1", "seven"])
@proves("repo.get-or-upsert")
def test_expunged_instance_is_complete(code: str, database: Database, reader: Reader) -> None:
    """With auto_expunge the object has left the session, updated or new."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        values: dict[str, Any] = {"code": code, "name": "new"} | ({"id": 7} if code == "seven" else {})
        part, _ = SpareRepository(session=session).get_or_upsert(match_fields="code", auto_expunge=True, **values)
        assert inspect(part).detached
        session.commit()
    assert (part.code, part.name) == (code, "new")
    assert {row["code"] for row in stored_parts(reader).values() if row["name"] == "new"} == {code}


@proves("repo.get-or-upsert-no-upsert")
def test_match_is_untouched(database: Database, reader: Reader) -> None:
    """The row that matches is returned as it is, and so it stays, its time too."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    with database.session() as session:
        found, created = AuthorRepository(session=session).get_or_upsert(
            match_fields="name", upsert=False, name="Agatha", country="Egypt", dob=None
        )
        assert (found.id, found.country, found.dob, created) == (row["id"], "England", row["dob"], False)
        session.commit()
    expect(stored(reader, "library_author"), {row["id"]: row, other["id"]: other})


@pytest.mark.parametrize("fields", ["code", ["code", "status"]], ids=["one", "two"])
@proves("repo.get-and-update")
def test_get_and_update(fields: Any, database: Database, reader: Reader) -> None:
    """The row that matches gets the other values, and the answer is that it was changed."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    with database.session() as session:
        updated, changed = SpareRepository(session=session).get_and_update(
            match_fields=fields, code="code-2", status="used", name="new", note=None, rank=7
        )
        assert changed is True
        assert (updated.id, updated.name, updated.note, updated.rank, updated.model) == (2, "new", None, 7, "model 2")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 3) | {2: part_row(2, name="new", note=None, sort_rank=7)})


@proves("repo.get-and-update")
def test_get_and_update_of_the_same_values(database: Database, reader: Reader) -> None:
    """The values are there already: the answer is that nothing was changed, and the row's time has not moved."""
    row = author_row("Agatha")
    reader.insert("library_author", row)
    with database.session() as session:
        found, changed = AuthorRepository(session=session).get_and_update(
            match_fields="name", name="Agatha", country="England"
        )
        assert (found.id, changed) == (row["id"], False)
        session.commit()
    expect(stored(reader, "library_author"), {row["id"]: row})


@proves("repo.get-and-update")
def test_get_and_update_moves_the_time(database: Database, reader: Reader) -> None:
    """updated_at moves to now, and created_at stays."""
    row, other = author_row("Agatha"), author_row("Dorothy")
    reader.insert("library_author", row, other)
    moment = Moment()
    with database.session() as session:
        updated, _ = AuthorRepository(session=session).get_and_update(
            Author.name == "Agatha", match_fields="name", name="Agatha", country="Egypt"
        )
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


@proves("repo.get-and-update")
def test_get_and_update_without_a_match(database: Database, reader: Reader) -> None:
    """No row matches: not found, and none is made."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        with refused(NotFoundError):
            SpareRepository(session=session).get_and_update(match_fields="code", id=7, code="seven", name="new")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@proves("repo.get-and-update")
def test_get_and_update_with_several_matches(database: Database, reader: Reader) -> None:
    """Two rows match: an error, and nothing is written."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    with database.session() as session:
        with refused(MultipleResultsFoundError):
            SpareRepository(session=session).get_and_update(match_fields="status", status="used", name="new")
        session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@pytest.mark.parametrize("given", [{}, {"note": None}], ids=["unset", "none"])
@proves("repo.get-and-update")
def test_get_and_update_without_a_value(given: dict[str, Any], database: Database, reader: Reader) -> None:
    """No value to match by matches no row that has one: the only row is not overwritten."""
    seed(reader, "library_changed_part", part_rows(1))
    with database.session() as session:
        with refused(NotFoundError):
            SpareRepository(session=session).get_and_update(match_fields=["note"], name="new", **given)
        session.commit()
    expect(stored_parts(reader), part_rows(1))

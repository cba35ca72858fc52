# Generated from suites/library/repo/test_delete_where.py by `python -m tools.twin`; do not edit.
"""``delete_where``: what goes, and what must not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    LimitOffset,
    MultiFilter,
    NotInCollectionFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)
from sqlalchemy import ColumnElement, false, select

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.changes.models import Spare
from reference_app.sync.library.authors.repositories import AuthorRepository
from reference_app.sync.library.changes.repositories import SpareRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.refusals import refused
from suites.library.sync.repo.rows import LONG_AGO, author_row, expect, part_row, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Spare)

BEFORE = part_rows(1, 2, 3, 4) | {5: part_row(5, note=None, status="broken"), 6: part_row(6, name="name 1")}

MATCHING: dict[str, tuple[list[Any], dict[str, Any], set[int]]] = {
    "expression": ([Spare.id > 3], {}, {4, 5, 6}),
    "two-expressions": ([Spare.id > 3, Spare.status == "used"], {}, {4, 6}),
    "keyword": ([], {"name": "name 1"}, {1, 6}),
    "two-keywords": ([], {"name": "name 1", "status": "used"}, {1, 6}),
    "null": ([], {"note": None}, {5}),
    "other-name": ([], {"rank": 300}, {3}),
    "collection": ([CollectionFilter(field_name="id", values=[2, 3, 99])], {}, {2, 3}),
    "not-in": ([NotInCollectionFilter(field_name="id", values=[2, 3])], {}, {1, 4, 5, 6}),
    "comparison": ([ComparisonFilter(field_name="number", operator="ge", value=40)], {}, {4, 5, 6}),
    "search": ([SearchFilter(field_name="code", value="ode-3")], {}, {3}),
    "ordered": ([OrderBy(field_name="id", sort_order="desc"), Spare.id < 3], {}, {1, 2}),
    "mixed": (
        [CollectionFilter(field_name="id", values=[1, 2, 6]), Spare.code != "code-2"],
        {"name": "name 1"},
        {1, 6},
    ),
    "no-row": ([Spare.id > 99], {}, set()),
    "no-row-by-keyword": ([], {"name": "nobody"}, set()),
    "never": ([false()], {}, set()),
    "empty-collection": ([CollectionFilter[int](field_name="id", values=[])], {}, set()),
    "contradiction": ([Spare.id == 1, Spare.id == 2], {}, set()),
    "all": ([Spare.id > 0], {}, {1, 2, 3, 4, 5, 6}),
}


def _left(*gone: int) -> dict[int, dict[str, Any]]:
    """What is left of the rows."""
    return {key: row for key, row in BEFORE.items() if key not in gone}


@pytest.mark.parametrize("case", MATCHING)
@proves("repo.delete-where")
def test_exactly_what_matches(case: str, database: Database, reader: Reader) -> None:
    """The rows that match go and are returned with their values, and the others stay in all columns."""
    filters, keywords, ids = MATCHING[case]
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        deleted = SpareRepository(session=session).delete_where(*filters, **keywords)
        assert sorted(part.id for part in deleted) == sorted(ids)
        session.commit()
    assert {part.id: (part.code, part.rank) for part in deleted} == {key: (f"code-{key}", key * 100) for key in ids}
    expect(stored_parts(reader), _left(*ids))


@proves("repo.delete-where")
def test_by_the_time(database: Database, reader: Reader) -> None:
    """Rows of a time, whose keys are UUIDs."""
    early, late = author_row("Agatha"), author_row("Dorothy", created_at=LONG_AGO + datetime.timedelta(days=2))
    reader.insert("library_author", early, late)
    moment = LONG_AGO + datetime.timedelta(days=1)
    with database.session() as session:
        deleted = AuthorRepository(session=session).delete_where(
            OnBeforeAfter(field_name="created_at", on_or_before=moment, on_or_after=None)
        )
        session.commit()
    assert [author.name for author in deleted] == ["Agatha"]
    expect(stored(reader, "library_author"), {late["id"]: late})


@proves("repo.delete-where")
def test_empty_table(database: Database, reader: Reader) -> None:
    """There is nothing to delete."""
    with database.session() as session:
        assert list(SpareRepository(session=session).delete_where(Spare.id > 0)) == []
        session.commit()
    expect(stored_parts(reader), {})


@pytest.mark.parametrize("auto_commit", [False, True])
@proves("repo.delete-where")
def test_expunged_instances_are_complete(auto_commit: bool, database: Database, reader: Reader) -> None:
    """With auto_expunge, committed or not, they are returned and can be read."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        deleted = SpareRepository(session=session).delete_where(
            Spare.id < 3, auto_expunge=True, auto_commit=auto_commit
        )
        assert [part in session for part in deleted] == [False, False]
        session.commit()
    assert {part.id: part.code for part in deleted} == {1: "code-1", 2: "code-2"}
    expect(stored_parts(reader), _left(1, 2))


@proves("repo.delete-where")
def test_session_knows(database: Database, reader: Reader) -> None:
    """The session had loaded one of them, and does not find it any more; the other one that it had is as it was."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        first, last = session.get(Spare, 1), session.get(Spare, 6)
        assert first is not None
        assert last is not None
        SpareRepository(session=session).delete_where(Spare.id < 3)
        assert session.get(Spare, 1) is None
        assert (session.get(Spare, 6), last.name) == (last, "name 1")
        session.commit()
    expect(stored_parts(reader), _left(1, 2))


@proves("repo.delete-where")
def test_what_the_session_has_changed_counts(database: Database, reader: Reader) -> None:
    """A change that is not flushed yet decides too."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        part = session.get(Spare, 2)
        assert part is not None
        part.status = "broken"
        deleted = SpareRepository(session=session).delete_where(status="broken")
        assert sorted(part.id for part in deleted) == [2, 5]
        session.commit()
    expect(stored_parts(reader), _left(2, 5))


@proves("repo.delete-where")
def test_misspelt_keyword(database: Database, reader: Reader) -> None:
    """A name that the model does not have is an error of the repository, and nothing is deleted."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        with refused(RepositoryError):
            SpareRepository(session=session).delete_where(nmae="name 1")
        session.rollback()
        session.commit()
    expect(stored_parts(reader), BEFORE)


WITHOUT_EFFECT: dict[str, Any] = {
    "misspelt-search": SearchFilter(field_name="nmae", value="name 1"),
    "misspelt-search-of-several": SearchFilter(field_name={"nmae", "cdoe"}, value="1"),
    "unknown-kind": MultiFilter(filters={"and_": [{"type": "no_such_kind", "field_name": "id", "value": 1}]}),
    "no-collection": CollectionFilter[int](field_name="id", values=None),
    "no-excluded-collection": NotInCollectionFilter[int](field_name="id", values=None),
    "no-time": BeforeAfter(field_name="id", before=None, after=None),
    "order": OrderBy(field_name="id", sort_order="asc"),
}


@pytest.mark.parametrize("case", WITHOUT_EFFECT)
@proves("repo.delete-where-no-filter")
def test_filter_without_effect(case: str, database: Database, reader: Reader) -> None:
    """The only filter restricts nothing: that is refused, and the table is not emptied."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        with refused(RepositoryError):
            SpareRepository(session=session).delete_where(WITHOUT_EFFECT[case])
        session.rollback()
        session.commit()
    expect(stored_parts(reader), BEFORE)


@proves("repo.delete-where-no-filter")
def test_filter_with_effect(database: Database, reader: Reader) -> None:
    """The same kinds of filters, where they restrict, are heeded."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        repository = SpareRepository(session=session)
        repository.delete_where(SearchFilter(field_name={"name", "code"}, value="3"))
        repository.delete_where(
            MultiFilter(filters={"and_": [{"type": "comparison", "field_name": "id", "operator": "eq", "value": 4}]})
        )
        session.commit()
    expect(stored_parts(reader), _left(3, 4))


@pytest.mark.parametrize("restricted", [False, True])
@proves("repo.delete-where-paginated")
def test_page_is_refused(restricted: bool, database: Database, reader: Reader) -> None:
    """A DELETE has no pages: the call is refused, and nothing goes, neither the page nor more."""
    seed(reader, "library_changed_part", BEFORE)
    filters: list[ColumnElement[bool]] = [Spare.id > 2] if restricted else []
    with database.session() as session:
        with refused(RepositoryError):
            SpareRepository(session=session).delete_where(*filters, LimitOffset(limit=1, offset=0))
        session.rollback()
        session.commit()
    expect(stored_parts(reader), BEFORE)


@proves("repo.delete-where-paginated")
def test_page_without_the_sanity_check(database: Database, reader: Reader) -> None:
    """Who switches the comparison off has not allowed more than the page: what goes is what is returned."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        deleted = SpareRepository(session=session).delete_where(
            Spare.id > 2, LimitOffset(limit=1, offset=0), sanity_check=False
        )
        session.commit()
    expect(stored_parts(reader), _left(*(part.id for part in deleted)))


@proves("repo.delete-where-paginated")
def test_page_that_holds_all(database: Database, reader: Reader) -> None:
    """A page with room for all that match, and an order, do no harm."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        deleted = SpareRepository(session=session).delete_where(
            Spare.id > 4, LimitOffset(limit=10, offset=0), OrderBy(field_name="id", sort_order="asc")
        )
        session.commit()
    assert sorted(part.id for part in deleted) == [5, 6]
    expect(stored_parts(reader), _left(5, 6))


@proves("repo.delete-where-sanity-check")
def test_numbers_differ(database: Database, reader: Reader) -> None:
    """More rows would go than the repository's own statement finds: an error, and nothing has gone."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        repository = SpareRepository(session=session, statement=select(Spare).where(Spare.status == "broken"))
        with refused(RepositoryError):
            repository.delete_where(Spare.id > 3)
        session.commit()
    expect(stored_parts(reader), BEFORE)


@pytest.mark.parametrize("sanity_check", [True, False])
@proves("repo.delete-where-sanity-check")
def test_numbers_agree(sanity_check: bool, database: Database, reader: Reader) -> None:
    """What was found goes, compared or not."""
    seed(reader, "library_changed_part", BEFORE)
    with database.session() as session:
        deleted = SpareRepository(session=session).delete_where(Spare.id > 3, sanity_check=sanity_check)
        assert sorted(part.id for part in deleted) == [4, 5, 6]
        session.commit()
    expect(stored_parts(reader), _left(4, 5, 6))

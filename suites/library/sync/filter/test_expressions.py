# Generated from suites/library/filter/test_expressions.py by `python -m tools.twin`; do not edit.
"""What may stand for the name of a field, and statements of one's own."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy import filters
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    ExistsFilter,
    FilterGroup,
    LimitOffset,
    MultiFilter,
    NotExistsFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import aliased

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from suites.library.sync.filter.asking import deleted, in_order, kept, listed
from suites.library.sync.filter.seeding import NOON, Rows, remarks, stored, talks

MODELS = (Talk, Remark)

LATER = NOON + datetime.timedelta(hours=3)
ROWS: Rows = {
    "a": {"title": "Sql", "seats": 10, "begins": NOON, "rating": 1},
    "b": {"title": "http", "seats": 20, "begins": LATER, "rating": 2},
    "c": {"title": "ftp", "seats": 30, "begins": LATER, "rating": 2},
}
FIELDS: dict[str, tuple[Any, list[str]]] = {
    "collection-attribute": (CollectionFilter(Talk.title, ["http", "ftp"]), ["b", "c"]),
    "collection-function": (CollectionFilter(func.lower(Talk.title), ["sql"]), ["a"]),
    "collection-empty": (CollectionFilter(func.lower(Talk.title), []), []),
    "not-in-collection-function": (NotInCollectionFilter(func.lower(Talk.title), ["sql"]), ["b", "c"]),
    "collection-sum": (CollectionFilter(Talk.seats + Talk.stars, [22, 32]), ["b", "c"]),
    "comparison-attribute": (ComparisonFilter(Talk.stars, "eq", 2), ["b", "c"]),
    "comparison-function": (ComparisonFilter(func.length(Talk.title), "gt", 3), ["b"]),
    "comparison-sum": (ComparisonFilter(Talk.seats * 2, "between", [20, 40]), ["a", "b"]),
    "before-after-attribute": (BeforeAfter(Talk.begins, LATER, None), ["a"]),
    "on-before-after-attribute": (OnBeforeAfter(Talk.begins, None, LATER), ["b", "c"]),
    "before-after-function": (BeforeAfter(func.coalesce(Talk.begins, Talk.begins), None, NOON), ["b", "c"]),
    "mapped-column": (CollectionFilter(Talk.__table__.c.rating, [1]), ["a"]),
}


@proves("filter.field-name-expression")
@pytest.mark.parametrize("case", FIELDS.values(), ids=FIELDS)
def test_expression_as_a_field(database: Database, reader: Reader, case: Any) -> None:
    """Attributes, columns and functions are compared as a field by its name is."""
    filtered, expected = case
    talks(reader, ROWS)
    assert kept(database, filtered) == expected


@proves("filter.field-name-expression")
def test_deleting_by_an_expression(database: Database, reader: Reader) -> None:
    """Only rows for which it holds are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert deleted(database, CollectionFilter(func.lower(Talk.title), ["sql"])) == ["a"]
    assert stored(reader) == {label: before[label] for label in ("b", "c")}


@proves("filter.field-name-expression")
def test_order_by_an_expression(database: Database, reader: Reader) -> None:
    """An expression sorts, and decides between equals."""
    talks(reader, ROWS)
    assert in_order(database, OrderBy(Talk.stars, "desc"), OrderBy(func.lower(Talk.title))) == ["c", "b", "a"]


@proves("filter.field-name-expression")
def test_a_related_column(database: Database, reader: Reader) -> None:
    """In a statement that joins the related table its columns serve as fields."""
    talks(reader, ROWS)
    remarks(reader, {"a": [("good", 5)], "b": [("long", 3)], "c": [("good", 1)]})
    joined = select(Talk).join(Remark, Remark.talk_id == Talk.id)
    with database.session() as session:
        good = CollectionFilter(Remark.text, ["good"])
        assert listed(session, good, OrderBy(Remark.likes), statement=joined) == ["c", "a"]
        assert listed(session, ComparisonFilter(Remark.likes, "eq", 3), statement=joined) == ["b"]


@proves("filter.field-name-expression")
def test_attributes_that_are_no_columns(database: Database, reader: Reader) -> None:
    """The name of a hybrid property or of a synonym stands for what it is in SQL."""
    talks(reader, ROWS)
    assert kept(database, CollectionFilter("rows", [100, 300])) == ["a", "c"]
    assert kept(database, ComparisonFilter("rows", "gt", 100)) == ["b", "c"]
    assert kept(database, NotInCollectionFilter("places", [10])) == ["b", "c"]
    assert in_order(database, OrderBy("rows", "desc"), OrderBy("places")) == ["c", "b", "a"]


@proves("filter.field-name-expression")
def test_a_subquery(database: Database, reader: Reader) -> None:
    """A scalar subquery serves as a field."""
    talks(reader, ROWS)
    remarks(reader, {"a": [("good", 5), ("long", 1)], "b": [("long", 3)]})
    said = select(func.count(Remark.id)).where(Remark.talk_id == Talk.id).scalar_subquery()
    assert kept(database, ComparisonFilter(said, "ge", 1)) == ["a", "b"]
    assert in_order(database, OrderBy(said, "desc"), OrderBy("label")) == ["a", "b", "c"]


APPENDED: dict[str, tuple[Any, list[str]]] = {
    "collection": (CollectionFilter("seats", [10, 20]), ["a", "b"]),
    "empty-collection": (CollectionFilter("seats", []), []),
    "no-collection": (CollectionFilter("seats", None), ["a", "b", "c"]),
    "not-in-collection": (NotInCollectionFilter("seats", [10]), ["b", "c"]),
    "search": (SearchFilter("title", "tp"), ["b", "c"]),
    "not-in-search": (NotInSearchFilter("title", "tp"), ["a"]),
    "before-after": (BeforeAfter("begins", LATER, None), ["a"]),
    "on-before-after": (OnBeforeAfter("begins", LATER, LATER), ["b", "c"]),
    "comparison": (ComparisonFilter("stars", "lt", 2), ["a"]),
    "group": (FilterGroup(or_, [ComparisonFilter("stars", "lt", 2), SearchFilter("title", "ftp")]), ["a", "c"]),
    "multi": (MultiFilter({"or_": [{"type": "collection", "field_name": "seats", "values": [30]}]}), ["c"]),
    "exists": (ExistsFilter([Remark.talk_id == Talk.id]), ["b"]),
    "not-exists": (NotExistsFilter([Remark.talk_id == Talk.id]), ["a", "c"]),
    "limit-offset": (LimitOffset(1, 1), ["a", "b", "c"]),
    "order-by": (OrderBy("seats", "desc"), ["a", "b", "c"]),
}
"""Filters, and the rows on which an UPDATE or DELETE with them has an effect: a page and an order are for SELECT."""
SAID = {"b": [("good", 1)]}


@proves("filter.append-to-statement")
@pytest.mark.parametrize("name", [name for name in APPENDED if name not in {"limit-offset", "order-by"}])
def test_select(database: Database, reader: Reader, name: str) -> None:
    """The statement's own condition and the filter's hold together, whatever columns are selected."""
    filtered, expected = APPENDED[name]
    talks(reader, ROWS)
    remarks(reader, SAID)
    of_columns = filtered.append_to_statement(select(Talk.label, Talk.seats), Talk)
    with_condition = filtered.append_to_statement(select(Talk.label).where(Talk.label != "a"), Talk)
    with database.session() as session:
        assert sorted(row.label for row in (session.execute(of_columns)).all()) == expected
        found = sorted((session.scalars(with_condition)).all())
    assert found == [label for label in expected if label != "a"]


@proves("filter.append-to-statement")
def test_select_a_page_in_an_order(database: Database, reader: Reader) -> None:
    """A page and an order are appended to a SELECT."""
    talks(reader, ROWS)
    ordered = OrderBy("seats", "desc").append_to_statement(select(Talk.label), Talk)
    paged = LimitOffset(limit=1, offset=1).append_to_statement(ordered, Talk)
    with database.session() as session:
        assert [*(session.scalars(ordered)).all()] == ["c", "b", "a"]
        assert [*(session.scalars(paged)).all()] == ["b"]


@proves("filter.append-to-statement")
@pytest.mark.parametrize("case", APPENDED.values(), ids=APPENDED)
def test_update(database: Database, reader: Reader, case: Any) -> None:
    """Only the rows of the filter are changed, and nothing but the column."""
    filtered, expected = case
    talks(reader, ROWS)
    remarks(reader, SAID)
    before = stored(reader)
    statement = filtered.append_to_statement(update(Talk).values(notes="seen"), Talk)
    with database.session() as session:
        session.execute(statement.execution_options(synchronize_session=False))
        session.commit()
    assert stored(reader) == {
        label: {**row, "notes": "seen"} if label in expected else row for label, row in before.items()
    }


@proves("filter.append-to-statement")
@pytest.mark.parametrize("case", [*APPENDED.values()][:-4], ids=[*APPENDED][:-4])
def test_delete(database: Database, reader: Reader, case: Any) -> None:
    """Only the rows of the filter are deleted."""
    filtered, expected = case
    talks(reader, ROWS)
    before = stored(reader)
    statement = filtered.append_to_statement(delete(Talk), Talk)
    with database.session() as session:
        session.execute(statement.execution_options(synchronize_session=False))
        session.commit()
    assert stored(reader) == {label: row for label, row in before.items() if label not in expected}


@proves("filter.append-to-statement")
def test_alias(database: Database, reader: Reader) -> None:
    """Given an alias as the model, its columns are compared."""
    talks(reader, ROWS)
    other: Any = aliased(Talk)
    statement = select(Talk.label, other.label).join(other, other.seats > Talk.seats)
    statement = SearchFilter("title", "ftp").append_to_statement(statement, other)
    statement = CollectionFilter("label", ["a"]).append_to_statement(statement, Talk)
    with database.session() as session:
        assert [tuple(row) for row in (session.execute(statement)).all()] == [("a", "c")]


@proves("filter.append-to-statement")
def test_the_statement_itself_stays_as_it_was(database: Database, reader: Reader) -> None:
    """A filter gives a new statement."""
    talks(reader, ROWS)
    statement = select(Talk.label)
    filters.CollectionFilter("seats", [10]).append_to_statement(statement, Talk)
    with database.session() as session:
        assert sorted((session.scalars(statement)).all()) == ["a", "b", "c"]

# Generated from suites/library/filter/test_collections.py by `python -m tools.twin`; do not edit.
"""``CollectionFilter`` and ``NotInCollectionFilter``."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError
from advanced_alchemy.filters import CollectionFilter, NotInCollectionFilter
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from reference_app.sync.library.filtering.repositories import TalkRepository
from suites.library.sync.filter.asking import deleted, kept
from suites.library.sync.filter.seeding import NOON, Rows, stored, talks, uuid_of

MODELS = (Talk, Remark)
LATER = NOON + datetime.timedelta(hours=3)

ROWS: Rows = {
    "a": {"title": "sql", "seats": 10, "rating": 1, "open": True, "begins": NOON, "day": NOON.date()},
    "b": {"title": "http", "seats": 20, "rating": 2, "open": False, "begins": LATER, "day": NOON.date()},
    "c": {"title": "sql", "seats": 30, "rating": 3},
    "d": {"title": "async", "seats": 20, "rating": 4, "open": True, "begins": LATER},
    "e": {},
}
COLLECTIONS: dict[str, Any] = {
    "list": ["sql", "async"],
    "tuple": ("sql", "async"),
    "set": {"sql", "async"},
    "frozenset": frozenset({"sql", "async"}),
    "keys": {"sql": 1, "async": 2}.keys(),
    "twice": ["sql", "sql", "async", "sql"],
    "unknown-too": ["sql", "async", "ftp"],
}
TYPES: dict[str, tuple[str, list[Any], list[str], list[str]]] = {
    "text": ("title", ["http"], ["b"], ["a", "c", "d"]),
    "integers": ("seats", [10, 20], ["a", "b", "d"], ["c"]),
    "renamed-column": ("stars", [1, 4], ["a", "d"], ["b", "c"]),
    "booleans": ("open", [True], ["a", "d"], ["b"]),
    "times": ("begins", [NOON], ["a"], ["b", "d"]),
    "dates": ("day", [NOON.date()], ["a", "b"], []),
    "ids": ("id", [uuid_of("b"), uuid_of("e")], ["b", "e"], ["a", "c", "d"]),
}
"""Of each column: values, the talks that have one of them, and those that have another value."""


@proves("filter.collection")
@pytest.mark.parametrize("values", COLLECTIONS.values(), ids=COLLECTIONS)
def test_any_collection(database: Database, reader: Reader, values: Any) -> None:
    """Whatever collection it is, the rows come once that have one of its values."""
    talks(reader, ROWS)
    assert kept(database, CollectionFilter("title", values)) == ["a", "c", "d"]


@proves("filter.collection")
@pytest.mark.parametrize("case", TYPES.values(), ids=TYPES)
def test_values_of_a_type(database: Database, reader: Reader, case: Any) -> None:
    """Values of the column's type are found."""
    field, values, having, _ = case
    talks(reader, ROWS)
    assert kept(database, CollectionFilter(field, values)) == having


@proves("filter.collection")
@pytest.mark.parametrize("values", [[], (), set()], ids=["list", "tuple", "set"])
def test_an_empty_collection_keeps_nothing(database: Database, reader: Reader, values: Any) -> None:
    """An empty collection has no value that a row could have."""
    talks(reader, ROWS)
    assert kept(database, CollectionFilter("title", values)) == []


@proves("filter.collection")
def test_an_empty_collection_deletes_nothing(database: Database, reader: Reader) -> None:
    """A list that turned out empty must not empty the table."""
    talks(reader, ROWS)
    before = stored(reader)
    assert deleted(database, CollectionFilter("title", [])) == []
    assert stored(reader) == before


@proves("filter.collection")
def test_deleting_leaves_the_others_alone(database: Database, reader: Reader) -> None:
    """What is kept by the filter is deleted, and the others stay as they were in all columns."""
    talks(reader, ROWS)
    before = stored(reader)
    assert deleted(database, CollectionFilter("seats", [20])) == ["b", "d"]
    assert stored(reader) == {label: before[label] for label in ("a", "c", "e")}


@proves("filter.collection")
def test_none_is_no_filter(database: Database, reader: Reader) -> None:
    """Without values all rows come, those without a value too; another filter goes on to hold."""
    talks(reader, ROWS)
    nothing: CollectionFilter[str] = CollectionFilter("title", None)
    assert kept(database, nothing) == [*ROWS]
    assert kept(database, nothing, CollectionFilter("seats", [20])) == ["b", "d"]


@proves("filter.collection", "filter.not-in-collection")
def test_filters_of_one_column_are_joined_by_and(database: Database, reader: Reader) -> None:
    """Two filters on a column, and one on another, hold together."""
    talks(reader, ROWS)
    wanted = CollectionFilter("title", ["sql", "http"])
    assert kept(database, wanted, NotInCollectionFilter("title", ["sql"])) == ["b"]
    assert kept(database, wanted, CollectionFilter("seats", [30, 20])) == ["b", "c"]
    assert kept(database, wanted, title="sql", seats=10) == ["a"]


@proves("filter.collection", "filter.not-in-collection")
def test_a_filter_can_be_used_again(database: Database, reader: Reader) -> None:
    """One filter object serves several calls, and sees what its list holds at each of them."""
    talks(reader, ROWS)
    values = ["sql"]
    inside, outside = CollectionFilter("title", values), NotInCollectionFilter("title", values)
    assert (kept(database, inside), kept(database, outside)) == (["a", "c"], ["b", "d"])
    values.append("http")
    assert (kept(database, inside), kept(database, outside)) == (["a", "b", "c"], ["d"])


@proves("filter.collection", "filter.not-in-collection")
def test_methods_that_give_one_row(database: Database, reader: Reader) -> None:
    """Filters choose the one row of ``get_one`` and ``get_one_or_none``; none or several of them are told."""
    talks(reader, ROWS)
    with database.session() as session:
        repository = TalkRepository(session=session)
        one = repository.get_one(CollectionFilter("seats", [20]), NotInCollectionFilter("title", ["http"]))
        maybe = repository.get_one_or_none(CollectionFilter("title", ["sql"]), seats=30)
        nobody = repository.get_one_or_none(CollectionFilter("title", []))
        assert (one.label, maybe and maybe.label, nobody) == ("d", "c", None)
        with pytest.raises(NotFoundError):
            repository.get_one(CollectionFilter("title", []))
        with pytest.raises(MultipleResultsFoundError):
            repository.get_one(CollectionFilter("seats", [20]))


@proves("filter.not-in-collection")
@pytest.mark.parametrize("values", COLLECTIONS.values(), ids=COLLECTIONS)
def test_any_collection_outside(database: Database, reader: Reader, values: Any) -> None:
    """Whatever collection it is, those rows are left out that have one of its values."""
    talks(reader, {label: row for label, row in ROWS.items() if label != "e"})
    assert kept(database, NotInCollectionFilter("title", values)) == ["b"]


@proves("filter.not-in-collection")
@pytest.mark.parametrize("case", TYPES.values(), ids=TYPES)
def test_values_of_a_type_outside(database: Database, reader: Reader, case: Any) -> None:
    """Values of the column's type are left out."""
    field, values, _, having_another = case
    talks(reader, ROWS)
    found = kept(database, NotInCollectionFilter(field, values))
    assert [label for label in found if stored(reader)[label][Talk.__mapper__.columns[field].name] is not None] == (
        having_another
    )


@proves("filter.not-in-collection")
@pytest.mark.parametrize("values", [None, [], ()], ids=["none", "list", "tuple"])
def test_nothing_is_left_out(database: Database, reader: Reader, values: Any) -> None:
    """None and an empty collection leave out no row."""
    talks(reader, ROWS)
    assert kept(database, NotInCollectionFilter("title", values)) == [*ROWS]


@proves("filter.not-in-collection")
def test_rows_without_a_value_are_not_in_the_collection(database: Database, reader: Reader) -> None:
    """A talk without a title has none of the titles."""
    talks(reader, ROWS)
    found = kept(database, NotInCollectionFilter("title", ["sql", "async"]))
    assert found == ["b", "e"], f"of the talks without these titles {found} were kept, and not b and e"


@proves("filter.not-in-collection")
def test_deleting_all_others(database: Database, reader: Reader) -> None:
    """Only rows that have none of the values are deleted."""
    talks(reader, {label: row for label, row in ROWS.items() if label != "e"})
    before = stored(reader)
    assert deleted(database, NotInCollectionFilter("seats", [20, 30])) == ["a"]
    assert stored(reader) == {label: before[label] for label in ("b", "c", "d")}


@proves("filter.collection", needs=("compares-with-any",))
@pytest.mark.parametrize("case", [TYPES["text"], TYPES["integers"], TYPES["ids"]], ids=["text", "integers", "ids"])
def test_any_instead_of_in(database: Database, reader: Reader, case: Any) -> None:
    """With ``prefer_any`` the same rows come."""
    field, values, having, _ = case
    talks(reader, ROWS)
    statement = CollectionFilter(field, values).append_to_statement(select(Talk.label), Talk, prefer_any=True)
    with database.session() as session:
        assert sorted((session.scalars(statement)).all()) == having


@proves("filter.not-in-collection", needs=("compares-with-any",))
@pytest.mark.parametrize("case", [TYPES["text"], TYPES["integers"]], ids=["text", "integers"])
def test_one_value_outside_by_any(database: Database, reader: Reader, case: Any) -> None:
    """With ``prefer_any`` and one value its rows are left out."""
    field, values, _, having_another = case
    talks(reader, ROWS)
    statement = NotInCollectionFilter(field, values[:1]).append_to_statement(select(Talk.label), Talk, prefer_any=True)
    with database.session() as session:
        found = sorted((session.scalars(statement)).all())
    assert found == (having_another if len(values) == 1 else ["b", "c", "d"])


@proves("filter.not-in-collection", needs=("compares-with-any",))
def test_several_values_outside_by_any(database: Database, reader: Reader) -> None:
    """With ``prefer_any`` and two values the rows of both are left out."""
    talks(reader, ROWS)
    filtered = NotInCollectionFilter("title", ["sql", "http"])
    statement = filtered.append_to_statement(select(Talk.label), Talk, prefer_any=True)
    with database.session() as session:
        found = sorted((session.scalars(statement)).all())
    assert found == ["d"], f"outside of two titles by ANY are {found}, and not d only"

# Generated from suites/library/filter/test_groups.py by `python -m tools.twin`; do not edit.
"""``FilterGroup``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    FilterGroup,
    LimitOffset,
    MultiFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)
from sqlalchemy import and_, or_

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from suites.library.sync.filter.asking import deleted, deletion, kept, outcome
from suites.library.sync.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "sql one", "seats": 10, "open": True, "begins": NOON},
    "b": {"title": "sql two", "seats": 20, "open": False},
    "c": {"title": "http one", "seats": 30, "open": True},
    "d": {"title": "http two", "seats": 40, "open": False, "begins": NOON},
}
SQL = SearchFilter("title", "sql")
ONE = SearchFilter("title", "one")
FULL = CollectionFilter("seats", [40])
GROUPS: dict[str, tuple[FilterGroup, list[str]]] = {
    "and": (FilterGroup(and_, [SQL, ONE]), ["a"]),
    "or": (FilterGroup(or_, [SQL, ONE]), ["a", "b", "c"]),
    "one-and": (FilterGroup(and_, [SQL]), ["a", "b"]),
    "one-or": (FilterGroup(or_, [SQL]), ["a", "b"]),
    "three": (FilterGroup(or_, [FilterGroup(and_, [SQL, ONE]), FULL, BeforeAfter("begins", None, NOON)]), ["a", "d"]),
    "or-in-and": (FilterGroup(and_, [FilterGroup(or_, [SQL, FULL]), ONE]), ["a"]),
    "and-in-or": (FilterGroup(or_, [FilterGroup(and_, [SQL, ONE]), FULL]), ["a", "d"]),
    "deep": (
        FilterGroup(
            and_,
            [
                FilterGroup(or_, [FilterGroup(and_, [SQL, FilterGroup(or_, [ONE, FULL])]), FULL]),
                ComparisonFilter("open", "eq", False),
            ],
        ),
        ["d"],
    ),
    "negations": (
        FilterGroup(or_, [NotInSearchFilter("title", "sql"), NotInCollectionFilter("seats", [20])]),
        ["a", "c", "d"],
    ),
    "times": (FilterGroup(and_, [OnBeforeAfter("begins", NOON, NOON), SQL]), ["a"]),
    "bounds": (FilterGroup(or_, [OnBeforeAfter("begins", NOON, NOON), ONE]), ["a", "c", "d"]),
    "two-bounds-in-or": (
        FilterGroup(or_, [BeforeAfter("begins", NOON, NOON), CollectionFilter("seats", [30])]),
        ["c"],
    ),
    "several-fields": (FilterGroup(and_, [SearchFilter({"title", "notes"}, "one"), SQL]), ["a"]),
    "empty-list-in-or": (FilterGroup(or_, [CollectionFilter("seats", []), ONE]), ["a", "c"]),
    "empty-list-in-and": (FilterGroup(and_, [CollectionFilter("seats", []), ONE]), []),
    "multi-filter": (
        FilterGroup(
            and_, [MultiFilter({"or_": [{"type": "collection", "field_name": "seats", "values": [10, 40]}]}), SQL]
        ),
        ["a"],
    ),
}


@proves("filter.group-and-or")
@pytest.mark.parametrize("case", GROUPS.values(), ids=GROUPS)
def test_group(database: Database, reader: Reader, case: Any) -> None:
    """As the words say, whatever is nested in what."""
    group, expected = case
    talks(reader, ROWS)
    assert kept(database, group) == expected


@proves("filter.group-and-or")
def test_groups_are_joined_by_and(database: Database, reader: Reader) -> None:
    """Filters beside a group hold together with it, and the OR does not reach them."""
    talks(reader, ROWS)
    either = FilterGroup(or_, [SQL, FULL])
    assert kept(database, either, ONE) == ["a"]
    assert kept(database, ONE, either) == ["a"]
    assert kept(database, either, FilterGroup(or_, [ONE, FULL])) == ["a", "d"]
    assert kept(database, either, seats=40) == ["d"]


@proves("filter.group-and-or")
@pytest.mark.parametrize("logical", [and_, or_], ids=["and", "or"])
def test_an_empty_group_is_no_filter(database: Database, reader: Reader, logical: Any) -> None:
    """It keeps all rows, beside the others it changes nothing."""
    talks(reader, ROWS)
    assert kept(database, FilterGroup(logical, [])) == [*ROWS]
    assert kept(database, FilterGroup(logical, []), SQL) == ["a", "b"]


@proves("filter.group-and-or")
@pytest.mark.parametrize("logical", [and_, or_], ids=["and", "or"])
def test_what_is_no_filter_in_a_group(database: Database, reader: Reader, logical: Any) -> None:
    """A collection of None is as if it were not there."""
    talks(reader, ROWS)
    assert kept(database, FilterGroup(logical, [CollectionFilter("seats", None), SQL])) == ["a", "b"]


@proves("filter.group-and-or")
@pytest.mark.parametrize("inner", [LimitOffset(1, 0), OrderBy("seats", "desc")], ids=["limit-offset", "order-by"])
def test_what_has_no_condition_is_refused(database: Database, reader: Reader, inner: Any) -> None:
    """A page or an order in a group is either followed or refused, and not dropped without a word."""
    talks(reader, ROWS)
    seen = outcome(database, FilterGroup(and_, [inner]), LimitOffset(2, 0))
    assert not seen.startswith("found"), f"with {type(inner).__name__} in a group: {seen}"


@proves("filter.group-and-or")
@pytest.mark.parametrize("logical", [and_, or_], ids=["and", "or"])
def test_a_misspelt_field_in_a_group(database: Database, reader: Reader, logical: Any) -> None:
    """It is refused in a group as it is alone, and deletes nothing."""
    talks(reader, ROWS)
    before = stored(reader)
    group = FilterGroup(logical, [ComparisonFilter("titel", "eq", "sql"), SQL])
    assert deletion(database, group) == "RepositoryError"
    assert stored(reader) == before


@proves("filter.group-and-or")
@pytest.mark.parametrize("logical", [and_, or_], ids=["and", "or"])
def test_a_misspelt_search_in_a_group(database: Database, reader: Reader, logical: Any) -> None:
    """A search in a field that is not there is refused, and deletes nothing."""
    talks(reader, ROWS)
    before = stored(reader)
    seen = deletion(database, FilterGroup(logical, [SearchFilter("titel", "nowhere")]))
    assert stored(reader) == before, f"delete_where by a group of a field that is not there {seen}"


@proves("filter.group-and-or")
def test_deleting_by_a_group(database: Database, reader: Reader) -> None:
    """Only the rows of the group are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert deleted(database, FilterGroup(or_, [FilterGroup(and_, [SQL, ONE]), FULL])) == ["a", "d"]
    assert stored(reader) == {label: before[label] for label in ("b", "c")}

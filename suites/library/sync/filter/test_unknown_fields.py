# Generated from suites/library/filter/test_unknown_fields.py by `python -m tools.twin`; do not edit.
"""Filters on fields that the model does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from suites.library.sync.filter.asking import deletion, outcome
from suites.library.sync.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)
ROWS: Rows = {"a": {"title": "sql", "notes": "sql"}, "b": {"title": "http"}, "c": {}}
SEARCHES: dict[str, Callable[[], Any]] = {
    "misspelt": lambda: SearchFilter("titel", "sql"),
    "empty-name": lambda: SearchFilter("", "sql"),
    "no-names": lambda: SearchFilter(set(), "sql"),
    "one-of-two-misspelt": lambda: SearchFilter({"titel", "notes"}, "sql"),
    "outside-misspelt": lambda: NotInSearchFilter("titel", "sql"),
    "outside-one-of-two-misspelt": lambda: NotInSearchFilter({"titel", "notes"}, "sql"),
    "column-name-of-a-renamed-attribute": lambda: SearchFilter("rating", "sql"),
}
OTHERS: dict[str, Callable[[], Any]] = {
    "collection": lambda: CollectionFilter("titel", ["sql"]),
    "not-in-collection": lambda: NotInCollectionFilter("titel", ["sql"]),
    "before-after": lambda: BeforeAfter("beginns", NOON, None),
    "on-before-after": lambda: OnBeforeAfter("beginns", None, NOON),
    "comparison": lambda: ComparisonFilter("titel", "eq", "sql"),
    "column-name-of-a-renamed-attribute": lambda: ComparisonFilter("rating", "eq", 1),
}
ORDER = {"order-by": lambda: OrderBy("titel")}


@proves("filter.search-unknown-field")
@pytest.mark.parametrize("make", SEARCHES.values(), ids=SEARCHES)
def test_a_search_is_refused(database: Database, reader: Reader, make: Callable[[], Any]) -> None:
    """Who searches in a field that is not there is told so."""
    talks(reader, ROWS)
    seen = outcome(database, make())
    assert seen == "RepositoryError", f"a search in a field that is not there {seen}"


@proves("filter.search-unknown-field")
@pytest.mark.parametrize("make", SEARCHES.values(), ids=SEARCHES)
def test_a_search_deletes_nothing(database: Database, reader: Reader, make: Callable[[], Any]) -> None:
    """A typing error in the name of a field must not delete rows."""
    talks(reader, ROWS)
    before = stored(reader)
    seen = deletion(database, make())
    left = stored(reader)
    assert left == before, f"delete_where by a field that is not there {seen} and left {sorted(left)}"
    assert seen == "RepositoryError", f"delete_where by a field that is not there {seen}"


@proves("filter.search-unknown-field")
@pytest.mark.parametrize("make", [*OTHERS.values(), *ORDER.values()], ids=[*OTHERS, *ORDER])
def test_other_filters_are_refused(database: Database, reader: Reader, make: Callable[[], Any]) -> None:
    """So is any other filter on such a field."""
    talks(reader, ROWS)
    assert outcome(database, make()) == "RepositoryError"


@proves("filter.search-unknown-field")
@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
def test_other_filters_delete_nothing(database: Database, reader: Reader, make: Callable[[], Any]) -> None:
    """No filter on such a field deletes anything."""
    talks(reader, ROWS)
    before = stored(reader)
    assert deletion(database, make()) == "RepositoryError"
    assert stored(reader) == before

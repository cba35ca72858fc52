# Generated from suites/library/filter/test_pages.py by `python -m tools.twin`; do not edit.
"""``LimitOffset``."""

from __future__ import annotations

import pytest
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from reference_app.sync.library.filtering.repositories import TalkRepository
from suites.library.sync.filter.asking import deletion, in_order, page
from suites.library.sync.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)

LABELS = [f"t{number:02}" for number in range(11)]
ROWS: Rows = {
    label: {"seats": number // 4, "title": "odd" if number % 2 else "even"} for number, label in enumerate(LABELS)
}


@proves("filter.limit-offset")
@pytest.mark.parametrize(
    ("limit", "offset"), [(3, 0), (3, 3), (3, 9), (1, 10), (11, 0), (20, 0), (20, 5), (3, 11), (3, 50), (0, 0), (0, 4)]
)
def test_the_page_that_was_asked_for(database: Database, reader: Reader, limit: int, offset: int) -> None:
    """So many rows of the order after those that are passed over; fewer at the end, and none past it."""
    talks(reader, ROWS)
    found = in_order(database, OrderBy("label"), LimitOffset(limit, offset))
    assert found == LABELS[offset : offset + limit]


@proves("filter.limit-offset")
@pytest.mark.parametrize("size", [1, 2, 3, 4, 11])
def test_pages_are_disjoint_and_complete(database: Database, reader: Reader, size: int) -> None:
    """Rows that are equal by the first key come in the order of the second, across the borders of pages too."""
    talks(reader, ROWS)
    pages = [
        in_order(database, OrderBy("seats", "desc"), OrderBy("label"), LimitOffset(size, offset))
        for offset in range(0, 12, size)
    ]
    together = [label for found in pages for label in found]
    assert together == sorted(LABELS, key=lambda label: (-int(ROWS[label]["seats"]), label))


@proves("filter.limit-offset")
@pytest.mark.parametrize("windowed", [True, False], ids=["window-function", "two-statements"])
def test_total_is_of_all_pages(database: Database, reader: Reader, windowed: bool) -> None:
    """The total is that of the rows which the other filters keep."""
    talks(reader, ROWS)
    odd = CollectionFilter("title", ["odd"])
    options = {"count_with_window_function": windowed}
    assert page(database, odd, OrderBy("label"), LimitOffset(2, 2), **options) == (["t05", "t07"], 5)
    assert page(database, LimitOffset(2, 2), OrderBy("label"), odd, **options) == (["t05", "t07"], 5)


@proves("filter.limit-offset")
@pytest.mark.parametrize(("limit", "offset"), [(3, 50), (0, 0)], ids=["past-the-end", "no-rows"])
@pytest.mark.parametrize("windowed", [True, False], ids=["window-function", "two-statements"])
def test_total_of_an_empty_page(database: Database, reader: Reader, limit: int, offset: int, windowed: bool) -> None:
    """A page without rows has the same total."""
    talks(reader, ROWS)
    found, total = page(database, OrderBy("label"), LimitOffset(limit, offset), count_with_window_function=windowed)
    assert (found, total) == ([], 11), f"the page {found} of 11 rows says that there are {total}"


@proves("filter.limit-offset")
def test_count_and_exists_are_of_all_pages(database: Database, reader: Reader) -> None:
    """They pay no heed to the page."""
    talks(reader, ROWS)
    with database.session() as session:
        repository = TalkRepository(session=session)
        assert repository.count(LimitOffset(2, 10)) == 11
        assert repository.exists(LimitOffset(2, 50))
        assert repository.count(LimitOffset(2, 0), CollectionFilter("title", ["odd"])) == 5


@proves("filter.limit-offset")
def test_of_an_empty_table(database: Database, reader: Reader) -> None:
    """There is no row, and the total is 0."""
    assert in_order(database, OrderBy("label"), LimitOffset(5, 0)) == []
    assert page(database, LimitOffset(5, 0)) == ([], 0)


@proves("filter.limit-offset")
def test_a_page_is_not_taken_for_the_whole_by_a_deletion(database: Database, reader: Reader) -> None:
    """Who asks for two rows to be deleted does not lose the others."""
    talks(reader, ROWS)
    before = stored(reader)
    seen = deletion(database, OrderBy("label"), LimitOffset(2, 0))
    left = stored(reader)
    assert {*LABELS[2:]} <= {*left}, f"delete_where with a page of two {seen} and left {sorted(left)}"
    assert {label: before[label] for label in left} == left

# Generated from suites/library/filter/test_large_collections.py by `python -m tools.twin`; do not edit.
"""Collections of more values than a statement may have parameters."""

from __future__ import annotations

import pytest
from advanced_alchemy.filters import CollectionFilter, NotInCollectionFilter

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Remark, Talk
from reference_app.sync.library.database import Database
from suites.library.sync.filter.asking import deleted, listed
from suites.library.sync.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)
SIZES = (999, 1_001, 33_000, 70_000)
ROWS: Rows = {"a": {"seats": 0}, "b": {"seats": 998}, "c": {"seats": 80_000}}


@proves("filter.collection-large")
@pytest.mark.parametrize("size", SIZES)
def test_a_list_of_so_many_values(database: Database, reader: Reader, size: int) -> None:
    """The first and the last value of the list are found as others are."""
    talks(reader, {**ROWS, "d": {"seats": size - 1}})
    with database.session() as session:
        assert sorted(listed(session, CollectionFilter("seats", range(size)))) == ["a", "b", "d"]


@proves("filter.collection-large")
@pytest.mark.parametrize("size", [999, 33_000])
def test_so_many_values_are_left_out(database: Database, reader: Reader, size: int) -> None:
    """The first and the last value of the list are left out as others are."""
    talks(reader, {**ROWS, "d": {"seats": size - 1}})
    with database.session() as session:
        assert listed(session, NotInCollectionFilter("seats", range(size))) == ["c"]


@proves("filter.collection-large")
def test_deleting_by_a_list_of_so_many_values(database: Database, reader: Reader) -> None:
    """All rows of the list are deleted, and the other one stays."""
    talks(reader, {**ROWS, "d": {"seats": 32_999}})
    before = stored(reader)
    assert deleted(database, CollectionFilter("seats", range(33_000))) == ["a", "b", "d"]
    assert stored(reader) == {"c": before["c"]}

"""MERGE of many rows in one statement."""

from __future__ import annotations

import re
from typing import Any

import pytest
from advanced_alchemy.operations import MergeStatement, OnConflictUpsert

from assay.checking import Reader, Recorder, proves
from reference_app.library.database import Database
from reference_app.library.stocks.models import Item, Shelf
from reference_app.library.stocks.writing import dialect_of
from suites.library.ops.documented_dialects import MERGES
from suites.library.ops.stock import ASK, BEE, item, items, shelf_labels, shelves, stock
from suites.raising import raises

MODELS = (Item, Shelf)


async def merged(
    database: Database,
    recorder: Recorder,
    model: Any,
    rows: list[dict[str, Any]],
    keys: list[str],
    changes: list[str] | None = None,
) -> bool:
    """Merge rows in one statement; whether the dialect has one, as documented, and none that is not is taken."""

    def build(dialect: str) -> MergeStatement:
        return OnConflictUpsert.create_merge_many(model.__table__, rows, keys, changes, dialect_name=dialect)

    recorder.elsewhere(build)
    dialect = dialect_of(database)
    if dialect not in MERGES:
        with raises(NotImplementedError, match=re.escape(f"not supported for dialect {dialect!r}")):
            build(dialect)
        return False
    async with database.engine.begin() as connection:
        await connection.execute(build(dialect))
    return True


@proves("ops.create-merge-many")
async def test_new_rows_and_such_as_are_there(database: Database, reader: Reader, recorder: Recorder) -> None:
    """Each row has its own values, NULL and the empty text among them; the others stay."""
    await stock(database)
    rows = [item(("ask", None, 20, 40, "")), item(("cat", 3, 5, 6, None)), item(("dog", 4, 6, 7, "x"))]
    done = await merged(database, recorder, Item, rows, ["sku"])
    changed = [("ask", None, 20, 40, ""), BEE, ("cat", 3, 5, 6, None), ("dog", 4, 6, 7, "x")]
    assert items(reader) == (changed if done else [ASK, BEE])


@proves("ops.create-merge-many")
@pytest.mark.parametrize("changes", [["order"], []], ids=["one", "none"])
async def test_columns_to_update(database: Database, reader: Reader, recorder: Recorder, changes: list[str]) -> None:
    """Of rows that are there only the named columns change; new ones have all."""
    await stock(database)
    rows = [item(("ask", 9, 20, 40, "new")), item(("cat", 3, 5, 6, "new"))]
    done = await merged(database, recorder, Item, rows, ["sku"], changes)
    ask = (ASK[0], 9, *ASK[2:]) if changes else ASK
    assert items(reader) == ([ask, BEE, ("cat", 3, 5, 6, "new")] if done else [ASK, BEE])


@proves("ops.create-merge-many")
async def test_two_columns_are_the_key(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A row is there if both are equal."""
    await shelves(database)
    before = shelf_labels(reader)
    rows = [{"room": "N", "number": 2, "label": "changed"}, {"room": "S", "number": 2, "label": "added"}]
    done = await merged(database, recorder, Shelf, rows, ["room", "number"])
    added = {**before, ("N", 2): "changed", ("S", 2): "added"}
    assert shelf_labels(reader) == (added if done else before)


@proves("ops.create-merge-many")
@pytest.mark.parametrize("count", [1, 500])
async def test_many_rows(database: Database, reader: Reader, recorder: Recorder, count: int) -> None:
    """One row is as good as hundreds, and each has its own values."""
    rows = [item((f"n{number:03}", number, number + 1, number + 2, None)) for number in range(count)]
    done = await merged(database, recorder, Item, rows, ["sku"])
    expected = [(f"n{number:03}", number, number + 1, number + 2, None) for number in range(count)]
    assert items(reader) == (expected if done else [])


@proves("ops.create-merge-many")
@pytest.mark.parametrize("rows", [[], [{"sku": "a", "order": 1}, {"sku": "b"}]], ids=["none", "different"])
async def test_rows_that_are_refused(database: Database, rows: list[dict[str, Any]]) -> None:
    """No rows, and rows of different columns, are ValueError for every dialect."""
    for dialect in sorted(MERGES):
        with raises(ValueError):
            OnConflictUpsert.create_merge_many(Item.__table__, rows, ["sku"], dialect_name=dialect)  # type: ignore[arg-type]

# Generated from suites/library/ops/test_merge.py by `python -m tools.twin`; do not edit.
"""MERGE: one row, whether or not it is there."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.operations import MergeStatement, OnConflictUpsert
from sqlalchemy import bindparam, column, literal, select, text

from assay.checking import Reader, Recorder, proves
from reference_app.library.stocks.models import Item, Measure, Shelf
from reference_app.sync.library.database import Database
from reference_app.sync.library.stocks.writing import dialect_of, merge
from suites.library.sync.ops.documented_dialects import MERGES
from suites.library.sync.ops.stock import ASK, BEE, ITEM, MEASURE, item, items, measures, shelf_labels, shelves, stock
from suites.raising import raises

MODELS = (Item, Shelf, Measure)


def put(
    database: Database,
    recorder: Recorder,
    model: Any,
    values: dict[str, Any],
    keys: list[str],
    changes: list[str] | None = None,
) -> None:
    """Merge a row, and tell what would be sent for it to other databases."""

    def build(dialect: str) -> MergeStatement:
        return OnConflictUpsert.create_merge_upsert(model.__table__, values, keys, changes, dialect_name=dialect)[0]

    recorder.elsewhere(build)
    merge(database, model, values, keys, changes)


def merged(
    database: Database,
    reader: Reader,
    recorder: Recorder,
    values: dict[str, Any],
    changes: list[str] | None = None,
) -> list[tuple[Any, ...]]:
    """The items after one was merged by its sku, or none if the dialect is refused as documented."""
    stock(database)
    if dialect_of(database) in MERGES:
        put(database, recorder, Item, values, ["sku"], changes)
        return items(reader)
    with raises(NotImplementedError, match="MERGE statement not supported for dialect"):
        put(database, recorder, Item, values, ["sku"], changes)
    assert items(reader) == [ASK, BEE]
    return []


@proves("ops.create-merge-upsert")
def test_new_row(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A row that is not there is added with its values; the others stay."""
    found = merged(database, reader, recorder, item(("cat", 3, 5, 6, "new")))
    expected = [ASK, BEE, ("cat", 3, 5, 6, "new")]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_row_that_is_there(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A row that is there has the new values, NULL among them; the others stay."""
    found = merged(database, reader, recorder, item(("ask", None, 20, 40, None)))
    expected = [("ask", None, 20, 40, None), BEE]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_what_was_not_given_stays(database: Database, reader: Reader, recorder: Recorder) -> None:
    """Columns of a row that is there and were not given keep their values."""
    found = merged(database, reader, recorder, {"sku": "ask", "order": 5, "amount": 6, "weight": 4})
    expected = [("ask", 5, 6, 4, "old"), BEE]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_default_of_the_table(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A new row has the table's default for what was not given."""
    found = merged(database, reader, recorder, {"sku": "cat", "order": None, "amount": 5, "weight": 6})
    expected = [ASK, BEE, ("cat", None, 5, 6, "plain")]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_defaults_of_the_program(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A new row has the program's defaults for what was not given."""
    found = merged(database, reader, recorder, {"sku": "cat", "order": 3})
    expected = [ASK, BEE, ("cat", 3, 7, 3, "plain")]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_columns_to_update(database: Database, reader: Reader, recorder: Recorder) -> None:
    """Of a row that is there only the named columns change."""
    found = merged(database, reader, recorder, item(("ask", 5, 20, 40, "new")), ["order", "weight"])
    expected = [("ask", 5, 2, 40, "old"), BEE]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_value_that_is_an_expression(database: Database, reader: Reader, recorder: Recorder) -> None:
    """A value can be an expression."""
    values = {**item(("cat", 0, 5, 6, "new")), "order": literal(2) + literal(3)}
    found = merged(database, reader, recorder, values)
    expected = [ASK, BEE, ("cat", 5, 5, 6, "new")]
    assert found == (expected if dialect_of(database) in MERGES else [])


@proves("ops.create-merge-upsert")
def test_statements_do_not_remember_each_other(database: Database, reader: Reader, recorder: Recorder) -> None:
    """Several statements, of the same and of other columns and tables, each write their own."""
    stock(database)
    shelves(database)
    if dialect_of(database) not in MERGES:
        with raises(NotImplementedError):
            put(database, recorder, Shelf, {"room": "N", "number": 1, "label": "x"}, ["room", "number"])
        return
    put(database, recorder, Item, item(("ask", 10, 20, 40, "a")), ["sku"])
    put(database, recorder, Item, item(("bee", 11, 21, 41, "b")), ["sku"])
    put(database, recorder, Item, item(("cat", 12, 22, 42, "c")), ["sku"], ["order"])
    put(database, recorder, Item, item(("cat", 13, 23, 43, "d")), ["sku"], ["amount"])
    put(database, recorder, Shelf, {"room": "N", "number": 2, "label": "changed"}, ["room", "number"])
    put(database, recorder, Shelf, {"room": "S", "number": 2, "label": "added"}, ["room", "number"])
    assert items(reader) == [("ask", 10, 20, 40, "a"), ("bee", 11, 21, 41, "b"), ("cat", 12, 23, 42, "c")]
    assert shelf_labels(reader) == {("N", 1): "N1", ("N", 2): "changed", ("S", 1): "S1", ("S", 2): "added"}


@proves("ops.create-merge-upsert")
def test_values_of_each_type(database: Database, recorder: Recorder) -> None:
    """Moments, days, truth, money, JSON and ids come back as they were given, when added and when changed."""
    if dialect_of(database) not in MERGES:
        with raises(NotImplementedError):
            put(database, recorder, Measure, MEASURE, ["id"])
        return
    changed = {**MEASURE, "valid": False, "details": {"d": []}, "taken": None}
    put(database, recorder, Measure, MEASURE, ["id"])
    added = measures(database)
    put(database, recorder, Measure, changed, ["id"])
    assert added == [MEASURE]
    assert measures(database) == [changed]


@proves("ops.create-merge-upsert")
def test_names_are_validated(database: Database) -> None:
    """With ``validate_identifiers`` a name that is none is ValueError."""
    with raises(ValueError, match="conflict column"):
        OnConflictUpsert.create_merge_upsert(
            ITEM, {"sku": "a"}, ["sku;"], dialect_name=dialect_of(database), validate_identifiers=True
        )


@pytest.mark.parametrize("changes", [pytest.param([], id="none-named"), pytest.param(None, id="key-alone")])
@proves("ops.merge-nothing-to-update")
def test_row_that_is_there_stays(
    database: Database, reader: Reader, recorder: Recorder, changes: list[str] | None
) -> None:
    """Without columns to update, be none named or none given, a row that is there stays as it is."""
    values = item(("ask", 5, 20, 40, "new")) if changes is not None else {"sku": "ask"}
    found = merged(database, reader, recorder, values, changes)
    assert found == ([ASK, BEE] if dialect_of(database) in MERGES else [])


@proves("ops.merge-nothing-to-update")
def test_new_row_is_added(database: Database, reader: Reader, recorder: Recorder) -> None:
    """Without columns to update, a row that is not there is added."""
    found = merged(database, reader, recorder, item(("cat", 5, 20, 40, "new")), [])
    expected = [ASK, BEE, ("cat", 5, 20, 40, "new")]
    assert found == (expected if dialect_of(database) in MERGES else [])


def statement(**parts: Any) -> MergeStatement:
    """A MERGE of one item from a select, as a program builds it itself."""
    source = select(literal("ask").label("sku"), literal(50).label("amount")).subquery("src")
    return MergeStatement(ITEM, source, text("tgt.sku = src.sku"), **parts)


def run(database: Database, built: Any) -> None:
    """Execute a statement, and commit."""
    with database.engine.begin() as connection:
        connection.execute(built)


@proves("ops.merge-statement")
def test_update_from_a_select(database: Database, reader: Reader) -> None:
    """WHEN MATCHED alone changes what the source says; where there is no MERGE it is refused by name."""
    stock(database)
    built = statement(when_matched_update={"select": text("src.amount"), "order": bindparam("order", 6)})
    if dialect_of(database) not in MERGES:
        with raises(NotImplementedError) as caught:
            run(database, built)
        assert f"'{dialect_of(database)}'" in caught.text
        assert items(reader) == [ASK, BEE]
        return
    run(database, built)
    assert items(reader) == [("ask", 6, 50, 4, "old"), BEE]


@proves("ops.merge-statement")
def test_source_that_is_text(database: Database, reader: Reader) -> None:
    """The source can be a text, and WHEN NOT MATCHED can stand alone."""
    stock(database)
    built = MergeStatement(
        ITEM,
        "SELECT 'ask' AS sku, 50 AS amount UNION ALL SELECT 'cat', 60",
        text("tgt.sku = src.sku"),
        when_not_matched_insert={"sku": text("src.sku"), "select": text("src.amount"), "mass": literal(1)},
    )
    if dialect_of(database) not in MERGES:
        with raises(NotImplementedError):
            run(database, built)
        return
    run(database, built)
    assert items(reader) == [ASK, BEE, ("cat", None, 60, 1, "plain")]


@proves("ops.merge-statement")
def test_condition_that_is_an_expression(database: Database, reader: Reader) -> None:
    """The condition can be an expression of SQLAlchemy, and both branches can be there."""
    stock(database)
    source = select(literal("bee").label("sku"), literal(50).label("amount")).subquery("src")
    built = MergeStatement(
        ITEM,
        source,
        column("sku", _selectable=source) == text("tgt.sku"),
        when_matched_update={"select": source.c.amount},
        when_not_matched_insert={"sku": source.c.sku, "select": source.c.amount, "mass": literal(1)},
    )
    if dialect_of(database) not in MERGES:
        with raises(NotImplementedError):
            run(database, built)
        return
    run(database, built)
    assert items(reader) == [ASK, ("bee", None, 50, 8, "b")]

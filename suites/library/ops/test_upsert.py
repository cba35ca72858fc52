"""``create_upsert``: one row, whether or not it is there."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.operations import OnConflictUpsert
from sqlalchemy import literal

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.stocks.models import Item, Measure, Shelf
from reference_app.library.stocks.writing import dialect_of, put
from suites.library.ops.documented_dialects import INSERTS
from suites.library.ops.stock import ASK, BEE, ITEM, MEASURE, item, items, measures, shelf_labels, shelves, stock
from suites.raising import raises

MODELS = (Item, Shelf, Measure)


async def written(
    database: Database, reader: Reader, values: dict[str, Any], changes: list[str] | None = None
) -> list[tuple[Any, ...]]:
    """The items after one was written by its sku, or those that were there if the dialect is refused as documented."""
    await stock(database)
    if dialect_of(database) in INSERTS:
        await put(database, Item, values, ["sku"], changes)
        return items(reader)
    with raises(NotImplementedError, match="Native upsert not supported"):
        await put(database, Item, values, ["sku"], changes)
    return []


@proves("ops.supports-native-upsert")
async def test_what_the_dialect_has(database: Database) -> None:
    """It is told of the dialects that the documentation names, and of no other."""
    name = dialect_of(database)
    assert OnConflictUpsert.supports_native_upsert(name) is (name in INSERTS)
    assert OnConflictUpsert.supports_native_upsert("no-such-dialect") is False
    assert OnConflictUpsert.supports_native_upsert("") is False


@proves("ops.supports-native-upsert")
async def test_what_is_told_is_true(database: Database) -> None:
    """Where it is told that there is a statement, one is built; elsewhere NotImplementedError is raised."""
    name = dialect_of(database)
    if OnConflictUpsert.supports_native_upsert(name):
        statement = OnConflictUpsert.create_upsert(ITEM, item(ASK), ["sku"], dialect_name=name)
        assert "INSERT INTO library_stock_item" in str(statement.compile(dialect=database.engine.dialect))
        return
    with raises(NotImplementedError):
        OnConflictUpsert.create_upsert(ITEM, item(ASK), ["sku"], dialect_name=name)


@proves("ops.create-upsert")
async def test_new_row(database: Database, reader: Reader) -> None:
    """A row that is not there is added with its values; the others stay."""
    found = await written(database, reader, item(("cat", 3, 5, 6, "new")))
    expected = [ASK, BEE, ("cat", 3, 5, 6, "new")]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_new_row_with_defaults(database: Database, reader: Reader) -> None:
    """What was not given has the default of the program or of the table."""
    found = await written(database, reader, {"sku": "cat"})
    expected = [ASK, BEE, ("cat", None, 7, 3, "plain")]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_row_that_is_there(database: Database, reader: Reader) -> None:
    """A row that is there has the new values, NULL among them; the others stay."""
    found = await written(database, reader, item(("ask", None, 20, 40, None)))
    expected = [("ask", None, 20, 40, None), BEE]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_what_was_not_given_stays(database: Database, reader: Reader) -> None:
    """Columns of a row that is there and were not given keep their values: no default is written over them."""
    found = await written(database, reader, {"sku": "ask", "order": 5})
    expected = [("ask", 5, 2, 4, "old"), BEE]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_columns_to_update(database: Database, reader: Reader) -> None:
    """Of a row that is there only the named columns change."""
    found = await written(database, reader, item(("ask", 5, 20, 40, "new")), ["order", "weight"])
    expected = [("ask", 5, 2, 40, "old"), BEE]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_no_columns_to_update(database: Database, reader: Reader) -> None:
    """With no column named, a row that is there stays as it is."""
    found = await written(database, reader, item(("ask", 5, 20, 40, "new")), [])
    assert found == ([ASK, BEE] if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_key_alone(database: Database, reader: Reader) -> None:
    """A key that is there, and nothing else, changes nothing."""
    found = await written(database, reader, {"sku": "bee"})
    assert found == ([ASK, BEE] if dialect_of(database) in INSERTS else [])


@pytest.mark.parametrize("sku", ["ask", "cat"])
@proves("ops.create-upsert")
async def test_value_that_is_an_expression(database: Database, reader: Reader, sku: str) -> None:
    """A value can be an expression, of a new row and of one that is there."""
    found = await written(database, reader, {"sku": sku, "order": literal(2) + literal(3)})
    expected = {"ask": [("ask", 5, 2, 4, "old"), BEE], "cat": [ASK, BEE, ("cat", 5, 7, 3, "plain")]}
    assert found == (expected[sku] if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_values_are_no_sql(database: Database, reader: Reader) -> None:
    """What looks like SQL, or like a parameter, is a value."""
    odd = ("x'; DROP TABLE library_stock_item; --", 3, 5, 6, ':note %(sku)s ? \\ " `')
    found = await written(database, reader, item(odd))
    assert found == ([ASK, BEE, odd] if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert")
async def test_two_conflict_columns(database: Database, reader: Reader) -> None:
    """A row is known by both columns together."""
    await shelves(database)
    before = {("N", 1): "N1", ("N", 2): "N2", ("S", 1): "S1"}
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            await put(database, Shelf, {"room": "N", "number": 2, "label": "new"}, ["room", "number"])
        assert shelf_labels(reader) == before
        return
    await put(database, Shelf, {"room": "N", "number": 2, "label": "changed"}, ["room", "number"])
    await put(database, Shelf, {"room": "S", "number": 2, "label": "added"}, ["number", "room"])
    assert shelf_labels(reader) == {**before, ("N", 2): "changed", ("S", 2): "added"}


@proves("ops.create-upsert")
async def test_values_of_each_type(database: Database) -> None:
    """Moments, days, truth, money, JSON and ids come back as they were given, when added and when changed."""
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            await put(database, Measure, MEASURE, ["id"])
        return
    changed = {**MEASURE, "valid": False, "details": {"d": []}, "taken": None}
    await put(database, Measure, MEASURE, ["id"])
    added = await measures(database)
    await put(database, Measure, changed, ["id"])
    assert added == [MEASURE]
    assert await measures(database) == [changed]


@pytest.mark.parametrize(
    ("values", "keys", "changes"),
    [
        pytest.param({"sku": "a", "note; --": 1}, ["sku"], None, id="value"),
        pytest.param({"sku": "a"}, ["sku; --"], None, id="key"),
        pytest.param({"sku": "a"}, ["sku"], ["note'"], id="change"),
    ],
)
@proves("ops.create-upsert")
async def test_names_are_validated(
    database: Database, values: dict[str, Any], keys: list[str], changes: list[str] | None
) -> None:
    """With ``validate_identifiers`` a name that is none is ValueError, wherever it is given."""
    with raises(ValueError, match="Invalid (update |conflict )?column name"):
        OnConflictUpsert.create_upsert(
            ITEM, values, keys, changes, dialect_name=dialect_of(database), validate_identifiers=True
        )

# Generated from suites/library/ops/test_upsert_many.py by `python -m tools.twin`; do not edit.
"""``create_upsert_many``: rows in one statement, whether or not they are there."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.operations import OnConflictUpsert

from assay.checking import Reader, proves
from reference_app.library.stocks.models import Item, Measure, Shelf
from reference_app.sync.library.database import Database
from reference_app.sync.library.stocks.writing import dialect_of, put_many
from suites.library.sync.ops.documented_dialects import INSERTS
from suites.library.sync.ops.stock import ASK, BEE, ITEM, MEASURE, item, items, measures, shelf_labels, shelves, stock
from suites.raising import raises

MODELS = (Item, Shelf, Measure)
NEW = [("ask", None, 20, 40, None), ("cat", 3, 5, 6, "new")]


def written(
    database: Database, reader: Reader, rows: list[dict[str, Any]], changes: list[str] | None = None, **options: Any
) -> list[tuple[Any, ...]]:
    """The items after some were written by their skus, or none if the dialect is refused as documented."""
    stock(database)
    if dialect_of(database) in INSERTS:
        put_many(database, Item, rows, ["sku"], changes, **options)
        return items(reader)
    with raises(NotImplementedError, match="Native bulk upsert not supported"):
        put_many(database, Item, rows, ["sku"], changes, **options)
    return []


@proves("ops.create-upsert-many")
def test_rows_that_are_there_and_are_not(database: Database, reader: Reader) -> None:
    """Of several rows those that are there are changed, those that are not added, and the others stay."""
    found = written(database, reader, [item(values) for values in NEW])
    expected = [NEW[0], BEE, NEW[1]]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_rows_of_a_model(database: Database, reader: Reader) -> None:
    """The same with the model named, as the repository does."""
    found = written(database, reader, [item(values) for values in NEW], model_type=Item)
    expected = [NEW[0], BEE, NEW[1]]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_what_was_not_given(database: Database, reader: Reader) -> None:
    """New rows have their defaults, and rows that are there keep what was not given."""
    found = written(database, reader, [{"sku": "cat", "order": 5}, {"sku": "ask", "order": 6}])
    expected = [("ask", 6, 2, 4, "old"), BEE, ("cat", 5, 7, 3, "plain")]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_columns_to_update(database: Database, reader: Reader) -> None:
    """Of rows that are there only the named columns change; new rows have all values."""
    found = written(database, reader, [item(values) for values in NEW], ["weight"])
    expected = [("ask", 1, 2, 40, "old"), BEE, NEW[1]]
    assert found == (expected if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_no_columns_to_update(database: Database, reader: Reader) -> None:
    """With no column named, rows that are there stay as they are, and new ones are added."""
    found = written(database, reader, [item(values) for values in NEW], [])
    assert found == ([ASK, BEE, NEW[1]] if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_one_row(database: Database, reader: Reader) -> None:
    """One row is as good as several."""
    found = written(database, reader, [item(NEW[0])])
    assert found == ([NEW[0], BEE] if dialect_of(database) in INSERTS else [])


@proves("ops.create-upsert-many")
def test_two_conflict_columns(database: Database, reader: Reader) -> None:
    """Rows are known by both columns together."""
    shelves(database)
    rows = [{"room": "S", "number": 2, "label": "added"}, {"room": "N", "number": 2, "label": "changed"}]
    before = {("N", 1): "N1", ("N", 2): "N2", ("S", 1): "S1"}
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            put_many(database, Shelf, rows, ["room", "number"])
        assert shelf_labels(reader) == before
        return
    put_many(database, Shelf, rows, ["room", "number"])
    assert shelf_labels(reader) == {**before, ("N", 2): "changed", ("S", 2): "added"}


@proves("ops.create-upsert-many")
def test_two_hundred_rows(database: Database, reader: Reader) -> None:
    """Two hundred rows, a hundred of which are there."""
    rows = [{"room": "R", "number": number, "label": f"{number}"} for number in range(100)]
    again = [{"room": "R", "number": number, "label": f"new {number}"} for number in range(50, 250)]
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            put_many(database, Shelf, rows, ["room", "number"])
        return
    put_many(database, Shelf, rows, ["room", "number"])
    put_many(database, Shelf, again, ["room", "number"])
    expected = {("R", n): f"{n}" if n < 50 else f"new {n}" for n in range(250)}
    assert shelf_labels(reader) == expected


@proves("ops.create-upsert-many")
def test_values_of_each_type(database: Database) -> None:
    """Moments, days, truth, money, JSON and ids come back as they were given."""
    nothing = {**dict.fromkeys(MEASURE), "id": MEASURE["id"]}
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            put_many(database, Measure, [MEASURE], ["id"])
        return
    put_many(database, Measure, [nothing], ["id"])
    put_many(database, Measure, [MEASURE], ["id"])
    assert measures(database) == [MEASURE]


@proves("ops.create-upsert-many")
def test_rows_have_to_be_alike(database: Database, reader: Reader) -> None:
    """No rows, rows of different columns, and names that are none are ValueError, and nothing is written."""
    stock(database)
    build = OnConflictUpsert.create_upsert_many
    name = dialect_of(database)
    with raises(ValueError, match="empty"):
        build(ITEM, [], ["sku"], dialect_name=name)
    with raises(ValueError, match="row 1"):
        build(ITEM, [{"sku": "ask"}, {"sku": "bee", "order": 1}], ["sku"], dialect_name=name)
    with raises(ValueError, match="row 2"):
        build(ITEM, [{"sku": "ask"}, {"sku": "bee"}, {"order": 1}], ["sku"], dialect_name=name)
    with raises(ValueError, match="conflict column"):
        build(ITEM, [{"sku": "ask"}], ["sku;"], dialect_name=name, validate_identifiers=True)
    assert items(reader) == [ASK, BEE]

"""Which statements ``upsert_many`` sends, and how many rows each has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from advanced_alchemy.operations import MergeStatement, OnConflictUpsert
from sqlalchemy import Insert

from assay.checking import Reader, Recorder, Watch, proves
from reference_app.library.database import Database
from reference_app.library.stocks.writing import dialect_of
from reference_app.library.upserts.models import Box, Gauge, Item
from reference_app.library.upserts.repositories import BoxRepository, GaugeRepository, ItemRepository
from suites.library.ops.documented_dialects import UPSERTS_BY_MERGE
from suites.library.upsert.goods import items, key, rows, stored

MODELS = (Box, Gauge, Item)
INSERT = re.compile(r"\s*INSERT\s")
ON_CONFLICT = re.compile(r"\s*INSERT\s+INTO\s.*\sON CONFLICT\s.*\sRETURNING\s", re.DOTALL)
ON_DUPLICATE_KEY = re.compile(r"\s*INSERT\s+INTO\s.*\sON DUPLICATE KEY UPDATE\s", re.DOTALL)
INSERT_OR_UPDATE = re.compile(r"\s*INSERT OR UPDATE\s+INTO\s.*\sTHEN RETURN\s", re.DOTALL)


def gauges(reader: Reader) -> None:
    """Two gauges."""
    reader.insert("library_up_gauge", {"code": "a", "value": 1, "unit": "m"}, {"code": "b", "value": 2, "unit": "m"})


async def sent(database: Database, sql: Watch, data: list[Any], **options: Any) -> list[str]:
    """The statements for gauges, without what the driver adds."""
    async with database.session() as session:
        with sql() as statements:
            await GaugeRepository(session=session).upsert_many(data, **options)
        await session.commit()
    return [s for s in statements if "library_up_gauge" in s]


GAUGES = [("b", 20), ("n", 9), ("m", 8)]
STORED = [("a", 1), ("b", 20), ("m", 8), ("n", 9)]


@proves("upsert.postgresql-on-conflict")
async def test_one_statement_by_the_key(database: Database, reader: Reader, sql: Watch) -> None:
    """INSERT ... ON CONFLICT with RETURNING, and nothing else."""
    gauges(reader)
    statements = await sent(database, sql, [Gauge(code=code, value=value) for code, value in GAUGES])
    assert [bool(ON_CONFLICT.match(s)) for s in statements] == [True], statements
    assert rows(reader, "library_up_gauge", "code", "value") == STORED


@proves("upsert.postgresql-on-conflict")
async def test_one_statement_by_a_unique_column(database: Database, reader: Reader, sql: Watch) -> None:
    """The same by a column with a unique index, of a model whose keys the library draws."""
    items(reader, "a", "b")
    async with database.session() as session:
        with sql() as statements:
            await ItemRepository(session=session).upsert_many(
                [Item(sku="b", amount=2), Item(sku="n", amount=3)], match_fields=["sku"]
            )
        await session.commit()
    about = [s for s in statements if "library_up_item" in s]
    assert [bool(ON_CONFLICT.match(s)) for s in about] == [True], about
    assert rows(reader, "library_up_item", "sku", "amount") == [("a", 10), ("b", 2), ("n", 3)]


@proves("upsert.mysql-on-duplicate-key")
async def test_one_statement_and_one_select(database: Database, reader: Reader, sql: Watch) -> None:
    """INSERT ... ON DUPLICATE KEY UPDATE, and a SELECT of the rows."""
    gauges(reader)
    statements = await sent(database, sql, [Gauge(code=code, value=value) for code, value in GAUGES])
    assert [bool(ON_DUPLICATE_KEY.match(s)) for s in statements] == [True, False], statements
    assert statements[1].lstrip().startswith("SELECT")
    assert rows(reader, "library_up_gauge", "code", "value") == STORED


@proves("upsert.mysql-on-duplicate-key")
async def test_statement_of_a_unique_column(database: Database, reader: Reader, sql: Watch) -> None:
    """A unique column is named among those by which the native statement is sent; the table has a primary key too."""
    items(reader, "a", "b")
    async with database.session() as session:
        with sql() as statements:
            await ItemRepository(session=session).upsert_many(
                [Item(sku="b", amount=2), Item(sku="n", amount=3)], match_fields=["sku"]
            )
        await session.commit()
    assert rows(reader, "library_up_item", "sku", "amount") == [("a", 10), ("b", 2), ("n", 3)]
    about = [s for s in statements if "library_up_item" in s]
    native = [bool(ON_DUPLICATE_KEY.match(s)) for s in about]
    assert native == [True, False], f"{len(native)} statements, none of which is native" if not any(native) else about


@proves("upsert.spanner-insert-or-update")
async def test_one_insert_or_update(database: Database, reader: Reader, sql: Watch) -> None:
    """INSERT OR UPDATE with THEN RETURN, and nothing else."""
    gauges(reader)
    statements = await sent(database, sql, [Gauge(code=code, value=value) for code, value in GAUGES])
    assert [bool(INSERT_OR_UPDATE.match(s)) for s in statements] == [True], statements
    assert rows(reader, "library_up_gauge", "code", "value", "unit") == [
        ("a", 1, "m"),
        ("b", 20, "m"),
        ("m", 8, None),
        ("n", 9, None),
    ]


@proves("upsert.spanner-insert-or-update")
async def test_other_keys_take_the_fallback(database: Database, reader: Reader, sql: Watch) -> None:
    """By a unique column no INSERT OR UPDATE is sent."""
    items(reader, "a", "b")
    async with database.session() as session:
        with sql() as statements:
            await ItemRepository(session=session).upsert_many([Item(sku="b", amount=2)], match_fields=["sku"])
        await session.commit()
    assert [s for s in statements if "OR UPDATE" in s] == []
    assert stored(reader)["b"]["amount"] == 2


@proves("upsert.oracle-merge")
@pytest.mark.parametrize(("size", "chunks"), [(None, 1), (4, 2)], ids=["one", "two"])
async def test_one_merge_and_one_select(
    database: Database, reader: Reader, recorder: Recorder, sql: Watch, size: int | None, chunks: int
) -> None:
    """MERGE and a SELECT for each chunk where the page says so, and no MERGE elsewhere."""
    gauges(reader)

    def build(dialect: str) -> MergeStatement:
        rows = [{"code": code, "value": value} for code, value in GAUGES]
        return OnConflictUpsert.create_merge_many(Gauge.__table__, rows, ["code"], dialect_name=dialect)  # type: ignore[arg-type]

    recorder.elsewhere(build, instead_of=Insert)
    statements = await sent(database, sql, [Gauge(code=c, value=v) for c, v in GAUGES], chunk_size=size)
    words = [s.lstrip().split()[0].upper() for s in statements]
    if dialect_of(database) in UPSERTS_BY_MERGE:
        assert words == ["MERGE", "SELECT"] * chunks, statements
        assert statements[0].count("SELECT") == len(GAUGES) if chunks == 1 else True, statements
    else:
        assert "MERGE" not in words, statements
    assert rows(reader, "library_up_gauge", "code", "value") == STORED


@proves("upsert.no-merge")
async def test_no_merge_sends_plain_statements(database: Database, reader: Reader, sql: Watch) -> None:
    """A SELECT, and then INSERT and UPDATE without a word of conflicts."""
    gauges(reader)
    statements = await sent(database, sql, [Gauge(code=c, value=v) for c, v in GAUGES], no_merge=True)
    words = [s.lstrip().split()[0] for s in statements]
    assert words[0] == "SELECT"
    assert {"INSERT", "UPDATE"} <= set(words)
    assert [s for s in statements if re.search(r"ON CONFLICT|ON DUPLICATE|OR UPDATE|MERGE", s)] == []
    assert rows(reader, "library_up_gauge", "code", "value") == STORED


@proves("upsert.match-key-gate")
async def test_gate_sends_plain_statements(database: Database, reader: Reader, sql: Watch) -> None:
    """By a column that is not unique no statement speaks of conflicts, whatever the database has."""
    reader.insert("library_up_box", {"id": key(1), "name": "large", "size": 1})
    async with database.session() as session:
        with sql() as statements:
            await BoxRepository(session=session).upsert_many(
                [Box(name="large", size=2), Box(name="huge", size=3)], match_fields=["name"]
            )
        await session.commit()
    assert [s for s in statements if re.search(r"ON CONFLICT|ON DUPLICATE|OR UPDATE|MERGE", s)] == []
    assert rows(reader, "library_up_box", "name", "size") == [("huge", 3), ("large", 2)]


@proves("upsert.chunk-size")
@pytest.mark.parametrize(("size", "expected"), [(1, 7), (3, 7), (5, 7), (6, 4), (20, 2), (21, 1), (100, 1)])
async def test_parameters_of_a_statement(
    database: Database, reader: Reader, sql: Watch, size: int, expected: int
) -> None:
    """Rows have three columns: as many go into a statement as chunk_size has parameters for, and one at least."""
    reader.insert("library_up_gauge", {"code": "g1", "value": 0, "unit": "m"}, {"code": "z", "value": 0, "unit": "m"})
    count = 7
    data = [Gauge(code=f"g{n}", value=n, unit="s") for n in range(count)]
    statements = await sent(database, sql, data, chunk_size=size)
    assert rows(reader, "library_up_gauge", "code", "value", "unit") == sorted(
        [*((f"g{n}", n, "s") for n in range(count)), ("z", 0, "m")], key=str
    )
    chunks = len([s for s in statements if INSERT.match(s)])
    assert chunks == expected, f"{chunks} statements insert {count} rows with a chunk_size of {size}"


@proves("upsert.chunk-size")
@pytest.mark.parametrize("size", [0, -1])
async def test_size_that_is_none(database: Database, reader: Reader, size: int) -> None:
    """It is refused, and nothing is written."""
    gauges(reader)
    async with database.session() as session:
        try:
            await GaugeRepository(session=session).upsert_many([Gauge(code="n", value=1)], chunk_size=size)
        except ValueError as error:
            told = str(error)
        else:
            told = ""
        await session.rollback()
    assert told == "chunk_size must be greater than zero"
    assert rows(reader, "library_up_gauge", "code", "value") == [("a", 1), ("b", 2)]


@proves("upsert.postgresql-on-conflict")
@pytest.mark.parametrize("no_merge", [False, True], ids=["by-default", "no-merge"])
@pytest.mark.parametrize("count", [999, 1001])
async def test_many_rows(database: Database, reader: Reader, no_merge: bool, count: int) -> None:
    """As many as are given, half of which are known, each with its own value, in the order in which they were given."""
    reader.insert("library_up_gauge", *({"code": f"g{n}", "value": -n, "unit": "m"} for n in range(0, count, 2)))
    async with database.session() as session:
        returned = await GaugeRepository(session=session).upsert_many(
            [Gauge(code=f"g{n}", value=n, unit="s") for n in range(count)], no_merge=no_merge
        )
        seen = {gauge.code: gauge.value for gauge in returned}
        await session.commit()
    assert seen == {f"g{n}": n for n in range(count)}
    assert {(row["code"], row["value"], row["unit"]) for row in reader.rows("library_up_gauge")} == {
        (f"g{n}", n, "s") for n in range(count)
    }

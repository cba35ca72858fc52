"""What is a match, what is a duplicate, and which other rows an upsert must leave alone."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.upserts.models import Box, Counter, Gauge, Item, Twin
from reference_app.library.upserts.repositories import (
    BoxRepository,
    CounterRepository,
    GaugeRepository,
    ItemRepository,
    TwinRepository,
)
from suites.library.marks import BOTH
from suites.library.upsert.goods import items, key, raised, rows, stored

MODELS = (Box, Counter, Gauge, Item, Twin)
COLUMNS = ("sku", "name", "amount", "state")


@proves("upsert.duplicates-in-batch")
@BOTH
@pytest.mark.parametrize("known", ["", "a"], ids=["new", "known"])
async def test_same_number_twice(database: Database, reader: Reader, sql: Watch, no_merge: bool, known: str) -> None:
    """It is refused before any statement is sent, and the rows are what they were."""
    items(reader, *known, "z")
    before = stored(reader)
    data = [Item(sku=sku, name=name, amount=1, state="x") for sku, name in [("a", "1"), ("b", "2"), ("a", "3")]]
    async with database.session() as session:
        repository = ItemRepository(session=session)
        with sql() as statements:
            error = await raised(repository.upsert_many, data, match_fields=["sku"], no_merge=no_merge)
        await session.commit() if error is None else await session.rollback()
    told = "nothing" if error is None else type(error).__name__
    assert error is not None, f"the same number twice is told as {told}, after {len(statements)} statements"
    assert statements == [], f"the same number twice is told as {told}, after {len(statements)} statements"
    assert stored(reader) == before


@proves("upsert.duplicates-in-batch")
@BOTH
async def test_same_key_twice(database: Database, reader: Reader, sql: Watch, no_merge: bool) -> None:
    """The same by the primary key."""
    reader.insert("library_up_gauge", {"code": "a", "value": 1, "unit": "m"})
    async with database.session() as session:
        with sql() as statements:
            error = await raised(
                GaugeRepository(session=session).upsert_many,
                [Gauge(code="a", value=2), Gauge(code="a", value=3)],
                no_merge=no_merge,
            )
        await session.rollback()
    told = "nothing" if error is None else type(error).__name__
    assert error is not None, f"the same key twice is told as {told}, after {len(statements)} statements"
    assert statements == [], f"the same key twice is told as {told}, after {len(statements)} statements"


@proves("upsert.duplicates-in-batch", "upsert.match-key-gate")
@BOTH
async def test_same_name_twice(database: Database, reader: Reader, sql: Watch, no_merge: bool) -> None:
    """The same by a column that is not unique: no second row of the name is made."""
    reader.insert("library_up_box", {"id": key(1), "name": "small", "size": 1})
    async with database.session() as session:
        with sql() as statements:
            error = await raised(
                BoxRepository(session=session).upsert_many,
                [Box(name="large", size=2), Box(name="large", size=3)],
                match_fields=["name"],
                no_merge=no_merge,
            )
        await session.rollback()
    told = "nothing" if error is None else type(error).__name__
    assert error is not None, f"the same name twice is told as {told}, after {len(statements)} statements"
    assert statements == [], f"the same name twice is told as {told}, after {len(statements)} statements"


@proves("upsert.duplicates-in-batch")
@BOTH
async def test_numbers_that_look_alike(database: Database, reader: Reader, no_merge: bool) -> None:
    """Different numbers are no duplicates, though one begins as the other does."""
    items(reader, "a-1")
    async with database.session() as session:
        returned = await ItemRepository(session=session).upsert_many(
            [Item(sku=sku, name=sku, amount=1, state="x") for sku in ("a-10", "a-1", "a_1", "%")],
            match_fields=["sku"],
            no_merge=no_merge,
        )
        assert {item.sku: item.name for item in returned} == {s: s for s in ("a-10", "a-1", "a_1", "%")}
        await session.commit()
    assert {sku: row["name"] for sku, row in stored(reader).items()} == {s: s for s in ("a-10", "a-1", "a_1", "%")}
    assert stored(reader)["a-1"]["id"] == key(1)


def twins(reader: Reader) -> list[tuple[Any, ...]]:
    """Two rows with two numbers each, and what their table holds then."""
    reader.insert(
        "library_up_twin",
        {"id": key(1), "left_code": "l1", "right_code": "r1", "amount": 1},
        {"id": key(2), "left_code": "l2", "right_code": "r2", "amount": 2},
    )
    return rows(reader, "library_up_twin", "id", "left_code", "right_code", "amount")


@proves("upsert.mysql-ambiguity")
@BOTH
@pytest.mark.parametrize(
    ("item", "fields"),
    [
        pytest.param({"left_code": "l3", "right_code": "r1", "amount": 9}, ["left_code"], id="new-by-left"),
        pytest.param({"left_code": "l1", "right_code": "r3", "amount": 9}, ["right_code"], id="new-by-right"),
        pytest.param({"left_code": "l2", "right_code": "r1", "amount": 9}, ["left_code"], id="known-by-left"),
        pytest.param({"id": key(3), "left_code": "l1", "right_code": "r3", "amount": 9}, None, id="new-by-key"),
    ],
)
async def test_another_unique_column(
    database: Database, reader: Reader, no_merge: bool, item: dict[str, Any], fields: Any
) -> None:
    """A row that collides with another one in a column that was not named is refused, and changes no row."""
    before = twins(reader)
    async with database.session() as session:
        repository = TwinRepository(session=session)
        error = await raised(repository.upsert_many, [Twin(**item)], match_fields=fields, no_merge=no_merge)
        await session.commit() if error is None else await session.rollback()
    after = rows(reader, "library_up_twin", "id", "left_code", "right_code", "amount")
    assert after == before, f"the rows are {after}"
    assert isinstance(error, RepositoryError), f"a collision is told as {error!r}"


@proves("upsert.mysql-ambiguity")
@BOTH
async def test_named_unique_column_of_two(database: Database, reader: Reader, no_merge: bool) -> None:
    """Without a collision the named one decides, and the other is a value like another."""
    twins(reader)
    async with database.session() as session:
        await TwinRepository(session=session).upsert_many(
            [
                Twin(left_code="l2", right_code="r9", amount=20),
                Twin(left_code="l3", right_code="r8", amount=30),
            ],
            match_fields=["left_code"],
            no_merge=no_merge,
        )
        await session.commit()
    assert rows(reader, "library_up_twin", "left_code", "right_code", "amount") == [
        ("l1", "r1", 1),
        ("l2", "r9", 20),
        ("l3", "r8", 30),
    ]


@proves("upsert.match-key-gate")
@BOTH
async def test_part_of_a_unique_key(database: Database, reader: Reader, no_merge: bool) -> None:
    """More fields than the unique one: only a row that is equal in all of them is a match, and a collision is told."""
    items(reader, "a", "b")
    async with database.session() as session:
        repository = ItemRepository(session=session)
        fields = ["sku", "state"]
        await repository.upsert_many(
            [Item(sku="a", state="old", name="A"), Item(sku="n", state="old", name="N")],
            match_fields=fields,
            no_merge=no_merge,
        )
        await session.commit()
        error = await raised(
            repository.upsert_many,
            [Item(sku="b", state="other", name="B")],
            match_fields=fields,
            no_merge=no_merge,
        )
        await session.rollback()
    assert isinstance(error, RepositoryError), f"a collision is told as {error!r}"
    assert rows(reader, "library_up_item", *COLUMNS) == [
        ("a", "A", 10, "old"),
        ("b", "old b", 20, "old"),
        ("n", "N", None, "old"),
    ]


@proves("upsert.match-key-gate")
@BOTH
async def test_two_rows_of_the_name(database: Database, reader: Reader, no_merge: bool) -> None:
    """Where two rows match, one of them is written at most, no row is added, and none is lost."""
    reader.insert("library_up_box", *({"id": key(n), "name": "large", "size": n} for n in (1, 2)))
    async with database.session() as session:
        error = await raised(
            BoxRepository(session=session).upsert_many,
            [Box(name="large", size=9)],
            match_fields=["name"],
            no_merge=no_merge,
        )
        await session.commit() if error is None else await session.rollback()
    sizes = sorted(row["size"] for row in reader.rows("library_up_box"))
    assert sizes == ([1, 2] if error is not None else [sizes[0], 9])


@proves("upsert.server-generated-key")
@BOTH
async def test_key_of_the_database(database: Database, reader: Reader, no_merge: bool) -> None:
    """Rows without a key get one from the database; known ones keep theirs; the instances have them."""
    async with database.session() as session:
        repository = CounterRepository(session=session)
        first = await repository.upsert_many(
            [Counter(code="a", value=1), Counter(code="b", value=2)], match_fields=["code"], no_merge=no_merge
        )
        keys = {counter.code: counter.id for counter in first}
        await session.commit()
        second = await repository.upsert_many(
            [Counter(code="n", value=3), Counter(code="b", value=20)], match_fields=["code"], no_merge=no_merge
        )
        later = {counter.code: counter.id for counter in second}
        await session.commit()
    stored_keys = {row["code"]: row["id"] for row in reader.rows("library_up_counter")}
    assert stored_keys == {**keys, **later}
    assert later["b"] == keys["b"]
    assert len(set(stored_keys.values())) == 3
    assert rows(reader, "library_up_counter", "code", "value") == [("a", 1), ("b", 20), ("n", 3)]


@proves("upsert.server-generated-key")
@BOTH
async def test_some_keys_are_given(database: Database, reader: Reader, no_merge: bool) -> None:
    """By the key: those that are given are known, the others are new."""
    reader.insert("library_up_counter", {"id": 500, "code": "a", "value": 1}, {"id": 501, "code": "b", "value": 2})
    async with database.session() as session:
        returned = await CounterRepository(session=session).upsert_many(
            [Counter(code="n", value=3), Counter(id=501, code="b", value=20)], no_merge=no_merge
        )
        ids = {counter.code: counter.id for counter in returned}
        await session.commit()
    assert ids["b"] == 501
    assert {row["code"]: row["id"] for row in reader.rows("library_up_counter")} == {"a": 500, **ids}
    assert rows(reader, "library_up_counter", "code", "value") == [("a", 1), ("b", 20), ("n", 3)]


@proves("upsert.client-generated-key")
@BOTH
async def test_keys_of_known_rows_are_kept(database: Database, reader: Reader, no_merge: bool) -> None:
    """Neither the id that the model draws for a new row nor one that is given takes the place of a known row's."""
    items(reader, "a", "b")
    async with database.session() as session:
        data = [Item(sku="a", name="A"), Item(id=key(77), sku="b", name="B"), Item(id=key(78), sku="n", name="N")]
        returned = await ItemRepository(session=session).upsert_many(data, match_fields=["sku"], no_merge=no_merge)
        ids = {item.sku: item.id for item in returned}
        given = {item.sku: item.id for item in data}
        await session.commit()
    expected = {"a": key(1), "b": key(2), "n": key(78)}
    assert {sku: row["id"] for sku, row in stored(reader).items()} == expected
    assert (ids, given) == (expected, expected)

"""Which columns ``upsert_many`` writes, and what into them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.upserts.models import Box, Item, Vault
from reference_app.library.upserts.repositories import BoxRepository, ItemRepository, VaultRepository
from suites.library.marks import BOTH
from suites.library.upsert.goods import LONG_AGO, items, key, raised, rows, stored

MODELS = (Box, Item, Vault)
COLUMNS = ("sku", "name", "amount", "state")


async def written(database: Database, data: list[Any], no_merge: bool) -> None:
    """Upsert items by their numbers."""
    async with database.session() as session:
        await ItemRepository(session=session).upsert_many(data, match_fields=["sku"], no_merge=no_merge)
        await session.commit()


@proves("upsert.different-columns")
@BOTH
async def test_columns_that_no_item_carries(database: Database, reader: Reader, no_merge: bool) -> None:
    """They keep their values, also where the column has a default, which is for new rows."""
    items(reader, "a", "b")
    await written(database, [Item(sku="a", amount=1), Item(sku="n", amount=2)], no_merge)
    assert rows(reader, "library_up_item", *COLUMNS) == [
        ("a", "old a", 1, "old"),
        ("b", "old b", 20, "old"),
        ("n", None, 2, "new"),
    ]


@proves("upsert.different-columns")
@BOTH
@pytest.mark.parametrize("turned", [False, True], ids=["in-order", "turned"])
async def test_items_carry_different_columns(database: Database, reader: Reader, no_merge: bool, turned: bool) -> None:
    """Each writes its own; what an item does not carry is not written for it because another one does."""
    items(reader, "a", "b", "c")
    data = [
        Item(sku="a", name="A"),
        Item(sku="b", amount=2),
        Item(sku="c", state="x"),
        Item(sku="n", name="N", state="y"),
        Item(sku="m"),
    ]
    await written(database, data[::-1] if turned else data, no_merge)
    assert rows(reader, "library_up_item", *COLUMNS) == [
        ("a", "A", 10, "old"),
        ("b", "old b", 2, "old"),
        ("c", "old c", 30, "x"),
        ("m", None, None, "new"),
        ("n", "N", None, "y"),
    ]


@proves("upsert.different-columns")
@BOTH
async def test_null_that_is_said(database: Database, reader: Reader, no_merge: bool) -> None:
    """None is a value like another: it is written; so are 0 and an empty text."""
    items(reader, "a", "b")
    await written(
        database,
        [Item(sku="a", name=None, amount=None), Item(sku="b", name="", amount=0)],
        no_merge,
    )
    assert rows(reader, "library_up_item", *COLUMNS) == [("a", None, None, "old"), ("b", "", 0, "old")]


@proves("upsert.no-merge")
@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
async def test_null_for_a_column_with_a_default(database: Database, reader: Reader, known: bool) -> None:
    """Whether None is written or the default, it is the same on both paths."""
    items(reader, *(["a", "b"] if known else []))
    await written(database, [Item(sku="a", grade=None)], False)
    await written(database, [Item(sku="b", grade=None)], True)
    native, fallback = (row["grade"] for _, row in sorted(stored(reader).items()))
    assert native == fallback, f"None for a column with a default is {native} by default, {fallback} with no_merge"


@proves("upsert.different-columns")
@BOTH
async def test_item_with_nothing_but_its_number(database: Database, reader: Reader, no_merge: bool) -> None:
    """A known one is unchanged but for the time, and a new one has its defaults."""
    items(reader, "a")
    await written(database, [Item(sku="a"), Item(sku="n")], no_merge)
    assert rows(reader, "library_up_item", *COLUMNS) == [("a", "old a", 10, "old"), ("n", None, None, "new")]


@proves("upsert.audit-columns")
@BOTH
@pytest.mark.parametrize("fields", [["sku"], None], ids=["number", "key"])
async def test_times(database: Database, reader: Reader, no_merge: bool, fields: Any) -> None:
    """An update moves updated_at and keeps created_at; an insert sets both; others keep theirs."""
    items(reader, "a", "b")
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=2)
    async with database.session() as session:
        data = [Item(sku="a", name="A"), Item(sku="n", name="N")]
        if fields is None:
            data[0].id, data[1].id = key(1), key(9)
        returned = await ItemRepository(session=session).upsert_many(data, match_fields=fields, no_merge=no_merge)
        seen = {item.sku: (item.created_at, item.updated_at) for item in returned}
        await session.commit()
    after = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    found = stored(reader)
    assert found["a"]["created_at"] == LONG_AGO, f"created_at of a known row is {found['a']['created_at']}"
    assert before < found["a"]["updated_at"] < after
    assert before < found["n"]["created_at"] < after
    assert before < found["n"]["updated_at"] < after
    assert (found["b"]["created_at"], found["b"]["updated_at"]) == (LONG_AGO, LONG_AGO)
    assert seen["a"][0] == LONG_AGO
    assert before < seen["a"][1] < after


@proves("upsert.null-match-value")
@BOTH
async def test_match_value_that_is_null(database: Database, reader: Reader, no_merge: bool) -> None:
    """NULL equals nothing: each is a new row, and the rows with NULL are what they were."""
    reader.insert(
        "library_up_box",
        *({"id": key(n), "name": name, "size": n} for n, name in enumerate([None, None, "large"], 1)),
    )
    async with database.session() as session:
        returned = await BoxRepository(session=session).upsert_many(
            [Box(name=None, size=7), Box(name="large", size=30), Box(name=None, size=8)],
            match_fields=["name"],
            no_merge=no_merge,
        )
        assert len(returned) == 3
        await session.commit()
    assert rows(reader, "library_up_box", "name", "size") == [
        ("large", 30),
        (None, 1),
        (None, 2),
        (None, 7),
        (None, 8),
    ]


@proves("upsert.null-match-value")
@BOTH
async def test_match_value_that_is_not_said(database: Database, reader: Reader, no_merge: bool) -> None:
    """The same for a field that the item does not have, and for one that only some have."""
    reader.insert("library_up_box", {"id": key(1), "name": None, "size": 1}, {"id": key(2), "name": "large", "size": 2})
    async with database.session() as session:
        await BoxRepository(session=session).upsert_many([Box(size=7)], match_fields=["name"], no_merge=no_merge)
        await BoxRepository(session=session).upsert_many(
            [Box(size=8), Box(name="large", size=20)], match_fields=["name", "size"], no_merge=no_merge
        )
        await session.commit()
    assert rows(reader, "library_up_box", "name", "size") == [
        ("large", 2),
        ("large", 20),
        (None, 1),
        (None, 7),
        (None, 8),
    ]


@proves("upsert.null-match-value")
@BOTH
async def test_key_that_is_null(database: Database, reader: Reader, no_merge: bool) -> None:
    """Without a primary key an item is a new row, which gets one."""
    items(reader, "a")
    async with database.session() as session:
        returned = await ItemRepository(session=session).upsert_many(
            [Item(sku="n", amount=1), Item(id=key(1), sku="a", amount=2)], no_merge=no_merge
        )
        ids = {item.sku: item.id for item in returned}
        await session.commit()
    assert {sku: row["id"] for sku, row in stored(reader).items()} == ids
    assert ids["a"] == key(1)
    assert rows(reader, "library_up_item", *COLUMNS) == [("a", "old a", 2, "old"), ("n", None, 1, "new")]


@proves("upsert.null-match-value")
async def test_match_field_that_there_is_not(database: Database, reader: Reader) -> None:
    """It is refused, and no row is written or changed."""
    items(reader, "a")
    before = stored(reader)
    async with database.session() as session:
        repository = ItemRepository(session=session)
        error = await raised(repository.upsert_many, [Item(sku="a", amount=1)], match_fields=["suk"])
        await session.rollback()
    assert error is not None, "a misspelt match field was taken"
    assert stored(reader) == before


@proves("upsert.type-processing")
@BOTH
async def test_types_of_columns(database: Database, reader: Reader, no_merge: bool) -> None:
    """What is encrypted or JSON is stored as add stores it, for new and known rows, and is read as it was said."""
    async with database.session() as session:
        repository = VaultRepository(session=session)
        await repository.add(Vault(code="a", secret="old", details={"old": True}))
        await session.commit()
        data = [
            Vault(code="n", secret="sesame", details={"list": [1, None, "ä"], "inner": {}}),
            Vault(code="a", secret="open", details=None),
        ]
        returned = await repository.upsert_many(data, no_merge=no_merge)
        seen = {vault.code: (vault.secret, vault.details) for vault in returned}
        await session.commit()
    expected = {"n": ("sesame", {"list": [1, None, "ä"], "inner": {}}), "a": ("open", None)}
    async with database.session() as session:
        found = (await session.execute(select(Vault.code, Vault.secret, Vault.details))).all()
    assert {code: (secret, details) for code, secret, details in found} == expected
    assert seen == expected
    raw = {row["code"]: row["secret"] for row in reader.rows("library_up_vault")}
    assert set(raw) == {"a", "n"}
    assert all(secret and "sesame" not in str(secret) and "open" not in str(secret) for secret in raw.values())


@proves("upsert.different-columns")
@BOTH
@pytest.mark.parametrize("turned", [False, True], ids=["in-order", "turned"])
async def test_one_item_carries_a_column_with_a_default(
    database: Database, reader: Reader, no_merge: bool, turned: bool
) -> None:
    """The others are known and do not carry it: they keep what they have, and do not get the default of new rows."""
    items(reader, "a", "b", "c")
    data = [Item(sku="a", amount=1, state="x"), Item(sku="b", amount=2), Item(sku="c", amount=3)]
    await written(database, data[::-1] if turned else data, no_merge)
    assert rows(reader, "library_up_item", *COLUMNS, "grade") == [
        ("a", "old a", 1, "x", 1),
        ("b", "old b", 2, "old", 1),
        ("c", "old c", 3, "old", 1),
    ]

# Generated from suites/library/upsert/test_rows.py by `python -m tools.twin`; do not edit.
"""What is in the table after ``upsert_many``, and what it returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect

from assay.checking import Reader, Watch, proves
from reference_app.library.upserts.models import Box, Crate, Gauge, Item, Part, Reading, Rename, Thing
from reference_app.sync.library.database import Database
from reference_app.sync.library.upserts.repositories import (
    BoxRepository,
    CrateRepository,
    GaugeRepository,
    ItemRepository,
    PartRepository,
    ReadingRepository,
    RenameRepository,
)
from suites.library.sync.marks import BOTH
from suites.library.sync.upsert.goods import items, key, rows, stored

MODELS = (Box, Crate, Thing, Gauge, Item, Part, Reading, Rename)
NEW = UUID(int=0x600D << 64 | 0xFFFF)


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_by_the_primary_key(database: Database, reader: Reader, no_merge: bool) -> None:
    """Known ids are updated, others are new, and rows that nobody named are what they were, in all columns."""
    items(reader, "a", "b", "c", "d")
    before = stored(reader)
    with database.session() as session:
        data = [
            Item(id=key(2), sku="b", name="B", amount=2, state="x"),
            Item(id=NEW, sku="n", name="N", amount=3, state="y"),
            Item(id=key(4), sku="d2", name=None, amount=0, state=""),
        ]
        returned = ItemRepository(session=session).upsert_many(data, no_merge=no_merge)
        seen = {(item.id, item.sku, item.name, item.amount, item.state) for item in returned}
        session.commit()
    after = stored(reader)
    expected = {(key(2), "b", "B", 2, "x"), (NEW, "n", "N", 3, "y"), (key(4), "d2", None, 0, "")}
    assert (len(returned), seen) == (3, expected)
    assert {(r["id"], r["sku"], r["name"], r["amount"], r["state"]) for r in after.values() if r["sku"] in "bnd2"} == (
        expected
    )
    assert {sku: after[sku] for sku in "ac"} == {sku: before[sku] for sku in "ac"}
    assert len(after) == 5


@proves("upsert.inserts-and-updates", "upsert.no-merge", "upsert.client-generated-key")
@BOTH
@pytest.mark.parametrize("fields", ["sku", ["sku"], None], ids=["text", "list", "class"])
def test_by_a_unique_column(database: Database, reader: Reader, no_merge: bool, fields: Any) -> None:
    """The row with the number is updated and keeps its id; the instance, and the one that was given, have this id."""
    items(reader, "a", "b", "c")
    before = stored(reader)

    class BySku(ItemRepository):
        match_fields = "sku"

    with database.session() as session:
        repository = ItemRepository(session=session) if fields else BySku(session=session)
        data = [
            Item(sku="n", name="N", amount=1, state="x"),
            Item(sku="b", name="B", amount=2, state="y"),
        ]
        returned = repository.upsert_many(data, no_merge=no_merge, **({"match_fields": fields} if fields else {}))
        ids = {item.sku: item.id for item in returned}
        given = {item.sku: item.id for item in data}
        session.commit()
    after = stored(reader)
    assert {sku: row["id"] for sku, row in after.items() if sku in "nb"} == ids == given
    assert ids["b"] == key(2)
    assert [(after[s]["name"], after[s]["amount"], after[s]["state"]) for s in "nb"] == [("N", 1, "x"), ("B", 2, "y")]
    assert {sku: after[sku] for sku in "ac"} == {sku: before[sku] for sku in "ac"}
    assert len(after) == 4


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_by_a_key_that_is_given(database: Database, reader: Reader, no_merge: bool) -> None:
    """A table that has no other unique column."""
    reader.insert(
        "library_up_gauge",
        {"code": "a", "value": 1, "unit": "m"},
        {"code": "b", "value": 2, "unit": "m"},
    )
    with database.session() as session:
        returned = GaugeRepository(session=session).upsert_many(
            [Gauge(code="n", value=9, unit="s"), Gauge(code="b", value=0, unit=None)], no_merge=no_merge
        )
        seen = {(gauge.code, gauge.value, gauge.unit) for gauge in returned}
        session.commit()
    assert seen == {("n", 9, "s"), ("b", 0, None)}
    assert rows(reader, "library_up_gauge", "code", "value", "unit") == [("a", 1, "m"), ("b", 0, None), ("n", 9, "s")]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_by_two_columns(database: Database, reader: Reader, no_merge: bool) -> None:
    """Both have to be equal: a row with one of them is another row."""
    reader.insert(
        "library_up_part",
        *(
            {"id": key(n), "maker": maker, "number": number, "amount": n}
            for n, (maker, number) in enumerate([("x", 1), ("x", 2), ("y", 1)], 1)
        ),
    )
    with database.session() as session:
        returned = PartRepository(session=session).upsert_many(
            [Part(maker="y", number=2, amount=40), Part(maker="x", number=2, amount=20)],
            match_fields=["maker", "number"],
            no_merge=no_merge,
        )
        seen = {(part.maker, part.number, part.amount) for part in returned}
        session.commit()
    assert seen == {("y", 2, 40), ("x", 2, 20)}
    assert rows(reader, "library_up_part", "maker", "number", "amount") == [
        ("x", 1, 1),
        ("x", 2, 20),
        ("y", 1, 3),
        ("y", 2, 40),
    ]
    assert [row["id"] for row in reader.rows("library_up_part", maker="x", number=2)] == [key(2)]


@proves("upsert.match-key-gate")
@BOTH
@pytest.mark.parametrize("fields", [None, ["station", "day"], ["day", "station"]], ids=["class", "call", "turned"])
def test_by_a_key_of_two_columns(database: Database, reader: Reader, no_merge: bool, fields: Any) -> None:
    """A composite primary key, in whatever order its columns are named."""
    reader.insert(
        "library_up_reading",
        *({"station": s, "day": d, "value": v} for s, d, v in [("x", 1, 1), ("x", 2, 2), ("y", 1, 3)]),
    )
    with database.session() as session:
        returned = ReadingRepository(session=session).upsert_many(
            [Reading(station="y", day=2, value=40), Reading(station="x", day=2, value=20)],
            match_fields=fields,
            no_merge=no_merge,
        )
        seen = {(reading.station, reading.day, reading.value) for reading in returned}
        session.commit()
    assert seen == {("y", 2, 40), ("x", 2, 20)}
    assert rows(reader, "library_up_reading", "station", "day", "value") == [
        ("x", 1, 1),
        ("x", 2, 20),
        ("y", 1, 3),
        ("y", 2, 40),
    ]


@proves("upsert.inserts-and-updates", "upsert.match-key-gate", "upsert.no-merge")
@BOTH
def test_by_a_column_that_is_not_unique(database: Database, reader: Reader, no_merge: bool) -> None:
    """The one row with the name is updated, and no second one is made."""
    reader.insert(
        "library_up_box",
        *({"id": key(n), "name": name, "size": n} for n, name in enumerate(["small", "large", None], 1)),
    )
    with database.session() as session:
        returned = BoxRepository(session=session).upsert_many(
            [Box(name="huge", size=90), Box(name="large", size=50)], match_fields=["name"], no_merge=no_merge
        )
        ids = {box.name: box.id for box in returned}
        session.commit()
    assert ids["large"] == key(2)
    assert rows(reader, "library_up_box", "name", "size") == [("huge", 90), ("large", 50), ("small", 1), (None, 3)]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_attributes_with_other_names_than_their_columns(database: Database, reader: Reader, no_merge: bool) -> None:
    """match_fields and values are attributes; the columns are found by them."""
    reader.insert(
        "library_up_rename",
        {"id": key(1), "col_code": "a", "col_amount": 1},
        {"id": key(2), "col_code": "b", "col_amount": 2},
    )
    with database.session() as session:
        returned = RenameRepository(session=session).upsert_many(
            [Rename(code="n", amount=9), Rename(code="b", amount=20)], match_fields=["code"], no_merge=no_merge
        )
        seen = {(found.code, found.amount) for found in returned}
        session.commit()
    assert seen == {("n", 9), ("b", 20)}
    assert rows(reader, "library_up_rename", "col_code", "col_amount") == [("a", 1), ("b", 20), ("n", 9)]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_order_of_what_is_returned(database: Database, reader: Reader, no_merge: bool) -> None:
    """Each instance stands where its item stood, new or known."""
    items(reader, "a", "b", "c")
    with database.session() as session:
        data = [Item(sku=sku, name=sku.upper(), amount=1, state="x") for sku in ("c", "n", "a", "m", "b")]
        returned = ItemRepository(session=session).upsert_many(data, match_fields=["sku"], no_merge=no_merge)
        order = "".join(item.sku for item in returned)
        session.rollback()
    assert order == "cnamb", f"given were cnamb, returned are {order}"


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
@pytest.mark.parametrize("known", ["", "abc"], ids=["all-new", "all-known"])
def test_only_one_kind(database: Database, reader: Reader, no_merge: bool, known: str) -> None:
    """All new, or all known: as many instances, and as many rows."""
    items(reader, *known)
    with database.session() as session:
        data = [Item(sku=sku, name=sku.upper(), amount=1, state="x") for sku in "cab"]
        returned = ItemRepository(session=session).upsert_many(data, match_fields=["sku"], no_merge=no_merge)
        seen = sorted((item.sku, item.name) for item in returned)
        session.commit()
    assert seen == [("a", "A"), ("b", "B"), ("c", "C")]
    assert rows(reader, "library_up_item", "sku", "name", "amount", "state") == [(s, s.upper(), 1, "x") for s in "abc"]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_nothing(database: Database, reader: Reader, no_merge: bool) -> None:
    """An empty list is answered with an empty list, and no row is another one."""
    items(reader, "a")
    before = stored(reader)
    with database.session() as session:
        returned = ItemRepository(session=session).upsert_many([], no_merge=no_merge)
        session.commit()
    assert list(returned) == []
    assert stored(reader) == before


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_instances_of_the_session(database: Database, reader: Reader, no_merge: bool) -> None:
    """One that was read and changed is written, beside a new one; it is in the session as it is in the table."""
    items(reader, "a", "b")
    with database.session() as session:
        repository = ItemRepository(session=session)
        known = repository.get(key(1))
        known.name = "changed"
        returned = repository.upsert_many(
            [known, Item(sku="n", name="N", amount=1, state="x")], match_fields=["sku"], no_merge=no_merge
        )
        assert {item.sku for item in returned} == {"a", "n"}
        again = repository.get(key(1))
        seen = again.name, again.amount, again.state
        session.commit()
    assert seen == ("changed", 10, "old")
    assert rows(reader, "library_up_item", "sku", "name", "amount", "state") == [
        ("a", "changed", 10, "old"),
        ("b", "old b", 20, "old"),
        ("n", "N", 1, "x"),
    ]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_session_knows_the_new_values(database: Database, reader: Reader, no_merge: bool) -> None:
    """What the session had read before, by another way, has the values of the table afterwards."""
    items(reader, "a")
    with database.session() as session:
        repository = ItemRepository(session=session)
        known = repository.get(key(1))
        repository.upsert_many([Item(sku="a", name="A", amount=1, state="x")], match_fields=["sku"], no_merge=no_merge)
        again = repository.get(key(1))
        seen = (known.name, known.amount), (again.name, again.amount)
        session.commit()
    assert seen == (("A", 1), ("A", 1)), f"the session has {seen}"
    assert rows(reader, "library_up_item", "name", "amount") == [("A", 1)]


@proves("upsert.inserts-and-updates")
def test_second_call(database: Database, reader: Reader) -> None:
    """A second call of the same repository, with other match fields, updates what the first one made."""
    with database.session() as session:
        repository = ItemRepository(session=session)
        first = repository.upsert_many([Item(sku="a", name="A", amount=1, state="x")], match_fields=["sku"])
        key_of_a = first[0].id
        repository.upsert_many([Item(id=key_of_a, sku="b", name="B", amount=2, state="y")])
        repository.upsert_many([Item(sku="b", name="C", amount=3, state="z")], match_fields=["sku"])
        session.commit()
    assert rows(reader, "library_up_item", "id", "sku", "name", "amount", "state") == [(key_of_a, "b", "C", 3, "z")]


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_values_are_there(database: Database, reader: Reader, sql: Watch, no_merge: bool) -> None:
    """What is returned has all values of its row without another statement, also after the session is closed."""
    items(reader, "a")
    with database.session() as session:
        returned = ItemRepository(session=session).upsert_many(
            [Item(sku="a", amount=1), Item(sku="n", amount=2)], match_fields=["sku"], no_merge=no_merge
        )
        session.commit()
    with sql() as statements:
        seen = {item.sku: (item.id, item.name, item.amount, item.state, item.grade) for item in returned}
    found = stored(reader)
    names = ("id", "name", "amount", "state", "grade")
    assert seen == {sku: tuple(row[name] for name in names) for sku, row in found.items()}
    assert statements == []


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_load_with_an_upsert(database: Database, reader: Reader, no_merge: bool) -> None:
    """load is heeded: the things of known crates and of new ones are there."""
    reader.insert("library_up_crate", {"id": key(1), "code": "a", "amount": 1})
    reader.insert("library_up_thing", {"id": key(2), "name": "lamp", "crate_id": key(1)})
    with database.session() as session:
        returned = CrateRepository(session=session).upsert_many(
            [Crate(code="a", amount=2), Crate(code="n", amount=3)],
            match_fields=["code"],
            load=[Crate.things],
            no_merge=no_merge,
        )
        session.commit()
    unloaded = {crate.code for crate in returned if "things" in inspect(crate).unloaded}
    assert unloaded == set(), f"the things of {sorted(unloaded)} are not loaded"
    assert {crate.code: [thing.name for thing in crate.things] for crate in returned} == {"a": ["lamp"], "n": []}


@proves("upsert.inserts-and-updates", "upsert.no-merge")
@BOTH
def test_items_with_relations(database: Database, reader: Reader, no_merge: bool) -> None:
    """A new crate with things in it is stored with them; the things of a known one stay."""
    reader.insert("library_up_crate", {"id": key(1), "code": "a", "amount": 1})
    reader.insert("library_up_thing", {"id": key(2), "name": "lamp", "crate_id": key(1)})
    with database.session() as session:
        CrateRepository(session=session).upsert_many(
            [Crate(code="n", amount=3, things=[Thing(name="rope"), Thing(name="saw")]), Crate(code="a", amount=2)],
            match_fields=["code"],
            no_merge=no_merge,
        )
        session.commit()
    crates = {row["code"]: row for row in reader.rows("library_up_crate")}
    assert {code: row["amount"] for code, row in crates.items()} == {"a": 2, "n": 3}
    assert rows(reader, "library_up_thing", "name", "crate_id") == [
        ("lamp", key(1)),
        ("rope", crates["n"]["id"]),
        ("saw", crates["n"]["id"]),
    ]

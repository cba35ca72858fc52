"""JsonB: documents."""

from __future__ import annotations

import copy
import datetime
import decimal
import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from assay.checking import Reader, Target, proves
from reference_app.library.columns.models import Document, Settings, Sheet
from reference_app.library.columns.repositories import DocumentRepository, SettingsRepository
from reference_app.library.database import Database
from suites.library.types.storing import names, store, value_of

MODELS = (Document, Settings, Sheet)

DOCUMENTS: dict[str, Any] = {
    "empty-object": {},
    "empty-list": [],
    "nested": {"a": {"b": [1, [2, {"c": []}], {}]}, "d": {}},
    "numbers": {"int": 2**53 - 1, "negative": -7, "zero": 0, "half": 0.5, "small": 1e-7},
    "texts": {
        "bmp": "é ß 中",
        "beyond": "\U0001f468\U0001f3fd \U00020000",
        "quotes": "'\"`\\",
        "percent": "%s %(a)s :b",
    },
    "controls": {"lines": "a\nb\r\n\tc", "escape": "\x1b\x7f"},
    "booleans": [True, False, None],
    "null-inside": {"a": None, "b": [None]},
    "awkward-keys": {"": 1, "with space": 2, "dotted.key": 3, "$": 4, "\U0001f511": 5},
    "text": "only a text",
    "empty-text": "",
    "number": 7,
    "zero": 0,
    "false": False,
    "long": {"text": "x" * 20_000},
}


@proves("types.jsonb-storage-per-database")
def test_column_is_of_the_documented_type(database: Database, reader: Reader, target: Target) -> None:
    """The database's binary JSON if it has such a type, else its JSON."""
    del database  # has made the table
    found = str(reader.table("library_document").c["data"].type)
    assert found == target.column_types.json, f"a JsonB is stored as {found}, not {target.column_types.json}"


@proves("types.jsonb-round-trip")
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_document_comes_back(database: Database, document: Any) -> None:
    """What is written is read by the next session, with the same types."""
    await store(database, Document(name="it", data=copy.deepcopy(document)))
    read = await value_of(database, Document.data, "it")
    assert (type(read), read) == (type(document), document), f"the session reads {read!r}"


@proves("types.jsonb-round-trip")
async def test_key_order_does_not_change_the_document(database: Database) -> None:
    """Keys in another order are the same document for a comparison in Python."""
    await store(database, Document(name="it", data={"b": 1, "a": 2, "aa": 3}))
    assert await value_of(database, Document.data, "it") == {"a": 2, "aa": 3, "b": 1}


@proves("types.jsonb-round-trip")
async def test_documents_written_in_bulk(database: Database) -> None:
    """An INSERT of several rows and an UPDATE by statement write the same documents as a flush."""
    async with database.session() as session:
        await session.execute(
            sa.insert(Document),
            [{"name": "a", "data": {"n": [1]}}, {"name": "b", "data": []}, {"name": "c", "data": 0}],
        )
        await session.execute(sa.update(Document).where(Document.name == "b").values(data={"n": {"é": None}}))
        await session.commit()
    read = {name: await value_of(database, Document.data, name) for name in ("a", "b", "c")}
    assert read == {"a": {"n": [1]}, "b": {"n": {"é": None}}, "c": 0}, read


@proves("types.jsonb-round-trip")
async def test_repository_writes_documents(database: Database) -> None:
    """add_many, update, update_many and upsert write the documents that they are given."""
    async with database.session() as session:
        repository = DocumentRepository(session=session)
        first, second, third = await repository.add_many(
            [Document(name=name, data={"n": 0}) for name in ("a", "b", "c")]
        )
        await repository.update(Document(id=first.id, name="a", data={"n": [1]}))
        await repository.update_many([Document(id=second.id, name="b", data={"n": [2]})])
        await repository.upsert(Document(id=third.id, name="c", data=[]))
        await session.commit()
    read = {name: await value_of(database, Document.data, name) for name in ("a", "b", "c")}
    assert read == {"a": {"n": [1]}, "b": {"n": [2]}, "c": []}, read


@proves("types.jsonb-null-kinds")
@pytest.mark.parametrize("by", ["flush", "statement", "change", "repository"])
async def test_none_is_one_kind_of_null(database: Database, reader: Reader, by: str) -> None:
    """However None is written, IS NULL in SQL does not find it: it is the null of JSON, and None in Python."""
    async with database.session() as session:
        if by == "flush":
            session.add(Document(name="it", data=None))
        elif by == "statement":
            await session.execute(sa.insert(Document), [{"name": "it", "data": None}])
        else:
            session.add(Document(name="it", data={"a": 1}))
            await session.flush()
            found = (await session.execute(sa.select(Document))).scalar_one()
            if by == "change":
                found.data = None
            else:
                await DocumentRepository(session=session).update(Document(id=found.id, name="it", data=None))
        await session.commit()
    assert await value_of(database, Document.data, "it") is None
    nulls = reader.execute("SELECT name FROM library_document WHERE data IS NULL")
    assert nulls == [], "None in a JsonB column is SQL's NULL here"


@proves("types.jsonb-null-kinds")
async def test_value_that_was_not_given_is_sql_null(database: Database, reader: Reader) -> None:
    """A document that was never set, and SQL's own null(), are NULL, and None in Python."""
    await store(database, Document(name="missing"), Document(name="null", data=sa.null()))
    nulls = reader.execute("SELECT name FROM library_document WHERE data IS NULL ORDER BY name")
    assert [row["name"] for row in nulls] == ["missing", "null"], nulls
    assert [await value_of(database, Document.data, name) for name in ("missing", "null")] == [None, None]


@proves("types.jsonb-null-kinds")
async def test_null_inside_a_document_stays(database: Database) -> None:
    """A key whose value is null is not left out."""
    await store(database, Document(name="it", data={"a": None, "b": {"c": None}}))
    assert await value_of(database, Document.data, "it") == {"a": None, "b": {"c": None}}


@proves("types.jsonb-custom-values")
async def test_values_that_json_does_not_know(database: Database) -> None:
    """Through the configuration's serializer times, dates, UUIDs and decimals are written as texts."""
    key = uuid.UUID("12e4243a-b7f1-46d0-be14-579198d5da02")
    document = {
        "date": datetime.date(2024, 2, 29),
        "uuid": key,
        "decimal": decimal.Decimal("1.50"),
        "nested": [{"uuid": key}],
        "at": datetime.datetime(2024, 7, 1, 18, 30, 15, tzinfo=datetime.timezone.utc),
    }
    await store(database, Document(name="it", data=document))
    read = await value_of(database, Document.data, "it")
    at = datetime.datetime.fromisoformat(str(read.pop("at")).replace("Z", "+00:00"))
    assert at == document["at"], f"the time is read as {at}"
    assert read == {"date": "2024-02-29", "uuid": str(key), "decimal": "1.50", "nested": [{"uuid": str(key)}]}, read


@proves("types.jsonb-in-place-mutation")
async def test_change_inside_a_mutable_document_is_saved(database: Database) -> None:
    """Set, deleted, updated and popped keys of a loaded document are in the next session's."""
    await store(database, Settings(name="it", data={"a": 1, "b": 2, "c": 3}))
    async with database.session() as session:
        found = (await session.execute(sa.select(Settings))).scalar_one()
        assert found.data is not None
        found.data["a"] = {"n": [1]}
        del found.data["b"]
        found.data.update(d=4)
        found.data.pop("c")
        await session.commit()
    assert await value_of(database, Settings.data, "it") == {"a": {"n": [1]}, "d": 4}


@proves("types.jsonb-in-place-mutation")
async def test_change_inside_a_plain_document_is_not_saved(database: Database) -> None:
    """Without the wrapper only an assignment is noticed, of an equal but changed copy too."""
    await store(database, Document(name="it", data={"a": 1, "l": [1]}))
    async with database.session() as session:
        found = (await session.execute(sa.select(Document))).scalar_one()
        assert found.data is not None
        found.data["a"] = 2
        await session.commit()
    assert await value_of(database, Document.data, "it") == {"a": 1, "l": [1]}
    async with database.session() as session:
        found = (await session.execute(sa.select(Document))).scalar_one()
        found.data = {**(found.data or {}), "l": [1, 2]}
        await session.commit()
    assert await value_of(database, Document.data, "it") == {"a": 1, "l": [1, 2]}


@proves("types.jsonb-in-place-mutation")
async def test_change_after_a_repository_call_is_saved(database: Database) -> None:
    """What a repository returns is noticed to change as well, also after a commit."""
    async with database.session() as session:
        repository = SettingsRepository(session=session)
        added = await repository.add(Settings(name="it", data={"a": 1}))
        await session.commit()
        assert added.data is not None
        added.data["b"] = 2
        await session.commit()
    assert await value_of(database, Settings.data, "it") == {"a": 1, "b": 2}


@proves("types.jsonb-in-place-mutation")
async def test_wrapped_column_leaves_the_others_alone(database: Database) -> None:
    """A JsonB column without a wrapper still takes lists and texts, beside a model with a mutable one."""
    await store(database, Document(name="list", data=[1, {"a": 2}]), Document(name="text", data="x"))
    assert [await value_of(database, Document.data, name) for name in ("list", "text")] == [[1, {"a": 2}], "x"]


@proves("types.jsonb-index-access")
async def test_keys_and_positions_filter_rows(database: Database) -> None:
    """A value inside the document is compared as text, integer, number and boolean."""
    await store(
        database,
        Document(name="one", data={"title": "Curtain", "n": {"pages": 7}, "l": [10, 20], "rate": 1.5, "out": True}),
        Document(name="two", data={"title": "Nemesis", "n": {"pages": 30}, "l": [30], "rate": 2.5, "out": False}),
        Document(name="empty", data={}),
    )
    conditions = {
        "text": (Document.data["title"].as_string() == "Nemesis", ["two"]),
        "path": (Document.data[("n", "pages")].as_integer() > 7, ["two"]),
        "steps": (Document.data["n"]["pages"].as_integer() == 7, ["one"]),
        "position": (Document.data["l"][1].as_integer() == 20, ["one"]),
        "number": (Document.data["rate"].as_float() < 2.0, ["one"]),
        "boolean": (Document.data["out"].as_boolean() == sa.true(), ["one"]),
        "missing": (Document.data["nobody"].as_string().is_(None), ["empty", "one", "two"]),
    }
    found = {
        name: await names(database, sa.select(Document.name).where(condition).order_by(Document.name))
        for name, (condition, _) in conditions.items()
    }
    assert found == {name: expected for name, (_, expected) in conditions.items()}, found


@proves("types.jsonb-index-access")
async def test_value_inside_is_selected_and_sorted_by(database: Database) -> None:
    """It can be a column of the result, and what rows are sorted by."""
    await store(database, *(Document(name=f"row {n}", data={"n": n}) for n in (10, 9, 100)))
    async with database.session() as session:
        number = Document.data["n"].as_integer()
        rows = (await session.execute(sa.select(number, Document.name).order_by(number))).all()
    assert [tuple(row) for row in rows] == [(9, "row 9"), (10, "row 10"), (100, "row 100")], rows

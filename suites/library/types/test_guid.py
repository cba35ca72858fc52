"""GUID: UUIDs, however they are given."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
import uuid_utils

from assay.checking import Reader, Target, Watch, proves
from reference_app.library.columns.models import Reference, TextReference
from reference_app.library.columns.repositories import ReferenceRepository, TextReferenceRepository
from reference_app.library.database import Database
from suites.library.types.storing import committed, expect_python_type, names, refusal, store, value_of

MODELS = (Reference, TextReference)

KEY = uuid.UUID("12e4243a-b7f1-46d0-be14-579198d5da02")
FORMS: dict[str, Any] = {
    "uuid": KEY,
    "text": str(KEY),
    "no-hyphens": KEY.hex,
    "capitals": str(KEY).upper(),
    "bytes": KEY.bytes,
}
"""What the column's methods say that they take."""
AWKWARD = {
    "nil": uuid.UUID(int=0),
    "max": uuid.UUID(int=2**128 - 1),
    "leading-zeros": uuid.UUID(int=1),
    "trailing-zeros": uuid.UUID(int=1 << 120),
    # sixteen bytes that could be read as text, one of them with digits only
    "printable": uuid.UUID(bytes=b"0123456789abcdef"),
    "version-7": uuid.UUID("0190163d-8694-739b-aea5-966c26f8ad91"),
    "version-1": uuid.UUID("c9a646d3-9c61-11d9-b0f1-0002a5d5c51b"),
}
BOTH = pytest.mark.parametrize("model", [Reference, TextReference], ids=["binary", "text"])


def stored_type(reader: Reader, table: str, column: str) -> str:
    """The name and length of a column's type, as reflection reports it."""
    kind = reader.table(table).c[column].type
    length = getattr(kind, "length", None)
    return f"{type(kind).__name__}({length})" if length else type(kind).__name__


@proves("types.guid-storage-per-database")
def test_column_is_of_the_documented_type(database: Database, reader: Reader, target: Target) -> None:
    """The database's own UUID type, or 16 bytes, also where it is no key."""
    del database
    found = stored_type(reader, "library_reference", "target")
    assert found == target.column_types.reflected_uuid, f"a GUID is stored as {found}"


@BOTH
@proves("types.guid-round-trip", "types.guid-binary-false")
async def test_type_says_the_class(database: Database, model: Any) -> None:
    """The type says that its values are UUIDs, and they are."""
    await store(database, model(name="it", target=KEY))
    assert model.target.type.python_type is uuid.UUID
    expect_python_type(model.target, await value_of(database, model.target, "it"))


@proves("types.guid-storage-per-database")
async def test_equal_uuid_is_no_change(database: Database, sql: Watch) -> None:
    """A loaded row that is given an equal UUID, of the standard library or of uuid-utils, is not written again."""
    await store(database, Reference(name="it", target=KEY))
    async with database.session() as session:
        found: Any = (await session.execute(sa.select(Reference))).scalar_one()
        with sql() as statements:
            found.target = uuid.UUID(bytes=KEY.bytes)
            await session.flush()
            found.target = uuid_utils.UUID(bytes=KEY.bytes)
            await session.flush()
        await session.rollback()
    assert [statement for statement in statements if "UPDATE" in statement] == []


@proves("types.guid-storage-per-database")
async def test_client_without_the_library_finds_the_uuid(database: Database, reader: Reader) -> None:
    """What another client writes as the database has it is the same UUID to the library, and the reverse."""
    reader.insert("library_reference", {"id": uuid.uuid4(), "name": "theirs", "target": KEY})
    await store(database, Reference(name="ours", target=KEY))
    assert await value_of(database, Reference.target, "theirs") == KEY
    found = sorted(row["name"] for row in reader.rows("library_reference", target=KEY))
    assert found == ["ours", "theirs"], f"the reader finds {found} by the UUID"


@proves("types.guid-round-trip")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
async def test_each_form_is_the_same_uuid(database: Database, reader: Reader, form: Any) -> None:
    """A UUID, its text in any spelling and its bytes are stored as one value, and read as a UUID."""
    refused = await refusal(database, Reference(name="it", target=form))
    assert refused == "", f"{form!r} is refused: {refused}"
    read = await value_of(database, Reference.target, "it")
    assert isinstance(read, uuid.UUID), f"the session reads a {type(read).__name__}: {read!r}"
    assert read == KEY, f"the session reads {read}, not {KEY}"
    row = reader.row("library_reference", name="it")
    assert row is not None
    assert row["target"] == KEY, f"stored is {row['target']!r}"


@proves("types.guid-round-trip")
@pytest.mark.parametrize("key", AWKWARD.values(), ids=AWKWARD)
async def test_awkward_uuids(database: Database, reader: Reader, key: uuid.UUID) -> None:
    """UUIDs of zeros, of printable bytes and of each version come back as they were."""
    await store(database, Reference(name="it", target=key))
    assert await value_of(database, Reference.target, "it") == key
    row = reader.row("library_reference", name="it")
    assert row is not None
    assert row["target"] == key, f"stored is {row['target']!r}"


@proves("types.guid-round-trip")
@BOTH
async def test_none_is_null(database: Database, reader: Reader, model: Any) -> None:
    """No UUID is NULL in the table, and None again; IS NULL finds it."""
    await store(database, model(name="none", target=None), model(name="some", target=KEY))
    row = reader.row(model.__tablename__, name="none")
    assert row is not None
    assert row["target"] is None
    assert await value_of(database, model.target, "none") is None
    assert await names(database, sa.select(model.name).where(model.target.is_(None))) == ["none"]


@proves("types.guid-round-trip")
@BOTH
@pytest.mark.parametrize("junk", ["junk", "", "12e4243a", b"short", 5], ids=["word", "empty", "half", "bytes", "int"])
async def test_junk_is_refused(database: Database, reader: Reader, model: Any, junk: Any) -> None:
    """What is no UUID is refused, before or by the server, and there is no row."""
    assert await refusal(database, model(name="it", target=junk)), f"{junk!r} was taken for a UUID"
    assert reader.count(model.__tablename__) == 0


@proves("types.guid-binary-false")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
async def test_text_column_returns_uuids(database: Database, reader: Reader, form: Any) -> None:
    """Each form is the same UUID in the table, and in the next session."""
    refused = await refusal(database, TextReference(name="it", target=form))
    assert refused == "", f"{form!r} is refused: {refused}"
    read = await value_of(database, TextReference.target, "it")
    assert isinstance(read, uuid.UUID), f"the session reads a {type(read).__name__}: {read!r}"
    assert read == KEY, f"the session reads {read}, not {KEY}"
    row = reader.row("library_text_reference", name="it")
    assert row is not None
    assert row["target"] == KEY, f"stored is {row['target']!r}"


@proves("types.guid-binary-false")
@pytest.mark.parametrize("key", AWKWARD.values(), ids=AWKWARD)
async def test_awkward_uuids_as_text(database: Database, key: uuid.UUID) -> None:
    """Zeros at either end are kept."""
    await store(database, TextReference(name="it", target=key))
    assert await value_of(database, TextReference.target, "it") == key


@proves("types.guid-binary-false")
async def test_text_column_is_searched_and_changed(database: Database, reader: Reader) -> None:
    """Equality, IN and an update by statement see the same text."""
    others = [uuid.UUID(int=number) for number in (3, 1, 2)]
    await store(database, *(TextReference(name=str(key.int), target=key) for key in others))
    ordered = await names(database, sa.select(TextReference.name).order_by(TextReference.target))
    assert ordered == ["1", "2", "3"], ordered
    async with database.session() as session:
        change = sa.update(TextReference).where(TextReference.target == others[0]).values(target=KEY)
        await session.execute(change)
        await session.commit()
        repository = TextReferenceRepository(session=session)
        assert (await repository.get_one(target=KEY)).name == "3"
    found = await names(database, sa.select(TextReference.name).where(TextReference.target.in_([KEY, str(others[1])])))
    assert sorted(found) == ["1", "3"], found
    assert {row["target"] for row in reader.rows("library_text_reference")} == {KEY, *others[1:]}


@proves("types.guid-filter")
async def test_uuids_find_and_sort_rows(database: Database) -> None:
    """Equality, inequality, IN and ORDER BY take UUIDs; of integers the order is that of their digits."""
    keys = [uuid.UUID(int=number << 64) for number in (3, 200, 1)]
    await store(database, *(Reference(name=str(key.int >> 64), target=key) for key in keys))
    by_order = await names(database, sa.select(Reference.name).order_by(Reference.target))
    assert by_order == ["1", "3", "200"], by_order
    conditions = {
        "equal": (Reference.target == keys[0], ["3"]),
        "unequal": (Reference.target != keys[0], ["1", "200"]),
        "in": (Reference.target.in_([keys[0], keys[2], uuid.UUID(int=5)]), ["1", "3"]),
        "in nothing": (Reference.target.in_([]), []),
        "not in": (Reference.target.not_in([keys[0], keys[2]]), ["200"]),
        "equal text": (Reference.target == str(keys[0]), ["3"]),
        "in text": (Reference.target.in_([keys[0].hex, str(keys[1])]), ["200", "3"]),
        "nobody's": (Reference.target == uuid.UUID(int=9), []),
    }
    found = {
        name: await names(database, sa.select(Reference.name).where(condition).order_by(Reference.name))
        for name, (condition, _) in conditions.items()
    }
    assert found == {name: expected for name, (_, expected) in conditions.items()}, found


@proves("types.guid-filter")
async def test_repository_finds_by_uuid_and_text(database: Database) -> None:
    """get, get_one, list by keyword and delete_many take UUIDs and their texts."""
    rows = [Reference(id=uuid.uuid4(), name=f"row {number}", target=uuid.uuid4()) for number in range(4)]
    await store(database, *rows)
    async with database.session() as session:
        repository = ReferenceRepository(session=session)
        assert (await repository.get(rows[0].id)).name == "row 0"
        assert (await repository.get(str(rows[1].id))).name == "row 1"
        assert (await repository.get_one(target=rows[2].target)).name == "row 2"
        assert (await repository.get_one(target=str(rows[2].target))).name == "row 2"
        gone = await repository.delete_many([rows[0].id, rows[3].id])
        await session.commit()
    assert sorted(row.name for row in gone) == ["row 0", "row 3"]
    left = await names(database, sa.select(Reference.name).order_by(Reference.name))
    assert left == ["row 1", "row 2"], left


@proves("types.guid-filter")
@BOTH
async def test_statement_with_its_values_in_it(database: Database, model: Any) -> None:
    """A statement whose values are rendered into its text finds the same row."""
    await store(database, model(name="it", target=KEY), model(name="other", target=uuid.UUID(int=7)))
    key = sa.bindparam("key", KEY, type_=model.target.type, literal_execute=True)
    statement = sa.select(model.name).where(model.target == key)
    refused = await committed(database, lambda session: session.execute(statement))
    assert refused == "", f"the value cannot be rendered: {refused}"
    found = await names(database, statement)
    assert found == ["it"], found


@proves("types.guid-client-generated")
async def test_id_is_known_before_the_insert_if_it_is_chosen(database: Database, reader: Reader) -> None:
    """The caller's id is that of the row, whether it is a UUID or its text."""
    chosen = uuid.uuid4(), uuid.uuid4()
    await store(database, Reference(id=chosen[0], name="uuid"), Reference(id=str(chosen[1]), name="text"))
    stored = {row["name"]: row["id"] for row in reader.rows("library_reference")}
    assert stored == {"uuid": chosen[0], "text": chosen[1]}, stored


@proves("types.guid-client-generated")
async def test_ids_are_made_by_the_program(database: Database, reader: Reader) -> None:
    """After the flush, and before any SELECT or commit, each instance has the id that its row gets."""
    rows = [Reference(name=f"row {number}") for number in range(30)]
    async with database.session() as session:
        session.add_all(rows)
        await session.flush()
        ids = {row.name: row.id for row in rows}
        await session.commit()
    assert all(isinstance(key, uuid.UUID) for key in ids.values()), ids
    stored = {row["name"]: row["id"] for row in reader.rows("library_reference")}
    assert stored == ids, "an id of an instance is not that of its row"

"""Keys that come from elsewhere, and keys of the program's own making."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.imports.models import DataclassAuthor, ImportedProduct, LegacyRecord, SentinelUser
from suites.library.modeling.notes import SECOND, now
from suites.library.refusals import refusal

MODELS = (ImportedProduct, LegacyRecord, DataclassAuthor, SentinelUser)


@proves("modeling.caller-supplied-text-key")
async def test_keys_that_were_given(database: Database, reader: Reader) -> None:
    """They are kept, and the times are of the insert."""
    before = now() - SECOND
    async with database.session() as session:
        session.add_all([ImportedProduct(id="SKU-002", name="Gadget"), ImportedProduct(id="SKU-001", name="Widget")])
        await session.commit()
    rows = reader.rows("library_imported_product")
    assert sorted((row["id"], row["name"]) for row in rows) == [("SKU-001", "Widget"), ("SKU-002", "Gadget")]
    for row in rows:
        assert before <= row["created_at"] <= now() + SECOND
        assert before <= row["updated_at"] <= now() + SECOND
    assert list(reader.columns("library_imported_product")) == ["id", "name", "created_at", "updated_at"]


@proves("modeling.caller-supplied-text-key")
async def test_key_that_is_there(database: Database, reader: Reader) -> None:
    """A second row of the same key is refused, and the first stays."""
    async with database.session() as session:
        session.add(ImportedProduct(id="SKU-001", name="Widget"))
        await session.commit()
    async with database.session() as session:
        session.add(ImportedProduct(id="SKU-001", name="Other"))
        assert await refusal(IntegrityError, session.commit) is not None
    assert [row["name"] for row in reader.rows("library_imported_product")] == ["Widget"]


@proves("modeling.caller-supplied-text-key")
async def test_text_key_that_is_missing(database: Database, reader: Reader) -> None:
    """It is not made by itself."""
    async with database.session() as session:
        session.add(ImportedProduct(name="Widget"))
        assert await refusal(SQLAlchemyError, session.commit) is not None
    assert reader.count("library_imported_product") == 0


@proves("modeling.caller-supplied-int-key")
async def test_numbers_that_were_given(database: Database, reader: Reader) -> None:
    """They are kept, zero and negative ones too."""
    async with database.session() as session:
        session.add_all([LegacyRecord(id=number, label=str(number)) for number in (7, 0, -3)])
        await session.commit()
    async with database.session() as session:
        zero = await session.get(LegacyRecord, 0)
        assert zero is not None, "the record of key 0 is not there"
        assert zero.label == "0"
    found = sorted((row["id"], row["label"]) for row in reader.rows("library_legacy_record"))
    assert found == [(-3, "-3"), (0, "0"), (7, "7")]


@proves("modeling.caller-supplied-int-key")
async def test_number_that_is_missing(database: Database, reader: Reader) -> None:
    """It is an error, and no number is generated."""
    async with database.session() as session:
        session.add(LegacyRecord(label="none"))
        refused = await refusal(SQLAlchemyError, session.commit)
    rows = reader.rows("library_legacy_record")
    assert rows == [], f"the database has given the key {[row['id'] for row in rows]}"
    assert refused is not None


@proves("modeling.mapped-as-dataclass")
async def test_dataclass_is_stored(database: Database, reader: Reader) -> None:
    """It is made by its constructor, with positions and defaults, and its key is generated."""
    async with database.session() as session:
        author = DataclassAuthor("Agatha")
        assert author == DataclassAuthor(name="Agatha", bio=None)
        assert author.id is None
        session.add(author)
        session.add(DataclassAuthor("Dorothy", bio="Peter"))
        await session.commit()
        key = author.id
    assert sorted((row["name"], row["bio"]) for row in reader.rows("library_dataclass_author")) == [
        ("Agatha", None),
        ("Dorothy", "Peter"),
    ]
    async with database.session() as session:
        found = await session.get_one(DataclassAuthor, key)
        assert found.to_dict() == {"id": key, "name": "Agatha", "bio": None}


@proves("modeling.mapped-as-dataclass")
async def test_constructor_takes_no_key() -> None:
    """What the database generates is no argument."""

    async def make() -> DataclassAuthor:
        return DataclassAuthor(id=7, name="Agatha")  # type: ignore[call-arg]

    assert await refusal(TypeError, make) is not None


@proves("modeling.custom-sentinel", "mixins.sentinel-hidden")
async def test_each_of_many_objects_has_its_rows_key(database: Database, reader: Reader) -> None:
    """The keys are those of the rows, and the sentinel is nullable and in no dictionary."""
    users = [SentinelUser(name=f"User {number:03}") for number in range(100)]
    async with database.session() as session:
        session.add_all(users)
        await session.commit()
        keys = {user.id: user.name for user in users}
    assert len(keys) == 100
    assert {row["id"]: row["name"] for row in reader.rows("library_sentinel_user")} == keys
    async with database.session() as session:
        found = (await session.scalars(select(SentinelUser).where(SentinelUser.name == "User 007"))).one()
        assert found.to_dict() == {"id": found.id, "name": "User 007"}
    assert reader.columns("library_sentinel_user")["sa_orm_sentinel"]["nullable"]


@proves("modeling.custom-sentinel")
async def test_many_rows_are_one_statement(database: Database, reader: Reader, sql: Watch) -> None:
    """A hundred new objects are written by one INSERT."""
    async with database.session() as session:
        with sql() as statements:
            session.add_all([SentinelUser(name=f"User {number:03}") for number in range(100)])
            await session.commit()
    inserts = [statement for statement in statements if statement.startswith("INSERT")]
    assert len(inserts) == 1, f"{len(inserts)} statements for 100 rows"
    assert reader.count("library_sentinel_user") == 100

"""``with_for_update``, with two transactions; and collections that are sent as one array."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import DuplicateKeyError, IntegrityError, RepositoryError
from advanced_alchemy.filters import CollectionFilter
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ForUpdateArg

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many
from suites.library.repo_reading.stock import everything, raised, shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)
FIRST, SECOND = shelf_id(1), shelf_id(2)

METHODS: dict[str, Any] = {
    "get": lambda r, **o: r.get(FIRST, **o),
    "get_one": lambda r, **o: r.get_one(id=FIRST, **o),
    "get_one_or_none": lambda r, **o: r.get_one_or_none(id=FIRST, **o),
}
FORMS: pytest.MarkDecorator = pytest.mark.parametrize(
    "lock",
    [True, {}, {"nowait": True}, {"skip_locked": True}, ForUpdateArg(), ForUpdateArg(nowait=True)],
    ids=["true", "empty", "nowait", "skip-locked", "argument", "nowait-argument"],
)


async def free(database: Database, key: Any) -> bool:
    """Whether another transaction can lock a shelf now."""
    wanted = select(Shelf.__table__).where(Shelf.id == key).with_for_update(nowait=True)
    async with database.session() as other:
        try:
            await other.execute(wanted)
        except DBAPIError:
            return False
        finally:
            await other.rollback()
    return True


@proves("repo.for-update-blocks")
@FORMS
@pytest.mark.parametrize("method", METHODS)
async def test_row_is_locked_until_the_end(database: Database, reader: Reader, method: str, lock: Any) -> None:
    """The row that was read, and no other, until the commit."""
    shelves(reader, 2)
    async with database.session() as session:
        found = await METHODS[method](ShelfRepository(session=session), with_for_update=lock)
        during = await free(database, FIRST), await free(database, SECOND)
        await session.commit()
    after = await free(database, FIRST)
    assert found.id == FIRST
    assert during == (False, True), f"free while it is locked: {during}"
    assert after


@proves("repo.for-update-blocks")
@pytest.mark.parametrize("lock", [None, False], ids=str)
@pytest.mark.parametrize("method", METHODS)
async def test_row_is_not_locked_else(database: Database, reader: Reader, method: str, lock: Any) -> None:
    """Neither without the option, nor in a later call of the same repository."""
    shelves(reader, 2)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        await repository.get(SECOND, with_for_update=True)
        await METHODS[method](repository, with_for_update=lock)
        assert await free(database, FIRST)
        await session.rollback()


@proves("repo.for-update-blocks")
async def test_update_reads_with_the_lock(database: Database, reader: Reader) -> None:
    """update reads the row with the lock before it changes it."""
    shelves(reader, 2)
    async with database.session() as session:
        await ShelfRepository(session=session).update(Shelf(id=FIRST, place="attic"), with_for_update=True)
        during = await free(database, FIRST), await free(database, SECOND)
        await session.commit()
    assert during == (False, True)
    assert [row["place"] for row in everything(reader)] == ["attic", None]


@proves("repo.for-update-blocks")
@pytest.mark.parametrize("lock", [{"skip_locked": True}, ForUpdateArg(skip_locked=True)], ids=["mapping", "argument"])
async def test_skipped_row(database: Database, reader: Reader, lock: Any) -> None:
    """A row that another transaction has locked is passed over."""
    shelves(reader, 2)
    async with database.session() as session:
        await ShelfRepository(session=session).get(FIRST, with_for_update=True)
        async with database.session() as other:
            repository = ShelfRepository(session=other)
            found = [await repository.get_one_or_none(id=key, with_for_update=lock) for key in (FIRST, SECOND)]
            names = [shelf and shelf.name for shelf in found]
            await other.rollback()
        await session.rollback()
    assert names == [None, "Botany"]


@proves("repo.for-update-nowait")
@pytest.mark.parametrize("lock", [{"nowait": True}, ForUpdateArg(nowait=True)], ids=["mapping", "argument"])
@pytest.mark.parametrize("method", METHODS)
async def test_locked_row_is_refused_at_once(database: Database, reader: Reader, method: str, lock: Any) -> None:
    """RepositoryError, and none that says that data are wrong; afterwards the row can be had."""
    shelves(reader, 2)
    async with database.session() as session:
        await ShelfRepository(session=session).get(FIRST, with_for_update=True)
        async with database.session() as other:
            error = await raised(METHODS[method], ShelfRepository(session=other), with_for_update=lock)
            await other.rollback()
        await session.commit()
    async with database.session() as session:
        found = await METHODS[method](ShelfRepository(session=session), with_for_update=lock)
        await session.commit()
    assert found.name == "Atlas"
    assert isinstance(error, RepositoryError), f"a locked row is told as {error!r}"
    assert not isinstance(error, DuplicateKeyError), f"a locked row is told as {error!r}"
    assert not isinstance(error, IntegrityError), f"a locked row is told as {type(error).__name__}"


@proves("repo.for-update-of-example")
@pytest.mark.parametrize(
    "lock",
    [
        pytest.param({"nowait": True, "of": Shelf.id}, id="example"),
        pytest.param({"of": Shelf}, id="model"),
        pytest.param(ForUpdateArg(nowait=True, of=Shelf.id), id="argument"),
    ],
)
async def test_example_of_the_page(database: Database, reader: Reader, lock: Any) -> None:
    """The row, and a row that has been changed through it."""
    shelves(reader, 2)
    async with database.session() as session:
        found = await ShelfRepository(session=session).get_one(id=SECOND, with_for_update=lock)
        found.place = "attic"
        await session.commit()
    assert [(row["name"], row["place"]) for row in everything(reader)] == [("Atlas", "hall"), ("Botany", "attic")]


@proves("repo.for-update-of-example", needs=("locks-rows",))
async def test_example_locks_the_row(database: Database, reader: Reader) -> None:
    """It locks this row, and no other."""
    shelves(reader, 2)
    async with database.session() as session:
        await ShelfRepository(session=session).get_one(id=FIRST, with_for_update={"nowait": True, "of": Shelf.id})
        during = await free(database, FIRST), await free(database, SECOND)
        await session.commit()
    assert during == (False, True)


LEVELS: dict[str, Any] = {
    "delete_many": lambda r, values: r.delete_many(values, id_attribute="level"),
    "get_many": lambda r, values: many(r, CollectionFilter("level", values)),
    "delete_where": lambda r, values: r.delete_where(CollectionFilter("level", values)),
}


@proves("repo.prefer-any-dialects")
@pytest.mark.parametrize("method", LEVELS)
async def test_collection_is_one_parameter(database: Database, reader: Reader, sql: Watch, method: str) -> None:
    """Where the class names the dialect, the statement compares with ANY, and else it has a list."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        named = session.get_bind().dialect.name in (repository.prefer_any_dialects or ())
        with sql() as statements:
            found = await LEVELS[method](repository, [2, 4, 9])
        names = sorted(shelf.name for shelf in found)
        await session.rollback()
    first = next(s for s in statements if "library_read_shelf" in s)
    assert names == ["Botany", "Drama"]
    assert ("ANY" in first) is named, f"{method} sends a list" if named else f"{method} sends an array"


@proves("repo.prefer-any-dialects")
@pytest.mark.parametrize("dialects", [(), None], ids=["none", "null"])
@pytest.mark.parametrize("method", LEVELS)
async def test_nobody_prefers_arrays(
    database: Database, reader: Reader, sql: Watch, method: str, dialects: Any
) -> None:
    """A class that names no dialect sends lists everywhere, and finds the same."""
    shelves(reader)

    class Lists(ShelfRepository):
        prefer_any_dialects = dialects

    async with database.session() as session:
        with sql() as statements:
            found = await LEVELS[method](Lists(session=session), [2, 4, 9])
        names = sorted(shelf.name for shelf in found)
        await session.rollback()
    assert names == ["Botany", "Drama"]
    assert [s for s in statements if "ANY" in s] == []


@proves("repo.prefer-any-dialects")
@pytest.mark.parametrize(
    ("values", "left"),
    [([], 5), ([None], 5), ([1, None], 4), ([1, 1, 2], 3), ([shelf_id(1), shelf_id(3)], 3), (["Atlas", "it's"], 4)],
    ids=["empty", "null", "with-null", "twice", "uuids", "texts"],
)
async def test_rows_are_the_same_either_way(database: Database, reader: Reader, values: list[Any], left: int) -> None:
    """Numbers, texts and ids, none at all, None, and one twice: deleted is what equals one of them."""
    shelves(reader)
    kinds = {type(value).__name__ for value in values if value is not None}
    attribute = "name" if "str" in kinds else "id" if "UUID" in kinds else "level"
    async with database.session() as session:
        deleted = await ShelfRepository(session=session).delete_many(values, id_attribute=attribute)
        await session.commit()
    rows = everything(reader)
    assert (len(rows), len(deleted)) == (left, 5 - left)
    assert {shelf.id for shelf in deleted}.isdisjoint({row["id"] for row in rows})

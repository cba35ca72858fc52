"""``id_attribute``: rows that are found by another column than the key."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError

from assay.checking import Reader, proves
from reference_app.library.changes.models import Spare
from reference_app.library.changes.repositories import SpareByCodeRepository, SpareByNumberRepository, SpareRepository
from reference_app.library.database import Database
from suites.library.repo.refusals import refused
from suites.library.repo.rows import Rows, expect, part_row, part_rows, seed, stored_parts

MODELS = (Spare,)


def _crossed() -> Rows:
    """Two parts each of which has the other's key as its number, and a third one."""
    return {1: part_row(1, number=2), 2: part_row(2, number=1), 3: part_row(3)}


@pytest.mark.parametrize("attribute", ["number", Spare.number], ids=["name", "attribute"])
@proves("repo.id-attribute")
async def test_call_gets(attribute: Any, database: Database, reader: Reader) -> None:
    """The row of that number, and not of that key."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        repository = SpareRepository(session=session)
        assert (await repository.get(1, id_attribute=attribute)).id == 2
        assert (await repository.get(1)).id == 1
        with refused(NotFoundError):
            await repository.get(3, id_attribute=attribute)


@pytest.mark.parametrize("attribute", ["number", Spare.number], ids=["name", "attribute"])
@proves("repo.id-attribute")
async def test_call_updates(attribute: Any, database: Database, reader: Reader) -> None:
    """What is set is written to the row of that number, which keeps its key."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        repository = SpareRepository(session=session)
        updated = await repository.update(Spare(number=1, name="new", note=None), id_attribute=attribute)
        assert (updated.id, updated.name, updated.note, updated.model) == (2, "new", None, "model 2")
        with refused(NotFoundError):
            await repository.update(Spare(number=3, name="new"), id_attribute=attribute)
        await session.commit()
    expect(stored_parts(reader), _crossed() | {2: part_row(2, number=1, name="new", note=None)})


@pytest.mark.parametrize("attribute", ["number", Spare.number], ids=["name", "attribute"])
@proves("repo.id-attribute")
async def test_call_deletes(attribute: Any, database: Database, reader: Reader) -> None:
    """The row of that number goes."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        repository = SpareRepository(session=session)
        assert (await repository.delete(1, id_attribute=attribute)).id == 2
        with refused(NotFoundError):
            await repository.delete(3, id_attribute=attribute)
        await session.commit()
    expect(stored_parts(reader), {1: part_row(1, number=2), 3: part_row(3)})


@pytest.mark.parametrize("attribute", ["number", Spare.number], ids=["name", "attribute"])
@proves("repo.id-attribute")
async def test_call_deletes_many(attribute: Any, database: Database, reader: Reader) -> None:
    """The rows of these numbers go."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many([1, 3, 30], id_attribute=attribute)
        await session.commit()
    assert sorted(part.id for part in deleted) == [2, 3]
    expect(stored_parts(reader), {1: part_row(1, number=2)})


@proves("repo.id-attribute")
async def test_column_of_another_name(database: Database, reader: Reader) -> None:
    """An attribute whose column has another name."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    async with database.session() as session:
        repository = SpareRepository(session=session)
        assert (await repository.get(100, id_attribute="rank")).id == 1
        assert (await repository.update(Spare(rank=200, name="new"), id_attribute="rank")).id == 2
        assert [part.id for part in await repository.delete_many([100], id_attribute="rank")] == [1]
        await session.commit()
    expect(stored_parts(reader), {2: part_row(2, name="new"), 3: part_row(3)})


@proves("repo.id-attribute")
async def test_several_rows(database: Database, reader: Reader) -> None:
    """Two rows have the value: that is an error, and neither is changed."""
    before = part_rows(1, 2)
    seed(reader, "library_changed_part", before)
    given: Any = Spare(status="used", name="new")
    async with database.session() as session:
        repository = SpareRepository(session=session)
        with refused(MultipleResultsFoundError):
            await repository.get("used", id_attribute="status")
        with refused(MultipleResultsFoundError):
            await repository.update(given, id_attribute="status")
        with refused(MultipleResultsFoundError):
            await repository.delete("used", id_attribute="status")
        await session.commit()
    expect(stored_parts(reader), before)


@proves("repo.id-attribute")
async def test_class_gets(database: Database, reader: Reader) -> None:
    """A repository whose class names the attribute: the row of that number, and not of that key."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        found = await SpareByNumberRepository(session=session).get(1)
        assert found.id == 2


@proves("repo.id-attribute")
async def test_class_gets_by_a_text(database: Database, reader: Reader) -> None:
    """The attribute is of another type than the key."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        found = await SpareByCodeRepository(session=session).get("code-2")
        assert found.id == 2


@proves("repo.id-attribute")
async def test_class_updates(database: Database, reader: Reader) -> None:
    """What is set is written to the row of that number."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        updated = await SpareByNumberRepository(session=session).update(Spare(number=1, name="new"))
        await session.commit()
        assert updated.id == 2, f"the part of key {updated.id} was updated"
    expect(stored_parts(reader), _crossed() | {2: part_row(2, number=1, name="new")})


@proves("repo.id-attribute")
async def test_class_deletes(database: Database, reader: Reader) -> None:
    """The row of that number goes."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        deleted = await SpareByNumberRepository(session=session).delete(1)
        await session.commit()
        assert deleted.id == 2, f"the part of key {deleted.id} was deleted"
    expect(stored_parts(reader), {1: part_row(1, number=2), 3: part_row(3)})


@proves("repo.id-attribute")
async def test_class_deletes_many(database: Database, reader: Reader) -> None:
    """The rows of these numbers go."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        deleted = await SpareByNumberRepository(session=session).delete_many([1, 3, 30])
        await session.commit()
    assert sorted(part.id for part in deleted) == [2, 3]
    expect(stored_parts(reader), {1: part_row(1, number=2)})


@proves("repo.id-attribute")
async def test_class_upserts(database: Database, reader: Reader) -> None:
    """The row of that number is updated, and keeps its key."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        updated = await SpareByNumberRepository(session=session).upsert(Spare(number=1, name="new"))
        assert updated.id == 2
        await session.commit()
    expect(stored_parts(reader), _crossed() | {2: part_row(2, number=1, name="new")})


@proves("repo.id-attribute")
async def test_call_overrides_the_class(database: Database, reader: Reader) -> None:
    """The key, although the class names the number."""
    seed(reader, "library_changed_part", _crossed())
    async with database.session() as session:
        repository = SpareByNumberRepository(session=session)
        assert (await repository.get(1, id_attribute="id")).id == 1
        assert (await repository.update(Spare(id=1, name="new"), id_attribute="id")).id == 1
        assert (await repository.delete(3, id_attribute="id")).id == 3
        await session.commit()
    expect(stored_parts(reader), {1: part_row(1, number=2, name="new"), 2: part_row(2, number=1)})

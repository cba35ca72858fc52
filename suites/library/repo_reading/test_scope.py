"""A repository with a statement of its own."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.repo_reading.stock import everything, raised, shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)
HALL = select(Shelf).where(Shelf.place == "hall")
"""The first, the third and the fifth of the shelves."""
INSIDE, OUTSIDE = shelf_id(1), shelf_id(2)


@proves("repo.statement-scope")
async def test_reads_keep_to_it(database: Database, reader: Reader) -> None:
    """What is outside is in no list, no number and no page."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, statement=HALL, order_by=("name", False))
        listed = [shelf.name for shelf in await many(repository)]
        some = [shelf.name for shelf in await many(repository, Shelf.level < 4)]
        pages = []
        for window in (True, False):
            page, total = await many_and_count(repository, LimitOffset(1, 1), count_with_window_function=window)
            pages.append(([shelf.name for shelf in page], total))
        counted = await repository.count(), await repository.count(place=None), await repository.count(Shelf.level > 1)
        exists = await repository.exists(name="Botany"), await repository.exists(name="Comics")
    assert (listed, some) == (["Atlas", "Comics", "Essays"], ["Atlas", "Comics"])
    assert pages == [(["Comics"], 3)] * 2
    assert (counted, exists) == ((3, 0, 2), (False, True))


@proves("repo.statement-scope")
async def test_single_rows_keep_to_it(database: Database, reader: Reader) -> None:
    """What is outside is not found; what is alone inside is the one."""
    shelves(reader, 2)
    async with database.session() as session:
        repository = ShelfRepository(session=session, statement=HALL)
        assert isinstance(await raised(repository.get, OUTSIDE), NotFoundError)
        assert isinstance(await raised(repository.get_one, name="Botany"), NotFoundError)
        nobody = await repository.get_one_or_none(id=OUTSIDE)
        found = await repository.get(INSIDE), await repository.get_one(), await repository.get_one_or_none()
    assert nobody is None
    assert {shelf.name for shelf in found if shelf is not None} == {"Atlas"}


@proves("repo.statement-scope")
@pytest.mark.parametrize("method", ["update", "delete", "get_and_update"])
async def test_write_of_one_outside(database: Database, reader: Reader, method: str) -> None:
    """NotFoundError, and no row is another one."""
    shelves(reader)
    before = everything(reader)
    calls: dict[str, Any] = {
        "update": lambda r: r.update(Shelf(id=OUTSIDE, name="changed")),
        "delete": lambda r: r.delete(OUTSIDE),
        "get_and_update": lambda r: r.get_and_update(match_fields="name", name="Botany", level=9),
    }
    async with database.session() as session:
        assert isinstance(await raised(calls[method], ShelfRepository(session=session, statement=HALL)), NotFoundError)
        await session.commit()
    assert everything(reader) == before


@proves("repo.statement-scope")
@pytest.mark.parametrize(
    ("method", "gone"),
    [
        ("delete_many", {"Atlas"}),
        ("delete_where", {"Atlas", "Comics"}),
        ("delete_where-keyword", {"Atlas"}),
        ("delete_where-everything", {"Atlas", "Comics", "Essays"}),
    ],
)
async def test_delete_of_several(database: Database, reader: Reader, method: str, gone: set[str]) -> None:
    """Only rows inside are deleted."""
    shelves(reader)
    before = {row["name"] for row in everything(reader)}
    calls: dict[str, Any] = {
        "delete_many": lambda r: r.delete_many([INSIDE, OUTSIDE]),
        "delete_where": lambda r: r.delete_where(Shelf.level < 4),
        "delete_where-keyword": lambda r: r.delete_where(Shelf.level < 3, Shelf.name != "Comics"),
        "delete_where-everything": lambda r: r.delete_where(),
    }
    async with database.session() as session:
        deleted = await calls[method](ShelfRepository(session=session, statement=HALL))
        names = {shelf.name for shelf in deleted}
        await session.commit()
    left = {row["name"] for row in everything(reader)}
    assert left == before - gone, f"deleted were {sorted(before - left)}, of which only {sorted(gone)} are inside"
    assert names == gone


@proves("repo.statement-scope")
async def test_update_of_several(database: Database, reader: Reader) -> None:
    """Only rows inside are updated."""
    shelves(reader, 3)
    async with database.session() as session:
        repository = ShelfRepository(session=session, statement=HALL)
        await repository.update_many([Shelf(id=INSIDE, name="in"), Shelf(id=OUTSIDE, name="out")])
        await session.commit()
    names = [row["name"] for row in everything(reader)]
    assert names == ["in", "Botany", "Comics"], f"the names are {names}: the second is outside of the statement"


@proves("repo.statement-scope")
async def test_writes_inside(database: Database, reader: Reader) -> None:
    """What is inside is written as with any repository."""
    shelves(reader, 3)
    async with database.session() as session:
        repository = ShelfRepository(session=session, statement=HALL)
        await repository.update(Shelf(id=INSIDE, name="changed"))
        await repository.delete(shelf_id(3))
        await session.commit()
    assert [row["name"] for row in everything(reader)] == ["changed", "Botany"]


@proves("repo.statement-scope")
async def test_statement_of_a_call_goes_before(database: Database, reader: Reader) -> None:
    """A call with a statement of its own selects with that one; the next call has the repository's again."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, statement=HALL)
        nowhere = select(Shelf).where(Shelf.place.is_(None))
        other = await repository.count(statement=nowhere), len(await many(repository, statement=nowhere))
        found = await repository.get_one(statement=nowhere, name="Botany")
        own = await repository.count(), len(await many(repository))
    assert (other, found.name, own) == ((2, 2), "Botany", (3, 3))


@proves("repo.statement-scope")
async def test_two_repositories_of_a_session(database: Database, reader: Reader) -> None:
    """Each has its own, and a class has none from its instances."""
    shelves(reader)
    async with database.session() as session:
        hall = ShelfRepository(session=session, statement=HALL)
        nowhere = ShelfRepository(session=session, statement=select(Shelf).where(Shelf.place.is_(None)))
        counted = await hall.count(), await nowhere.count(), await ShelfRepository(session=session).count()
    assert counted == (3, 2, 5)

"""``uniquify``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.repo_reading.stock import raised, shelf_id, shelves, volumes

MODELS = (Shelf, Volume, Note, Visit)
STATEMENT = select(Shelf).join(Shelf.volumes).options(contains_eager(Shelf.volumes))

METHODS: dict[str, Any] = {
    "get": lambda r, **o: r.get(shelf_id(1), **o),
    "get_one": lambda r, **o: r.get_one(name="Atlas", **o),
    "get_one_or_none": lambda r, **o: r.get_one_or_none(name="Atlas", **o),
    "get_many": lambda r, **o: many(r, name="Atlas", **o),
    "window": lambda r, **o: many_and_count(r, name="Atlas", count_with_window_function=True, **o),
    "two-queries": lambda r, **o: many_and_count(r, name="Atlas", count_with_window_function=False, **o),
}


def seed(reader: Reader) -> None:
    """Two shelves, with three volumes and one."""
    shelves(reader, 2)
    volumes(reader, 3, 1)


def shown(answer: Any) -> list[tuple[str, list[str]]]:
    """The shelves of an answer, each with its volumes."""
    found = answer[0] if isinstance(answer, tuple) else answer
    return [
        (shelf.name, sorted(volume.title for volume in shelf.volumes))
        for shelf in (found if isinstance(found, list) else [found])
    ]


ONE = [("Atlas", ["Atlas 1", "Atlas 2", "Atlas 3"])]


class Unique(ShelfRepository):
    """Gives each shelf once."""

    uniquify = True


@proves("repo.uniquify")
@pytest.mark.parametrize("said", ["class", "repository", "call"])
@pytest.mark.parametrize("method", METHODS)
async def test_each_shelf_once(database: Database, reader: Reader, method: str, said: str) -> None:
    """A shelf with three volumes in one statement is one shelf with three volumes."""
    seed(reader)
    async with database.session() as session:
        if said == "class":
            repository: Any = Unique(session=session, statement=STATEMENT)
        else:
            repository = ShelfRepository(
                session=session, statement=STATEMENT, uniquify=True if said == "repository" else None
            )
        found = shown(await METHODS[method](repository, **({"uniquify": True} if said == "call" else {})))
        await session.rollback()
    assert found == ONE


@proves("repo.uniquify")
@pytest.mark.parametrize("method", METHODS)
async def test_each_shelf_once_with_a_loader_option(database: Database, reader: Reader, method: str) -> None:
    """The same where the statement is the library's and joinedload multiplies the rows."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        found = shown(await METHODS[method](repository, uniquify=True, load=[joinedload(Shelf.volumes)]))
    assert found == ONE


@proves("repo.uniquify")
async def test_order_and_number_of_several(database: Database, reader: Reader) -> None:
    """Duplicates go, and the order stays."""
    seed(reader)
    async with database.session() as session:
        found = await many(
            ShelfRepository(session=session, statement=STATEMENT, uniquify=True), order_by=("name", True)
        )
    assert [shelf.name for shelf in found] == ["Botany", "Atlas"]


@proves("repo.uniquify")
async def test_without_it_there_are_duplicates(database: Database, reader: Reader) -> None:
    """A plain join gives a shelf for each volume: nothing is removed that nobody asked to remove."""
    seed(reader)
    statement = select(Shelf).join(Shelf.volumes)
    async with database.session() as session:
        for repository in (
            ShelfRepository(session=session, statement=statement),
            ShelfRepository(session=session, statement=statement, uniquify=False),
            Unique(session=session, statement=statement, uniquify=False),
        ):
            found = [shelf.name for shelf in await many(repository, order_by=("name", False))]
            assert found == ["Atlas", "Atlas", "Atlas", "Botany"]


@proves("repo.uniquify")
async def test_call_goes_before_the_class(database: Database, reader: Reader) -> None:
    """False in a call counts for this call."""
    seed(reader)
    async with database.session() as session:
        repository = Unique(session=session, statement=select(Shelf).join(Shelf.volumes))
        assert len(await many(repository, uniquify=False)) == 4
        assert len(await many(Unique(session=session, statement=select(Shelf).join(Shelf.volumes)))) == 2


@proves("repo.uniquify")
@pytest.mark.parametrize("method", [*METHODS, "count"])
async def test_next_call_does_not_remember(database: Database, reader: Reader, method: str) -> None:
    """What one call says counts for this call: the next one gives duplicates again."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        if method == "count":
            await repository.count(uniquify=True)
        else:
            await METHODS[method](repository, uniquify=True)
        found = len(await many(repository, statement=select(Shelf).join(Shelf.volumes)))
    assert found == 4, f"{found} of 4 rows after an earlier {method} with uniquify=True"


@proves("repo.uniquify")
async def test_next_call_does_not_remember_false(database: Database, reader: Reader) -> None:
    """Nor does it remember False."""
    seed(reader)
    statement = select(Shelf).join(Shelf.volumes)
    async with database.session() as session:
        repository = ShelfRepository(session=session, uniquify=True)
        first = len(await many(repository, statement=statement, uniquify=False))
        second = len(await many(repository, statement=statement))
    assert first == 4
    assert second == 2, f"{second} shelves, of 2, after an earlier call with uniquify=False"


@proves("repo.uniquify")
async def test_collection_that_has_to_be_made_unique(database: Database, reader: Reader) -> None:
    """Without it a joined collection is refused, and not cut off."""
    seed(reader)
    async with database.session() as session:
        assert isinstance(
            await raised(many, ShelfRepository(session=session), load=[joinedload(Shelf.volumes)]), RepositoryError
        )

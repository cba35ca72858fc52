"""Options that are no loaders: SQLAlchemy's criteria for each query of a class."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import selectinload, with_loader_criteria

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many
from suites.library.repo_reading.stock import shelf_id, shelves, volumes
from suites.library.repo_reading.test_loading import METHODS, read

MODELS = (Shelf, Volume, Note, Visit)


@proves("repo.load-option")
@pytest.mark.parametrize("method", METHODS)
async def test_criteria_beside_a_loader(database: Database, reader: Reader, method: str) -> None:
    """``load`` is said to take any option of a statement: what criteria leave out is not loaded."""
    shelves(reader, 2)
    volumes(reader, 2, 1)
    load: Any = [selectinload(Shelf.volumes), with_loader_criteria(Volume, Volume.title != "Atlas 1")]
    async with database.session() as session:
        shelf = await read(ShelfRepository(session=session), method, shelf_id(1), load=load)
        loaded = sorted(volume.title for volume in shelf.volumes)
    assert loaded == ["Atlas 2"], f"loaded are {loaded}"


@proves("repo.load-option")
async def test_criteria_alone(database: Database, reader: Reader) -> None:
    """As above, without a list, and of the rows themselves."""
    shelves(reader, 2)
    load: Any = with_loader_criteria(Shelf, Shelf.name != "Atlas")
    async with database.session() as session:
        found = sorted(shelf.name for shelf in await many(ShelfRepository(session=session), load=load))
    assert found == ["Botany"], f"found are {found}"

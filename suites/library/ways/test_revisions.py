"""A model whose changes SQLAlchemy counts, so that nobody overwrites what he has not read."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import AdvancedAlchemyError
from sqlalchemy.exc import SQLAlchemyError

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.ways.models import Revised
from reference_app.library.ways.repositories import RevisedRepository
from suites.library.marks import BOTH
from suites.library.upsert.goods import rows

MODELS = (Revised,)


def _given(reader: Reader) -> None:
    """A text in its third revision."""
    reader.insert("library_way_revised", {"id": 1, "code": "c1", "words": "old", "revision": 3})


def _expect(reader: Reader, words: str, revision: int) -> None:
    """Compare the row.

    Raises:
        AssertionError: It is another one.
    """
    found = rows(reader, "library_way_revised", "code", "words", "revision")
    assert found == [("c1", words, revision)], f"the row is {found}"


@proves("repo.add")
async def test_add(database: Database, reader: Reader) -> None:
    """The first revision."""
    async with database.session() as session:
        await RevisedRepository(session=session).add(Revised(id=1, code="c1", words="new"))
        await session.commit()
    _expect(reader, "new", 1)


@proves("repo.update")
async def test_update(database: Database, reader: Reader) -> None:
    """Each change is counted."""
    _given(reader)
    async with database.session() as session:
        await RevisedRepository(session=session).update(Revised(id=1, words="new"))
        await session.commit()
    _expect(reader, "new", 4)


@proves("repo.upsert")
async def test_upsert(database: Database, reader: Reader) -> None:
    """As above, with ``upsert``."""
    _given(reader)
    async with database.session() as session:
        await RevisedRepository(session=session).upsert(Revised(id=1, words="new"))
        await session.commit()
    _expect(reader, "new", 4)


@proves("repo.update-many")
async def test_update_many(database: Database, reader: Reader) -> None:
    """As above, with ``update_many``."""
    _given(reader)
    async with database.session() as session:
        await RevisedRepository(session=session).update_many([Revised(id=1, words="new")])
        await session.commit()
    _expect(reader, "new", 4)


@proves("upsert.inserts-and-updates")
@BOTH
async def test_upsert_many_of_a_known_row(database: Database, reader: Reader, no_merge: bool) -> None:
    """As above, with ``upsert_many``."""
    _given(reader)
    async with database.session() as session:
        await RevisedRepository(session=session).upsert_many([Revised(id=1, code="c1", words="new")], no_merge=no_merge)
        await session.commit()
    _expect(reader, "new", 4)


@proves("upsert.inserts-and-updates")
@BOTH
async def test_upsert_many_of_a_new_row(database: Database, reader: Reader, no_merge: bool) -> None:
    """The first revision, as ``add`` writes it."""
    async with database.session() as session:
        await RevisedRepository(session=session).upsert_many([Revised(id=1, code="c1", words="new")], no_merge=no_merge)
        await session.commit()
    _expect(reader, "new", 1)


@proves("repo.update")
async def test_update_of_what_was_changed_meanwhile(database: Database, reader: Reader) -> None:
    """An instance that was read before somebody else's change is refused, and that change stays."""
    await _stale(database, reader, "update")


@proves("repo.upsert")
async def test_upsert_of_what_was_changed_meanwhile(database: Database, reader: Reader) -> None:
    """As above, with ``upsert``."""
    await _stale(database, reader, "upsert")


async def _stale(database: Database, reader: Reader, way: str) -> None:
    """Write an instance whose row has been changed since it was read."""
    _given(reader)
    async with database.session() as session:
        mine = await RevisedRepository(session=session, auto_expunge=True).get(1)
    async with database.session() as session:
        await RevisedRepository(session=session).update(Revised(id=1, words="theirs"))
        await session.commit()
    mine.words = "mine"
    refused: Any = None
    async with database.session() as session:
        try:
            await getattr(RevisedRepository(session=session), way)(mine)
            await session.commit()
        except (AdvancedAlchemyError, SQLAlchemyError) as error:
            refused = error
    found = rows(reader, "library_way_revised", "words", "revision")
    assert refused is not None, f"nothing is refused, and the row is {found}, which was ('theirs', 4)"
    assert found == [("theirs", 4)]

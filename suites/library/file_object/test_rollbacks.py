"""Files of what is rolled back, wholly or to a savepoint."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.documents.models import Folder
from suites.library.file_object.keeping import a_file, both_have, committed, folder, have, rolled_back

MODELS = (Folder,)

DEEDS = ["add", "replace", "remove", "delete"]
"""What is done within the transaction to a row that has a file."""


async def do(session: Any, deed: str, new: str = "new") -> None:
    """Do it to the row `a`, and send it."""
    if deed == "add":
        session.add(Folder(name="n", cover=a_file(new), pages=[a_file(f"{new}-page")]))
    else:
        row = await folder(session, "a")
        if deed == "delete":
            await session.delete(row)
        else:
            row.cover = a_file(new) if deed == "replace" else None
    await session.flush()


@proves("file-object.rollback-keeps-store")
@pytest.mark.parametrize("deed", DEEDS)
async def test_rollback(database: Database, reader: Reader, store: Any, deed: str) -> None:
    """The store is as it was before, and the next commit does not do what was taken back."""
    await have(database, Folder(name="a", cover=a_file("old")))
    async with database.session() as session:
        await do(session, deed)
        await rolled_back(database, session)
        await both_have(database, store, "old")
        session.add(Folder(name="later", cover=a_file("later")))
        await committed(database, session)
    await both_have(database, store, "later", "old")


@proves("file-object.rollback-keeps-store")
async def test_files_of_an_earlier_commit_stay(database: Database, reader: Reader, store: Any) -> None:
    """A rollback takes back nothing that the same session has committed before."""
    async with database.session() as session:
        session.add(Folder(name="a", cover=a_file("old")))
        await committed(database, session)
        session.add(Folder(name="b", cover=a_file("new")))
        await session.flush()
        await rolled_back(database, session)
    await both_have(database, store, "old")


@proves("file-object.savepoint-rollback", needs=("savepoints",))
@pytest.mark.parametrize("deed", DEEDS)
async def test_savepoint_is_rolled_back(database: Database, reader: Reader, store: Any, deed: str) -> None:
    """What was done within the savepoint is forgotten, and what was done before and after it is not."""
    await have(database, Folder(name="a", cover=a_file("old")))
    async with database.session() as session:
        session.add(Folder(name="before", cover=a_file("before")))
        await session.flush()
        savepoint = await session.begin_nested()
        await do(session, deed)
        await savepoint.rollback()
        session.add(Folder(name="after", cover=a_file("after")))
        await committed(database, session)
    await both_have(database, store, "after", "before", "old")


@proves("file-object.savepoint-rollback", needs=("savepoints",))
@pytest.mark.parametrize("deed", DEEDS)
async def test_transaction_of_a_released_savepoint_is_rolled_back(
    database: Database, reader: Reader, store: Any, deed: str
) -> None:
    """What was done within a savepoint that was released is taken back with the whole transaction."""
    await have(database, Folder(name="a", cover=a_file("old")))
    async with database.session() as session:
        session.add(Folder(name="before"))
        await session.flush()
        async with session.begin_nested():
            await do(session, deed)
        await rolled_back(database, session)
    await both_have(database, store, "old")


@proves("file-object.savepoint-rollback", needs=("savepoints",))
async def test_released_savepoint(database: Database, reader: Reader, store: Any) -> None:
    """Files of a savepoint that was released are stored with the commit."""
    async with database.session() as session:
        session.add(Folder(name="a", cover=a_file("a")))
        await session.flush()
        async with session.begin_nested():
            session.add(Folder(name="b", cover=a_file("b")))
        await committed(database, session)
    await both_have(database, store, "a", "b")

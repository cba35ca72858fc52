"""Files that are replaced, and files whose rows are deleted."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.documents.models import Folder
from suites.library.file_object.keeping import Slow, a_file, begun, both_have, committed, folder, have, settled, tasks

MODELS = (Folder,)


class FolderRepository(SQLAlchemyAsyncRepository[Folder]):
    """Folders."""

    model_type = Folder


@proves("file-object.replaced-file-deleted")
@pytest.mark.parametrize("by", ["another", "none"])
@pytest.mark.parametrize("state", ["read", "written", "expired"])
async def test_replaced_cover(database: Database, reader: Reader, store: Any, by: str, state: str) -> None:
    """The old file is deleted whether the row was just read, was written in this session, or is to be read again."""
    await have(database, Folder(name="bystander", cover=a_file("b")))
    new = None if by == "none" else a_file("new")
    if state != "written":
        await have(database, Folder(name="a", cover=a_file("old")))
    async with database.session() as session:
        if state == "written":
            session.add(Folder(name="a", cover=a_file("old")))
            await committed(database, session)
        row = await folder(session, "a")
        if state == "expired":
            session.expire(row, ["cover"])
        row.cover = new
        await committed(database, session)
    await both_have(database, store, "b", *(["new"] if new else []))


@proves("file-object.replaced-file-deleted")
async def test_other_columns_leave_the_file(database: Database, reader: Reader, store: Any) -> None:
    """A row that gets another name keeps its files."""
    await have(database, Folder(name="a", cover=a_file("c"), pages=[a_file("p")]))
    async with database.session() as session:
        (await folder(session, "a")).name = "other"
        await committed(database, session)
    await both_have(database, store, "c", "p")


@proves("file-object.replaced-file-deleted")
async def test_replaced_twice_in_one_transaction(database: Database, reader: Reader, store: Any) -> None:
    """Only the last of several files that are flushed is there in the end."""
    await have(database, Folder(name="a", cover=a_file("first")))
    async with database.session() as session:
        row = await folder(session, "a")
        for name in ("second", "third"):
            row.cover = a_file(name)
            await session.flush()
        await committed(database, session)
    await both_have(database, store, "third")


@proves("file-object.deleted-row-deletes-file")
@pytest.mark.parametrize("how", ["session", "repository"])
async def test_deleted_row(database: Database, reader: Reader, store: Any, how: str) -> None:
    """Its cover and its pages are gone, and those of the others are there."""
    await have(
        database,
        Folder(name="a", cover=a_file("c"), pages=[a_file("p"), a_file("q")]),
        Folder(name="b", cover=a_file("d")),
    )
    async with database.session() as session:
        row = await folder(session, "a")
        if how == "session":
            await session.delete(row)
        else:
            await FolderRepository(session=session).delete(row.id)
        await committed(database, session)
    await both_have(database, store, "d")


@proves("file-object.bulk-delete-deletes-files")
@pytest.mark.parametrize("how", ["delete_many", "delete_where"])
async def test_deleted_rows(database: Database, reader: Reader, store: Any, how: str) -> None:
    """The same of many rows at once."""
    await have(database, *(Folder(name=name, cover=a_file(name)) for name in "abc"))
    async with database.session() as session:
        folders = FolderRepository(session=session)
        if how == "delete_many":
            await folders.delete_many([(await folder(session, name)).id for name in "ab"])
        else:
            await folders.delete_where(Folder.name.in_(["a", "b"]))
        await committed(database, session)
    await both_have(database, store, "c")


@proves("file-object.single-and-multiple")
async def test_two_commits_of_a_session(database: Database, reader: Reader, store: Any) -> None:
    """A session that goes on while the file of its last commit is being stored stores the next one too."""
    slow = Slow(database)
    known = tasks(database)
    async with database.session() as session:
        session.add(Folder(name="a", cover=a_file("a")))
        await session.commit()
        await begun(database, known)
        session.add(Folder(name="b", cover=a_file("b")))
        await session.flush()
        slow.gate.set()
        await settled(database, known)
        await committed(database, session)
    await both_have(database, store, "a", "b")

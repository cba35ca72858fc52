"""What the checks of files have in common: a store, files that say their own names, and what is where afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa
from advanced_alchemy.types import FileObject, storages
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.library.database import Database
from reference_app.library.documents.models import FILES, Folder


def a_file(name: str, **more: Any) -> FileObject:
    """A file as an upload makes it, which holds its own name."""
    return FileObject(backend=FILES, filename=name, content=name.encode(), content_type="text/plain", **more)


def kept(store: Any) -> list[str]:
    """The files that the store has; a name with a mark if its content is another file's."""
    paths = sorted(entry["path"] for page in store.list() for entry in page)
    return [path if bytes(store.get(path).bytes()) == path.encode() else f"{path}!" for path in paths]


async def committed(database: Database, session: AsyncSession) -> None:
    """Commit, and wait until files are written, which on an async session happens behind the commit."""
    known = tasks(database)
    await session.commit()
    await settled(database, known)


async def begun(database: Database, known: set[Any]) -> None:
    """Let the tasks begin that were not there before."""
    wait: Any = asyncio.wait
    if left := tasks(database) - known:
        await wait(left, timeout=0)


async def rolled_back(database: Database, session: AsyncSession) -> None:
    """Roll back, and wait as after a commit."""
    known = tasks(database)
    await session.rollback()
    await settled(database, known)


async def settled(database: Database, known: set[Any]) -> None:
    """Wait for the tasks that were not there before."""
    wait: Any = asyncio.wait
    while left := tasks(database) - known:
        await wait(left)


def tasks(database: Database) -> set[Any]:
    """The tasks that there are in the event loop of an async session."""
    return asyncio.all_tasks() if database.engine.dialect.is_async else set()


async def have(database: Database, *folders: Folder) -> None:
    """Rows with their files, from a session of their own."""
    async with database.session() as session:
        session.add_all(folders)
        await committed(database, session)


async def folder(session: AsyncSession, name: str) -> Folder:
    """The row of that name."""
    return (await session.scalars(sa.select(Folder).where(Folder.name == name))).one()


async def named(database: Database) -> list[str]:
    """The files that the rows name, as another session reads them."""
    async with database.session() as session:
        found = (await session.scalars(sa.select(Folder))).all()
        return sorted(one.path for row in found for one in (row.cover, *(row.pages or ())) if one is not None)


async def both_have(database: Database, store: Any, *names: str) -> None:
    """Assert that the rows name these files and no others, and that the store has them, each with its own content."""
    __tracebackhide__ = True
    rows, stored = await named(database), kept(store)
    assert (rows, stored) == (sorted(names), sorted(names)), (
        f"the rows name {rows} and the store has {stored}, both should be {sorted(names)}"
    )


class Slow:
    """Has the store take no file in the event loop before its gate is open, as one that is far away does.

    Args:
        database: Whose event loop it is; where there is none nothing waits.
    """

    SECONDS = 1.0
    """When the gate opens by itself, for a commit that waits for the file."""

    def __init__(self, database: Database) -> None:
        self._backend = storages.get_backend(FILES)
        self._save = self._backend.save_object_async
        self.gate = asyncio.Event()
        self._backend.save_object_async = self._wait  # type: ignore[method-assign]
        if database.engine.dialect.is_async:
            asyncio.get_running_loop().call_later(self.SECONDS, self.gate.set)

    async def _wait(self, *arguments: Any, **more: Any) -> Any:
        await self.gate.wait()
        return await self._save(*arguments, **more)

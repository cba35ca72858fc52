"""Files of rows that are upserted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.types import FileObject, storages
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.upserts.models import FILES, Attachment

MODELS = (Attachment,)


class AttachmentRepository(SQLAlchemyAsyncRepository[Attachment]):
    """Attachments."""

    model_type = Attachment


@pytest.fixture(autouse=True)
def store() -> Iterator[Any]:
    """The store of the attachments, with nothing in it."""
    backend = ObstoreBackend(key=FILES, fs="memory:///")
    storages.register_backend(backend)
    yield backend.fs
    storages.clear_backends()


def a_file(name: str, content: bytes) -> FileObject:
    """A file as an upload makes it."""
    return FileObject(backend=FILES, filename=name, content=content, content_type="text/plain")


async def committed(database: Database, session: Any) -> None:
    """Commit, and wait until files are written, which on an async session happens behind the commit."""
    known = asyncio.all_tasks() if database.engine.dialect.is_async else set()
    wait: Any = asyncio.wait
    await session.commit()
    while database.engine.dialect.is_async and (left := asyncio.all_tasks() - known):
        await wait(left)


@proves("upsert.type-processing")
@pytest.mark.parametrize("no_merge", [False, True], ids=["by-default", "no-merge"])
async def test_files_of_new_and_known_rows(database: Database, reader: Reader, store: Any, no_merge: bool) -> None:
    """Their bytes are in the store, as add puts them there, and those of other rows are as they were."""
    async with database.session() as session:
        await AttachmentRepository(session=session).add_many(
            [Attachment(code="a", stored=a_file("a.txt", b"old")), Attachment(code="b", stored=a_file("b.txt", b"b"))]
        )
        await committed(database, session)
    async with database.session() as session:
        data = [
            Attachment(code="n", stored=a_file("n.txt", b"new")),
            Attachment(code="a", stored=a_file("c.txt", b"changed")),
        ]
        await AttachmentRepository(session=session).upsert_many(data, match_fields=["code"], no_merge=no_merge)
        await committed(database, session)
    async with database.session() as session:
        found = await AttachmentRepository(session=session).list()
        names = {one.code: one.stored.filename if one.stored else None for one in found}
    assert names == {"a": "c.txt", "b": "b.txt", "n": "n.txt"}
    kept = {name: bytes(store.get(name).bytes()) for name in ("b.txt", "c.txt", "n.txt") if holds(store, name)}
    assert kept == {"b.txt": b"b", "c.txt": b"changed", "n.txt": b"new"}, f"the store has {kept}"


@proves("repo.update-many")
async def test_files_of_updated_rows(database: Database, reader: Reader, store: Any) -> None:
    """What update_many writes into a row is in the store, too."""
    async with database.session() as session:
        attachments = AttachmentRepository(session=session)
        added = await attachments.add_many(
            [Attachment(code=code, stored=a_file(f"{code}.txt", b"old")) for code in "ab"]
        )
        await committed(database, session)
        first = added[0].id
    async with database.session() as session:
        new = Attachment(id=first, code="a", stored=a_file("c.txt", b"changed"))
        await AttachmentRepository(session=session).update_many([new])
        await committed(database, session)
    async with database.session() as session:
        found = await AttachmentRepository(session=session).list()
        names = {one.code: one.stored.filename if one.stored else None for one in found}
    assert names == {"a": "c.txt", "b": "b.txt"}
    kept = {name: bytes(store.get(name).bytes()) for name in ("b.txt", "c.txt") if holds(store, name)}
    assert kept == {"b.txt": b"old", "c.txt": b"changed"}, f"the store has {kept}"


def holds(store: Any, name: str) -> bool:
    """Whether there is such an object."""
    try:
        store.head(name)
    except FileNotFoundError:
        return False
    return True

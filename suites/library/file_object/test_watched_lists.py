"""A list of files whose column watches it: what is moved in it is neither new nor gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import Reader, proves
from reference_app.library.binders.models import Binder
from reference_app.library.database import Database
from suites.library.file_object.keeping import a_file, committed, kept

MODELS = (Binder,)


async def _binder(session: AsyncSession, name: str) -> Any:
    """The binder of that name."""
    return (await session.scalars(sa.select(Binder).where(Binder.name == name))).one()


async def _given(database: Database, **binders: str) -> None:
    """Binders with files, a letter for each."""
    async with database.session() as session:
        session.add_all(Binder(name=name, pages=[a_file(one) for one in files]) for name, files in binders.items())
        await committed(database, session)


async def _both_have(database: Database, store: Any, **binders: str) -> None:
    """Compare the rows and the store.

    Raises:
        AssertionError: Another row or order, or a file that the store has not or should not have.
    """
    async with database.session() as session:
        found = (await session.scalars(sa.select(Binder))).all()
        rows = dict(sorted((row.name, "".join(one.path for one in row.pages or ())) for row in found))
    names = sorted("".join(binders.values()))
    assert (rows, kept(store)) == (binders, names), f"the rows name {rows}, and the store has {kept(store)}"


CHANGES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "append": (lambda pages: pages.append(a_file("r")), "pqsr"),
    "extend": (lambda pages: pages.extend([a_file("r")]), "pqsr"),
    "insert": (lambda pages: pages.insert(0, a_file("r")), "rpqs"),
    "item": (lambda pages: pages.__setitem__(0, a_file("r")), "rqs"),
    "remove": (lambda pages: pages.remove(pages[0]), "qs"),
    "pop": (lambda pages: pages.pop(), "pq"),
    "clear": (lambda pages: pages.clear(), ""),
    "reverse": (lambda pages: pages.reverse(), "sqp"),
    "move": (lambda pages: pages.append(pages.pop(0)), "qsp"),
    "move-back": (lambda pages: pages.insert(0, pages.pop()), "spq"),
    "reorder": (lambda pages: pages.__setitem__(slice(None), pages[::-1]), "sqp"),
}
"""What is done to the list of the files p, q and s, and what it is afterwards."""


@proves("file-object.multiple-append")
@pytest.mark.parametrize("change", CHANGES)
async def test_changed_list(database: Database, reader: Reader, store: Any, change: str) -> None:
    """What left the list is deleted, what is new is stored, and what is in it is there, wherever it was before."""
    await _given(database, a="pqs")
    do, expected = CHANGES[change]
    async with database.session() as session:
        binder = await _binder(session, "a")  # a list without its row is nobody's
        do(binder.pages)
        await committed(database, session)
    await _both_have(database, store, a=expected)


@proves("file-object.multiple-append")
async def test_removed_and_added_again(database: Database, reader: Reader, store: Any) -> None:
    """A file that was removed, and in a later transaction is added anew, stays when the list is changed once more."""
    await _given(database, a="pq")
    async with database.session() as session:
        binder = await _binder(session, "a")
        binder.pages.pop(0)
        await committed(database, session)
        binder.pages.append(a_file("p"))
        await committed(database, session)
        binder.pages.append(a_file("r"))
        await committed(database, session)
    await _both_have(database, store, a="qpr")


@proves("file-object.multiple-append")
async def test_moved_to_another_row(database: Database, reader: Reader, store: Any) -> None:
    """A file that goes from one row's list to another's is there afterwards."""
    await _given(database, a="pq", b="s")
    async with database.session() as session:
        before, after = await _binder(session, "a"), await _binder(session, "b")
        after.pages.append(before.pages.pop(0))
        await committed(database, session)
    await _both_have(database, store, a="q", b="sp")


@proves("file-object.deleted-row-deletes-file")
async def test_removed_from_a_row_that_goes(database: Database, reader: Reader, store: Any) -> None:
    """A file that left the list of a row which is then deleted goes with it."""
    await _given(database, a="pq", b="s")
    async with database.session() as session:
        binder = await _binder(session, "a")
        binder.pages.pop(0)
        await session.delete(binder)
        await committed(database, session)
    await _both_have(database, store, b="s")

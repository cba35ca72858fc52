"""Asks a repository for the talks that filters keep, with every method that takes filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.exceptions import AdvancedAlchemyError
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.library.database import Database
from reference_app.library.filtering.repositories import TalkRepository

RENAMED = hasattr(SQLAlchemyAsyncRepository, "get_many")
"""Whether ``list`` and ``list_and_count`` have their new names, as since 1.10."""
MANY, MANY_AND_COUNT = ("get_many", "get_many_and_count") if RENAMED else ("list", "list_and_count")


async def listed(session: AsyncSession, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks, in the order in which they came."""
    return [talk.label for talk in await getattr(TalkRepository(session=session), MANY)(*conditions, **options)]


async def page(database: Database, *conditions: Any, **options: Any) -> tuple[list[str], int]:
    """The labels of the talks in the order in which they came, and the total."""
    async with database.session() as session:
        many, total = await getattr(TalkRepository(session=session), MANY_AND_COUNT)(*conditions, **options)
        return [talk.label for talk in many], total


async def in_order(database: Database, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks in the order in which they came; with and without a total it has to be the same one."""
    async with database.session() as session:
        found = await listed(session, *conditions, **options)
    for windowed in (True, False):
        paged, _ = await page(database, *conditions, count_with_window_function=windowed, **options)
        assert paged == found, f"{MANY} has found {found}, and {MANY_AND_COUNT} {paged}"
    return found


async def kept(database: Database, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks that filters keep, sorted; all methods that take filters have to agree on them."""
    async with database.session() as session:
        repository = TalkRepository(session=session)
        found = sorted(await listed(session, *conditions, **options))
        count = await repository.count(*conditions, **options)
        there = await repository.exists(*conditions, **options)
        for windowed in (True, False):
            paged, total = await page(database, *conditions, count_with_window_function=windowed, **options)
            assert sorted(paged) == found, f"{MANY} has found {found}, and {MANY_AND_COUNT} {sorted(paged)}"
            assert total == len(found), f"the total of {found} is {total}"
    assert count == len(found), f"the count of {found} is {count}"
    assert there is bool(found), f"exists says {there} of {found}"
    return found


async def answers(database: Database, asked: Sequence[Sequence[Any]]) -> list[tuple[list[str], int]]:
    """The labels of the talks that each of several lists of filters keeps, sorted, and how many are counted."""
    async with database.session() as session:
        repository = TalkRepository(session=session)
        return [
            (sorted(await listed(session, *conditions)), await repository.count(*conditions)) for conditions in asked
        ]


async def outcome(database: Database, *conditions: Any) -> str:
    """What the repository makes of filters that cannot be meant: the name of its exception, or what it has found."""
    try:
        async with database.session() as session:
            return f"found {sorted(await listed(session, *conditions))}"
    except (AdvancedAlchemyError, ValueError) as refusal:
        return type(refusal).__name__


async def deleted(database: Database, *conditions: Any) -> list[str]:
    """Delete what filters keep; the labels of what ``delete_where`` says that it has deleted, sorted."""
    async with database.session() as session:
        gone = await TalkRepository(session=session).delete_where(*conditions)
        labels = sorted(talk.label for talk in gone)
        await session.commit()
    return labels


async def deletion(database: Database, *conditions: Any) -> str:
    """What ``delete_where`` makes of filters that cannot be meant: the name of its exception, or what it deleted."""
    try:
        return f"deleted {await deleted(database, *conditions)}"
    except (AdvancedAlchemyError, ValueError) as refusal:
        return type(refusal).__name__

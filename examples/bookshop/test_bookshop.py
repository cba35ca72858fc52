"""Its tests, on each database that pytest.ini names: ``pytest --keep-servers``, then ``assay down``."""

from __future__ import annotations

import asyncio

import pytest
from bookshop import Author, add_book, count_books
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


@pytest.mark.parametrize("title", ["Emma", "Persuasion"])
def test_a_book_is_kept(database_engine: AsyncEngine, title: str) -> None:
    async def use() -> None:
        async with AsyncSession(database_engine) as session:
            await add_book(session, "Jane Austen", title)
        async with AsyncSession(database_engine) as session:
            assert await count_books(session) == 1

    asyncio.run(use())


def test_an_author_is_kept_once(database_engine: AsyncEngine) -> None:
    async def use() -> None:
        async with AsyncSession(database_engine) as session:
            await add_book(session, "Jane Austen", "Emma")
            await add_book(session, "Jane Austen", "Persuasion")
            assert await session.scalar(select(func.count()).select_from(Author)) == 1

    asyncio.run(use())

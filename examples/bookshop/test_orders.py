"""Tests that know nothing of Assay: they use the database of the variable DATABASE_URL, as most projects' do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from bookshop import Author, Base, add_book, count_books
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool


def in_session(use: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Run something in a session on an empty database."""

    async def run() -> None:
        url = os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///bookshop.sqlite")
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.drop_all)
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as session:
            await use(session)
        await engine.dispose()

    asyncio.run(run())


def test_books_are_counted() -> None:
    async def use(session: AsyncSession) -> None:
        await add_book(session, "Jane Austen", "Emma")
        await add_book(session, "Jane Austen", "Persuasion")
        assert await count_books(session) == 2

    in_session(use)


def test_an_author_is_found_by_name() -> None:
    async def use(session: AsyncSession) -> None:
        await add_book(session, "Jane Austen", "Emma")
        assert await session.scalar(select(Author.name).where(Author.name.startswith("Jane"))) == "Jane Austen"

    in_session(use)

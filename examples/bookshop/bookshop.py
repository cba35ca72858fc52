"""A project that has never heard of Assay: two tables, and what it does with them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The project's tables."""


class Author(Base):
    """Who wrote books."""

    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Book(Base):
    """A book, of one author."""

    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


async def add_book(session: AsyncSession, author: str, title: str) -> Book:
    """Keep a book, and its author if that is a new one."""
    found = await session.scalar(select(Author).where(Author.name == author))
    if found is None:
        found = Author(name=author)
        session.add(found)
        await session.flush()
    book = Book(title=title, author_id=found.id)
    session.add(book)
    await session.commit()
    return book


async def count_books(session: AsyncSession) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(Book)) or 0

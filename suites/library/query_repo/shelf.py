"""What the checks of query repositories ask about, and the methods by the names that the library gave them last."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.library.authors.models import Author, Book

AUTHORS = {"Agatha": "UK", "Boris": "RU", "Chinua": None, "Doris": "UK"}
"""The countries of the authors by name."""
BOOKS = {"Ask": ("Agatha", 0), "Bee": ("Agatha", None), "Cat": ("Boris", 5)}
"""The authors and pages of the books by title."""


async def stock(session: AsyncSession) -> dict[str, Author]:
    """Write the authors and their books, and give the authors by name."""
    authors = {name: Author(name=name, country=country) for name, country in AUTHORS.items()}
    session.add_all(authors.values())
    await session.flush()
    session.add_all(
        [Book(title=title, author_id=authors[name].id, pages=pages) for title, (name, pages) in BOOKS.items()]
    )
    await session.commit()
    return authors


def many(repository: Any) -> Any:
    """``get_many``, which was ``list`` before 1.10."""
    return repository.get_many if hasattr(repository, "get_many") else repository.list


def many_and_count(repository: Any) -> Any:
    """``get_many_and_count``, which was ``list_and_count`` before 1.10."""
    return repository.get_many_and_count if hasattr(repository, "get_many_and_count") else repository.list_and_count


def values(found: Any) -> tuple[Any, ...]:
    """The values of what was returned: those of a row, or the one value that it is."""
    return tuple(found) if isinstance(found, Row) else (found,)

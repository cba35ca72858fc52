# Generated from reference_app/library/authors/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of authors and books."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.authors.models import Author, Book

__all__ = ("AuthorRepository", "BookRepository")


class AuthorRepository(SQLAlchemySyncRepository[Author]):
    """Authors."""

    model_type = Author


class BookRepository(SQLAlchemySyncRepository[Book]):
    """Books."""

    model_type = Book

"""Repositories of authors and books."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.authors.models import Author, Book

__all__ = ("AuthorRepository", "BookRepository")


class AuthorRepository(SQLAlchemyAsyncRepository[Author]):
    """Authors."""

    model_type = Author


class BookRepository(SQLAlchemyAsyncRepository[Book]):
    """Books."""

    model_type = Book

# Generated from reference_app/books/services.py by `python -m tools.twin`; do not edit.
"""The book service."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.authors.models import BookModel

__all__ = ("BookService",)


class BookService(service.SQLAlchemySyncRepositoryService[BookModel]):
    """Book service."""

    class Repo(repository.SQLAlchemySyncRepository[BookModel]):
        """Book repository."""

        model_type = BookModel

    repository_type = Repo

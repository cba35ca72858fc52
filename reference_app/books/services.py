"""The book service."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.authors.models import BookModel

__all__ = ("BookService",)


class BookService(service.SQLAlchemyAsyncRepositoryService[BookModel]):
    """Book service."""

    class Repo(repository.SQLAlchemyAsyncRepository[BookModel]):
        """Book repository."""

        model_type = BookModel

    repository_type = Repo

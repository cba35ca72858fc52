"""The page's chapter "Repository and Service Layer"."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.authors.models import AuthorModel

__all__ = ("AuthorService",)


class AuthorService(service.SQLAlchemyAsyncRepositoryService[AuthorModel]):
    """Author service."""

    class Repo(repository.SQLAlchemyAsyncRepository[AuthorModel]):
        """Author repository."""

        model_type = AuthorModel

    repository_type = Repo

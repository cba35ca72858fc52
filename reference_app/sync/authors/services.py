# Generated from reference_app/authors/services.py by `python -m tools.twin`; do not edit.
"""The page's chapter "Repository and Service Layer"."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.authors.models import AuthorModel

__all__ = ("AuthorService",)


class AuthorService(service.SQLAlchemySyncRepositoryService[AuthorModel]):
    """Author service."""

    class Repo(repository.SQLAlchemySyncRepository[AuthorModel]):
        """Author repository."""

        model_type = AuthorModel

    repository_type = Repo

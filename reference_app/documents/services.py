"""The service."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.documents.models import DocumentModel

__all__ = ("DocumentService",)


class DocumentService(service.SQLAlchemyAsyncRepositoryService[DocumentModel]):
    """Document service."""

    class Repo(repository.SQLAlchemyAsyncRepository[DocumentModel]):
        """Document repository."""

        model_type = DocumentModel

    repository_type = Repo

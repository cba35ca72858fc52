# Generated from reference_app/documents/services.py by `python -m tools.twin`; do not edit.
"""The service."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.documents.models import DocumentModel

__all__ = ("DocumentService",)


class DocumentService(service.SQLAlchemySyncRepositoryService[DocumentModel]):
    """Document service."""

    class Repo(repository.SQLAlchemySyncRepository[DocumentModel]):
        """Document repository."""

        model_type = DocumentModel

    repository_type = Repo

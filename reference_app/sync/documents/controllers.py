# Generated from reference_app/documents/controllers.py by `python -m tools.twin`; do not edit.
"""The handlers."""

from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import filters, providers, service
from litestar import Controller, delete, get, patch, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.params import Body, Dependency

from reference_app.documents.models import DocumentModel
from reference_app.documents.schemas import Document, DocumentForm, file_object
from reference_app.sync.documents.services import DocumentService

__all__ = ("DocumentController",)


class DocumentController(Controller):
    """Document endpoints."""

    path = "/documents"
    # Litestar's own limit is 10 MB
    request_max_body_size = 100 * 1024 * 1024
    dependencies = providers.create_service_dependencies(
        DocumentService,
        "documents_service",
        load=[DocumentModel.file],
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "name", "search_ignore_case": True},
    )

    @get(path="/", sync_to_thread=True)
    def list_documents(
        self,
        documents_service: DocumentService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Document]:
        """List documents."""
        results, total = documents_service.list_and_count(*filters)
        return documents_service.to_schema(results, total, filters=filters, schema_type=Document)

    @post(path="/", sync_to_thread=True)
    def create_document(
        self,
        documents_service: DocumentService,
        data: Annotated[DocumentForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> Document:
        """Create a document, with a file or without one."""
        if data.name is None:
            raise ClientException("name is missing")
        obj = documents_service.create(
            DocumentModel(name=data.name, file=file_object(data.file) if data.file else None)
        )
        return documents_service.to_schema(obj, schema_type=Document)

    @get(path="/{document_id:uuid}", sync_to_thread=True)
    def get_document(self, documents_service: DocumentService, document_id: UUID) -> Document:
        """Get a document."""
        obj = documents_service.get(document_id)
        return documents_service.to_schema(obj, schema_type=Document)

    @patch(path="/{document_id:uuid}", sync_to_thread=True)
    def update_document(
        self,
        documents_service: DocumentService,
        document_id: UUID,
        data: Annotated[DocumentForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> Document:
        """Rename a document, replace its file, or both."""
        update_data: dict[str, Any] = {}
        if data.name is not None:
            update_data["name"] = data.name
        if data.file is not None:
            update_data["file"] = file_object(data.file)
        obj = documents_service.update(update_data, item_id=document_id)
        return documents_service.to_schema(obj, schema_type=Document)

    @delete(path="/{document_id:uuid}", sync_to_thread=True)
    def delete_document(self, documents_service: DocumentService, document_id: UUID) -> None:
        """Delete a document and its file."""
        _ = documents_service.delete(document_id)

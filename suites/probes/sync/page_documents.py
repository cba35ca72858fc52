# Generated from suites/probes/page_documents.py by `python -m tools.twin`; do not edit.
"""The handlers of the page of 1.12.0 that take a document's form, with the page's own body models."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, patch, post
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.params import Body
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from reference_app.documents.models import DocumentModel
from reference_app.documents.schemas import Document, file_object
from reference_app.sync.documents.services import DocumentService

__all__ = ("PageDocumentController", "provide_service")


class CreateDocument(BaseModel):
    """What a client sends to create a document."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str
    file: UploadFile | None = None


class PatchDocument(BaseModel):
    """What a client sends to change one."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str | None = None
    file: UploadFile | None = None


def provide_service(db_session: Session) -> DocumentService:
    """A service without filters."""
    return DocumentService(session=db_session)


class PageDocumentController(Controller):
    """Documents by the page's forms."""

    path = "/probes/page-documents"
    dependencies = {"probe_service": Provide(provide_service, sync_to_thread=True)}  # noqa: RUF012

    @post("/", sync_to_thread=True)
    def create_document(
        self,
        data: Annotated[CreateDocument, Body(media_type=RequestEncodingType.MULTI_PART)],
        probe_service: DocumentService,
    ) -> Document:
        """Create a document, with a file or without one."""
        made = DocumentModel(name=data.name, file=file_object(data.file) if data.file else None)
        obj = probe_service.create(made)
        return probe_service.to_schema(obj, schema_type=Document)

    @patch("/{document_id:uuid}", sync_to_thread=True)
    def update_document(
        self,
        document_id: UUID,
        data: Annotated[PatchDocument, Body(media_type=RequestEncodingType.MULTI_PART)],
        probe_service: DocumentService,
    ) -> Document:
        """Change what was sent."""
        update_data: dict[str, Any] = {}
        if data.name:
            update_data["name"] = data.name
        if data.file:
            update_data["file"] = file_object(data.file)
        obj = probe_service.update(update_data, item_id=document_id)
        return probe_service.to_schema(obj, schema_type=Document)

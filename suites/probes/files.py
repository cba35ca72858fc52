"""Handlers of the chapter on files: the page's own, and some with files of a shape that the page does not show."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.types import FileObject
from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.exceptions import InternalServerException
from litestar.params import Body
from pydantic import BaseModel, Field, computed_field

from reference_app.documents.models import DocumentModel
from reference_app.documents.schemas import Document, DocumentForm, file_object
from reference_app.documents.services import DocumentService
from suites.probes.page_documents import PageDocumentController, provide_service

__all__ = ("route_handlers",)


@dataclass
class SeveralFiles:
    """A form with a control for several files."""

    name: str | None = None
    file: list[UploadFile] | None = None


class PageDocument(BaseModel):
    """The page's schema, as written."""

    id: UUID | None = None
    name: str
    file: FileObject | None = Field(default=None, exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def file_url(self) -> str | list[str] | None:
        """A signed URL."""
        if self.file is None:
            return None
        return self.file.sign()


class FileController(Controller):
    """Documents in other ways."""

    path = "/probes/files"
    dependencies = {"probe_service": Provide(provide_service)}  # noqa: RUF012

    @post("/page")
    async def create_as_on_the_page(
        self, probe_service: DocumentService, name: str, file: Annotated[UploadFile | None, None] = None
    ) -> Document:
        """The page's handler: its parameters are not a form."""
        obj = await probe_service.create(DocumentModel(name=name, file=file_object(file) if file else None))
        return probe_service.to_schema(obj, schema_type=Document)

    @get("/page/{document_id:uuid}")
    async def get_as_on_the_page(self, probe_service: DocumentService, document_id: UUID) -> PageDocument:
        """The page's schema."""
        obj = await probe_service.get(document_id)
        return probe_service.to_schema(obj, schema_type=PageDocument)

    @post("/several")
    async def show_several(
        self, data: Annotated[SeveralFiles, Body(media_type=RequestEncodingType.MULTI_PART)]
    ) -> list[list[str]]:
        """The names and contents of a form's files."""
        return [[upload.filename, upload.file.read().decode()] for upload in data.file or []]

    @post("/fail-afterwards")
    async def create_and_fail(
        self,
        probe_service: DocumentService,
        data: Annotated[DocumentForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> None:
        """The file is flushed, and then the handler fails."""
        assert data.file is not None, "the form has no file"
        await probe_service.create(DocumentModel(name=data.name, file=file_object(data.file)))
        raise InternalServerException("after the flush")

    @post("/delete-and-fail/{document_id:uuid}")
    async def delete_and_fail(self, probe_service: DocumentService, document_id: UUID) -> None:
        """The document is deleted and flushed, and then the handler fails."""
        await probe_service.delete(document_id)
        raise InternalServerException("after the flush")

    @post("/with-metadata")
    async def create_with_metadata(self, probe_service: DocumentService, data: dict[str, Any]) -> dict[str, Any]:
        """A file with custom metadata, from text."""
        file = FileObject(
            backend="documents",
            filename=data["filename"],
            content=data["content"].encode(),
            content_type=data.get("content_type"),
            metadata=data.get("metadata"),
        )
        obj = await probe_service.create(DocumentModel(name="metadata", file=file))
        return {"id": obj.id}

    @get("/content/{document_id:uuid}")
    async def read_content(self, probe_service: DocumentService, document_id: UUID) -> dict[str, Any]:
        """The file as the library gives it back from the row."""
        obj = await probe_service.get(document_id)
        file = obj.file
        if file is None:
            return {"file": None}
        content = await read_file(file)
        return {"file": {**file.to_dict(), "content": content.decode("latin-1")}}


async def read_file(file: FileObject) -> bytes:
    """The bytes of a file, in the colour of the application."""
    return await file.get_content_async()


route_handlers = [FileController, PageDocumentController]

"""The schemas: what is answered, and the form that is sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from advanced_alchemy.types import FileObject
from litestar.datastructures import UploadFile
from pydantic import BaseModel, Field, computed_field

from reference_app.documents.models import BACKEND_KEY

__all__ = ("Document", "DocumentForm", "file_object")


class Document(BaseModel):
    """Document response schema."""

    id: UUID | None = None
    name: str
    file: FileObject | None = Field(default=None, exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def file_url(self) -> str | list[str] | None:
        """A signed URL, or null where there is no file or the store cannot sign."""
        if self.file is None:
            return None
        try:
            return self.file.sign()
        except NotImplementedError:
            # on the page this is not caught: a store that cannot sign then answers every request with 500
            return None


@dataclass
class DocumentForm:
    """What a client sends.

    On the page these are parameters of the handler, which makes query parameters of them: no file ever arrives.
    """

    name: str | None = None
    file: UploadFile | None = None


def file_object(upload: UploadFile, **options: Any) -> FileObject:
    """The file of an upload, as the page makes it.

    The page awaits ``upload.read()``; the file underneath has the same bytes for both colours.
    """
    return FileObject(
        backend=BACKEND_KEY,
        filename=upload.filename or "uploaded_file",
        content_type=upload.content_type,
        content=upload.file.read(),
        **options,
    )

"""The model: metadata in the row, bytes in the store."""

from advanced_alchemy.extensions.litestar import base
from advanced_alchemy.types import FileObject
from advanced_alchemy.types.file_object.data_type import StoredObject
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("BACKEND_KEY", "DocumentModel")

BACKEND_KEY = "documents"
"""The key under which the application registers its backend."""


class DocumentModel(base.UUIDBase):
    """A document with its file."""

    # tables of its own: the other chapters' applications have no documents
    __bind_key__ = "documents"
    __tablename__ = "document"

    # the page has no length: MySQL and Oracle need one
    name: Mapped[str] = mapped_column(String(1000))
    # on the page not optional although the handlers store documents without a file; and `file` is reserved by Oracle
    file: Mapped[FileObject | None] = mapped_column("file", StoredObject(backend=BACKEND_KEY), quote=True)

"""A list of files that the column watches, so that what is done to it is written."""

from advanced_alchemy.base import UUIDBase
from advanced_alchemy.types import FileObject, MutableList, StoredObject
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from reference_app.library.documents.models import FILES

__all__ = ("Binder",)


class Binder(UUIDBase):
    """Has a name, and pages that can be moved."""

    __tablename__ = "library_doc_binder"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    pages: Mapped[list[FileObject] | None] = mapped_column(
        MutableList.as_mutable(StoredObject(backend=FILES, multiple=True)), default=None
    )

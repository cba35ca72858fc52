"""Folders: one file as the cover, and a list of files as the pages, as the page on types has them."""

from advanced_alchemy.base import UUIDBase
from advanced_alchemy.types import FileObject, FileObjectList, StoredObject
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("FILES", "Folder")

FILES = "library_doc_files"
"""The key under which the application registers the store of the folders."""


class Folder(UUIDBase):
    """Has a name, a cover and pages."""

    __tablename__ = "library_doc_folder"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    cover: Mapped[FileObject | None] = mapped_column(StoredObject(backend=FILES), default=None)
    pages: Mapped[FileObjectList | None] = mapped_column(StoredObject(backend=FILES, multiple=True), default=None)

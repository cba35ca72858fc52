"""Authors and their books."""

import datetime
from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Author", "Book")


class Author(UUIDAuditBase):
    """An author of any number of books."""

    __tablename__ = "library_author"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(200))
    dob: Mapped[datetime.date | None]
    country: Mapped[str | None] = mapped_column(String(60), default=None)
    books: Mapped[list["Book"]] = relationship(back_populates="author", lazy="noload", cascade="all, delete")


class Book(UUIDAuditBase):
    """A book of one author."""

    __tablename__ = "library_book"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int | None] = mapped_column(default=None)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("library_author.id"))
    author: Mapped[Author] = relationship(back_populates="books", lazy="noload")

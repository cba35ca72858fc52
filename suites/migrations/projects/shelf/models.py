"""Authors and books of a small project, as they are at first."""

import datetime
import enum
from uuid import UUID

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column


class Genre(enum.Enum):
    """What a book is."""

    NOVEL = "novel"
    PLAY = "play"


class Author(base.UUIDBase):
    """An author."""

    __tablename__ = "author"

    name: Mapped[str] = mapped_column(String(50))
    dob: Mapped[datetime.date | None]


class Book(base.UUIDAuditBase):
    """A book."""

    __tablename__ = "book"

    title: Mapped[str] = mapped_column(String(50))
    isbn: Mapped[str] = mapped_column(String(20))
    genre: Mapped[Genre] = mapped_column(Enum(Genre, name="genre"))
    pages: Mapped[int]
    rating: Mapped[int]
    shelf: Mapped[str | None] = mapped_column(String(10))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("author.id"))


class Loan(base.UUIDBase):
    """A book that is out."""

    __tablename__ = "loan"

    reader: Mapped[str] = mapped_column(String(50))

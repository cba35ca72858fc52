"""Authors and books of a small project, with a change of every kind."""

import enum
from uuid import UUID

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column


class Genre(enum.Enum):
    """What a book is."""

    NOVEL = "novel"
    PLAY = "play"
    ESSAY = "essay"


class Author(base.UUIDBase):
    """An author."""

    __tablename__ = "author"

    name: Mapped[str] = mapped_column(String(80))
    country: Mapped[str | None] = mapped_column(String(50))


class Book(base.UUIDAuditBase):
    """A book."""

    __tablename__ = "book"

    title: Mapped[str] = mapped_column(String(50), index=True)
    isbn: Mapped[str] = mapped_column(String(20), unique=True)
    genre: Mapped[Genre] = mapped_column(Enum(Genre, name="genre"))
    pages: Mapped[int] = mapped_column(server_default="1")
    rating: Mapped[str] = mapped_column(String(10))
    shelf: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(200))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("author.id"))


class Publisher(base.UUIDBase):
    """A publisher."""

    __tablename__ = "publisher"

    name: Mapped[str] = mapped_column(String(50))

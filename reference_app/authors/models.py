"""The page's chapter "SQLAlchemy Models": authors and their books, side by side as on the page."""

import datetime
from uuid import UUID

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("AuthorModel", "BookModel")


class AuthorModel(base.UUIDBase):
    """An author of any number of books."""

    __tablename__ = "author"

    # the page has no lengths: MySQL, Oracle and Spanner refuse or misplace a string column without one
    name: Mapped[str] = mapped_column(String(1000))
    dob: Mapped[datetime.date | None]
    # quoted, because the class comes further down: as on the page, without the quotes, it is a NameError
    books: Mapped[list["BookModel"]] = relationship(back_populates="author", lazy="selectin")


class BookModel(base.UUIDAuditBase):
    """A book, with the times of its creation and last change."""

    __tablename__ = "book"

    title: Mapped[str] = mapped_column(String(1000))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("author.id"))
    author: Mapped[AuthorModel] = relationship(lazy="joined", innerjoin=True, viewonly=True)

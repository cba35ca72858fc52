"""Models of the repository-only chapter.

Tables and classes are not called as on the page (``author``, ``AuthorModel``): the guide's chapter has these names
already, and all models share the library's metadata and class registry.
"""

import datetime
from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase, UUIDBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("RepoAuthorModel", "RepoBookModel")


class RepoAuthorModel(UUIDBase):
    """An author; the books are not loaded unless a repository asks for them."""

    __tablename__ = "repo_author"

    # with a length, because MySQL, Oracle and Spanner need one
    name: Mapped[str] = mapped_column(String(1000))
    dob: Mapped[datetime.date | None]
    # quoted, because the class comes further down
    books: Mapped[list["RepoBookModel"]] = relationship(back_populates="author", lazy="noload")


class RepoBookModel(UUIDAuditBase):
    """A book; missing in the page's chapter, taken from the guide's."""

    __tablename__ = "repo_book"

    title: Mapped[str] = mapped_column(String(1000))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("repo_author.id"))
    author: Mapped[RepoAuthorModel] = relationship(lazy="joined", innerjoin=True, viewonly=True)

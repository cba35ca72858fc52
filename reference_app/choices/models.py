"""Articles, which are active or not, and have a visibility and a status."""

import enum

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import Enum, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Article", "Status")


class Status(str, enum.Enum):
    """The page's statuses."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Article(base.UUIDBase):
    """An article; its status is a text in one column and an enumeration in the other."""

    __tablename__ = "guide_article"
    __bind_key__ = "choices"

    name: Mapped[str] = mapped_column(String(50))
    active: Mapped[bool | None]
    visibility: Mapped[str | None] = mapped_column(String(50))
    status: Mapped[str] = mapped_column(String(50))
    state: Mapped[Status | None] = mapped_column(Enum(Status, native_enum=False, length=20))

"""The club's tables."""

from __future__ import annotations

import datetime
from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column


class Member(UUIDAuditBase):
    """Who reads."""

    __tablename__ = "member"
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(200), unique=True)
    since: Mapped[datetime.date | None]


class Book(UUIDAuditBase):
    """What is read."""

    __tablename__ = "book"
    __table_args__ = (
        UniqueConstraint("title", "writer", name="uq_book_title_writer"),
        CheckConstraint("pages > 0", name="ck_book_pages"),
    )
    title: Mapped[str] = mapped_column(String(200))
    writer: Mapped[str] = mapped_column(String(100))
    pages: Mapped[int]
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))

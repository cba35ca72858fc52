"""Talks, with a column of every kind that filters compare, and remarks on them."""

import datetime
from uuid import UUID

from advanced_alchemy.base import UUIDBase
from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

__all__ = ("Note", "Remark", "Talk")


class Talk(UUIDBase):
    """A talk that was or will be given."""

    __tablename__ = "library_talk"
    __bind_key__ = "library"

    label: Mapped[str] = mapped_column(String(40))
    title: Mapped[str | None] = mapped_column(String(200), default=None)
    notes: Mapped[str | None] = mapped_column(String(200), default=None)
    seats: Mapped[int | None] = mapped_column(default=None)
    # the attribute has another name than the column
    stars: Mapped[int | None] = mapped_column("rating", default=None)
    open: Mapped[bool | None] = mapped_column(default=None)
    begins: Mapped[datetime.datetime | None] = mapped_column(default=None)
    day: Mapped[datetime.date | None] = mapped_column(default=None)
    remarks: Mapped[list["Remark"]] = relationship(back_populates="talk", lazy="noload")
    places: Mapped[int | None] = synonym("seats")

    @hybrid_property
    def rows(self) -> int | None:
        """How many rows of ten seats it takes."""
        return None if self.seats is None else self.seats // 10

    @rows.inplace.expression
    @classmethod
    def _rows(cls) -> ColumnElement[int | None]:
        return cls.seats * 10  # not the same as in Python, so that it shows which one was asked


class Remark(UUIDBase):
    """What somebody said of one talk."""

    __tablename__ = "library_remark"
    __bind_key__ = "library"

    text: Mapped[str] = mapped_column(String(200))
    likes: Mapped[int] = mapped_column(default=0)
    talk_id: Mapped[UUID] = mapped_column(ForeignKey("library_talk.id"))
    talk: Mapped[Talk] = relationship(back_populates="remarks", lazy="noload")


class Note(UUIDBase):
    """A note of a speaker; its attributes have the names of its columns."""

    __tablename__ = "library_cached_note"
    __bind_key__ = "library"

    label: Mapped[str] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(String(200), default=None)
    number: Mapped[int | None] = mapped_column(default=None)

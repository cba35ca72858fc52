"""Models whose rows are changed in every way that repositories have."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from advanced_alchemy.base import BigIntAuditBase, DefaultBase, UUIDAuditBase
from sqlalchemy import Dialect, ForeignKey, Index, String, TypeDecorator, func, text
from sqlalchemy.orm import (
    DynamicMapped,
    Mapped,
    WriteOnlyMapped,
    column_property,
    mapped_column,
    relationship,
)

__all__ = (
    "Cabinet",
    "Caption",
    "Card",
    "Drawer",
    "Membership",
    "Rack",
    "Room",
    "Samples",
    "Series",
    "Spare",
    "Tag",
    "Ticket",
)


class Spare(DefaultBase):
    """A part, whose key the program gives it."""

    __tablename__ = "library_changed_part"
    __bind_key__ = "library"
    # An index and no constraint, which some databases do not have.
    __table_args__ = (Index("uq_library_changed_part_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))
    model: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str | None] = mapped_column(String(20), default="new")
    origin: Mapped[str | None] = mapped_column(String(20), server_default=text("'unknown'"))
    rank: Mapped[int | None] = mapped_column("sort_rank")
    """The column has another name."""


class Card(DefaultBase):
    """A card, which has neither defaults nor columns of other names: what is written is what was given."""

    __tablename__ = "library_changed_card"
    __bind_key__ = "library"
    __table_args__ = (Index("uq_library_changed_card_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))
    place: Mapped[int | None]


class Caption(DefaultBase):
    """A caption, and what the database makes of it when it is read."""

    __tablename__ = "library_changed_caption"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))
    shouted: Mapped[str] = column_property(func.upper(words))


class Membership(DefaultBase):
    """Who is in which group: a key of two columns, one of which has another name than its attribute."""

    __tablename__ = "library_changed_membership"
    __bind_key__ = "library"

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column("member_no", primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(20), default="member")
    remark: Mapped[str | None] = mapped_column(String(60))


class Ticket(BigIntAuditBase):
    """A ticket, whose key the database generates."""

    __tablename__ = "library_changed_ticket"
    __bind_key__ = "library"

    subject: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))


class Samples:
    """Numbers that are compared one by one, as arrays are: the answer to ``==`` is neither true nor false."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers

    def __eq__(self, other: object) -> Any:
        """Each with each."""
        return Samples(*(int(a == b) for a, b in zip(self.numbers, getattr(other, "numbers", ()), strict=False)))

    __hash__ = None  # type: ignore[assignment]

    # What raises has no frame of Python: the failure is that of who asked.
    __bool__: Any = partial(int, "several samples are neither true nor false")


class SamplesType(TypeDecorator[Samples]):
    """Samples as a text of numbers."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: Samples | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """As a text."""
        return None if value is None else ",".join(map(str, value.numbers))

    def process_result_value(self, value: Any, dialect: Dialect) -> Samples | None:  # noqa: ARG002
        """As samples."""
        return None if value is None else Samples(*map(int, value.split(",")))

    def compare_values(self, x: Any, y: Any) -> bool:
        """Whether all of them are the same, for the unit of work."""
        return x is y or (x is not None and y is not None and x.numbers == y.numbers)


class Series(DefaultBase):
    """A series of samples."""

    __tablename__ = "library_changed_series"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    samples: Mapped[Samples | None] = mapped_column(SamplesType)


class Room(UUIDAuditBase):
    """A room with shelves, which go with it."""

    __tablename__ = "library_changed_room"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))
    shelves: Mapped[list[Rack]] = relationship(back_populates="room", cascade="all, delete-orphan")


class Rack(UUIDAuditBase):
    """A shelf, which may stand in a room, and has tags."""

    __tablename__ = "library_changed_shelf"
    __bind_key__ = "library"

    label: Mapped[str] = mapped_column(String(60))
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("library_changed_room.id"))
    room: Mapped[Room | None] = relationship(lambda: Room, back_populates="shelves")
    tags: Mapped[set[Tag]] = relationship(lambda: Tag, back_populates="shelf", cascade="all, delete-orphan")


class Tag(UUIDAuditBase):
    """A tag on a shelf."""

    __tablename__ = "library_changed_tag"
    __bind_key__ = "library"

    text: Mapped[str] = mapped_column(String(60))
    shelf_id: Mapped[UUID] = mapped_column(ForeignKey("library_changed_shelf.id"))
    shelf: Mapped[Rack] = relationship(back_populates="tags")


class Cabinet(UUIDAuditBase):
    """A cabinet whose drawers must not be loaded by accident."""

    __tablename__ = "library_changed_cabinet"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    raising: Mapped[list[Drawer]] = relationship(lambda: Drawer, back_populates="cabinet", lazy="raise")
    raising_on_sql: Mapped[list[Drawer]] = relationship(lambda: Drawer, lazy="raise_on_sql", overlaps="raising,cabinet")
    written: WriteOnlyMapped[Drawer] = relationship(lambda: Drawer, overlaps="raising,raising_on_sql,cabinet")
    queried: DynamicMapped[Drawer] = relationship(lambda: Drawer, overlaps="raising,raising_on_sql,written,cabinet")
    seen: Mapped[list[Drawer]] = relationship(lambda: Drawer, viewonly=True)


class Drawer(UUIDAuditBase):
    """A drawer of a cabinet."""

    __tablename__ = "library_changed_drawer"
    __bind_key__ = "library"

    label: Mapped[str] = mapped_column(String(60))
    cabinet_id: Mapped[UUID] = mapped_column(ForeignKey("library_changed_cabinet.id"))
    cabinet: Mapped[Cabinet] = relationship(
        lambda: Cabinet, back_populates="raising", lazy="raise", overlaps="raising_on_sql,written,queried"
    )

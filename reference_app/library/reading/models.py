"""Shelves with volumes and visits, and what else is read."""

from typing import Any
from uuid import UUID

from advanced_alchemy.base import UUIDBase
from advanced_alchemy.mixins import SlugKey
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Card", "Label", "Note", "Permit", "Pile", "Shelf", "Visit", "Volume")


class Shelf(UUIDBase):
    """A shelf."""

    __tablename__ = "library_read_shelf"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    place: Mapped[str | None] = mapped_column(String(60), default=None)
    level: Mapped[int] = mapped_column(default=0)
    volumes: Mapped[list["Volume"]] = relationship(lambda: Volume, back_populates="shelf")
    visits: Mapped[list["Visit"]] = relationship(lambda: Visit, back_populates="shelf", lazy="selectin")


class Volume(UUIDBase):
    """A volume on a shelf."""

    __tablename__ = "library_read_volume"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))
    shelf_id: Mapped[UUID] = mapped_column(ForeignKey("library_read_shelf.id"))
    shelf: Mapped[Shelf] = relationship(back_populates="volumes")
    notes: Mapped[list["Note"]] = relationship(lambda: Note, back_populates="volume")


class Note(UUIDBase):
    """A note in a volume."""

    __tablename__ = "library_read_note"
    __bind_key__ = "library"

    text: Mapped[str] = mapped_column(String(60))
    volume_id: Mapped[UUID] = mapped_column(ForeignKey("library_read_volume.id"))
    volume: Mapped[Volume] = relationship(lambda: Volume, back_populates="notes")


class Visit(UUIDBase):
    """Somebody has been at a shelf."""

    __tablename__ = "library_read_visit"
    __bind_key__ = "library"

    visitor: Mapped[str] = mapped_column(String(60))
    shelf_id: Mapped[UUID] = mapped_column(ForeignKey("library_read_shelf.id"))
    shelf: Mapped[Shelf] = relationship(back_populates="visits")


class Label(UUIDBase, SlugKey):
    """A label with a slug."""

    __tablename__ = "library_read_label"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(200))


class Card(UUIDBase):
    """A reader's card, whose columns are named otherwise than its attributes."""

    __tablename__ = "library_read_card"
    __bind_key__ = "library"

    code: Mapped[str] = mapped_column("card_code", String(40))
    holder: Mapped[str | None] = mapped_column("card_holder", String(40), default=None)


class Permit(UUIDBase):
    """A permit, of which the database has rules: a code of its own, a fee above nothing, a shelf that there is."""

    __tablename__ = "library_read_permit"
    __bind_key__ = "library"
    __table_args__ = (
        Index("ix_library_read_permit_code", "code", unique=True),
        CheckConstraint("fee > 0", name="ck_library_read_permit_fee"),
    )

    code: Mapped[str] = mapped_column(String(60))
    fee: Mapped[int] = mapped_column(default=1)
    shelf_id: Mapped[UUID | None] = mapped_column(ForeignKey("library_read_shelf.id"), default=None)


class Pile(UUIDBase):
    """Books in a pile, which counts them, and so is false if it is empty."""

    __tablename__ = "library_read_pile"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    books: Mapped[int] = mapped_column(default=0)

    def __len__(self) -> int:
        """How many books there are."""
        return self.books

    def __eq__(self, other: Any) -> bool:
        """Whether it is the same pile."""
        return self is other

    __hash__ = object.__hash__

"""Goods, and how they are told from each other."""

import datetime
import decimal
import enum
from typing import Any
from uuid import UUID

from advanced_alchemy.base import BigIntBase, DefaultBase, UUIDAuditBase, UUIDBase
from advanced_alchemy.types import EncryptedString, FileObject, JsonB
from advanced_alchemy.types.file_object.data_type import StoredObject
from sqlalchemy import Enum, ForeignKey, Index, LargeBinary, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = (
    "FILES",
    "Attachment",
    "Box",
    "Counter",
    "Crate",
    "Gauge",
    "Item",
    "Part",
    "Reading",
    "Rename",
    "Sample",
    "Shade",
    "Thing",
    "Twin",
    "Vault",
)

KEY = "a key of the suites, and of nobody else"
FILES = "library_up_files"
"""The key under which the application registers the store of the attachments."""


class Item(UUIDAuditBase):
    """Known by its number; with a mark of when it was written."""

    __tablename__ = "library_up_item"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_item_sku", "sku", unique=True),)

    sku: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(40), default=None)
    amount: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(String(20), default="new")
    grade: Mapped[int | None] = mapped_column(default=5)


class Gauge(DefaultBase):
    """Known by its key only, which is given to it."""

    __tablename__ = "library_up_gauge"
    __bind_key__ = "library"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int | None] = mapped_column(default=None)
    unit: Mapped[str | None] = mapped_column(String(20), default=None)


class Reading(DefaultBase):
    """Known by a key of two columns."""

    __tablename__ = "library_up_reading"
    __bind_key__ = "library"

    station: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int | None] = mapped_column(default=None)


class Box(UUIDBase):
    """Has a name, which others may have too."""

    __tablename__ = "library_up_box"
    __bind_key__ = "library"

    name: Mapped[str | None] = mapped_column(String(40), default=None)
    size: Mapped[int | None] = mapped_column(default=None)


class Twin(UUIDBase):
    """Has two numbers, each of which is its own."""

    __tablename__ = "library_up_twin"
    __bind_key__ = "library"
    __table_args__ = (
        Index("ix_library_up_twin_left", "left_code", unique=True),
        Index("ix_library_up_twin_right", "right_code", unique=True),
    )

    left_code: Mapped[str] = mapped_column(String(40))
    right_code: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int] = mapped_column(default=0)


class Part(UUIDBase):
    """Known by two columns together."""

    __tablename__ = "library_up_part"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_part_maker_number", "maker", "number", unique=True),)

    maker: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    amount: Mapped[int | None] = mapped_column(default=None)


class Rename(UUIDBase):
    """Its columns are named otherwise than its attributes."""

    __tablename__ = "library_up_rename"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_rename_code", "col_code", unique=True),)

    code: Mapped[str] = mapped_column("col_code", String(40))
    amount: Mapped[int | None] = mapped_column("col_amount", default=None)


class Counter(BigIntBase):
    """The database gives it its key."""

    __tablename__ = "library_up_counter"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_counter_code", "code", unique=True),)

    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[int | None] = mapped_column(default=None)


class Crate(UUIDBase):
    """A crate with things in it."""

    __tablename__ = "library_up_crate"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_crate_code", "code", unique=True),)

    code: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int | None] = mapped_column(default=None)
    things: Mapped[list["Thing"]] = relationship(lambda: Thing, back_populates="crate")


class Thing(UUIDBase):
    """A thing in a crate."""

    __tablename__ = "library_up_thing"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    crate_id: Mapped[UUID] = mapped_column(ForeignKey("library_up_crate.id"))
    crate: Mapped[Crate] = relationship(back_populates="things")


class Vault(DefaultBase):
    """Holds what is not stored as it is said."""

    __tablename__ = "library_up_vault"
    __bind_key__ = "library"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    secret: Mapped[str | None] = mapped_column(EncryptedString(key=KEY), default=None)
    details: Mapped[dict[str, Any] | None] = mapped_column(JsonB, default=None)


class Attachment(UUIDBase):
    """A file that is known by its number."""

    __tablename__ = "library_up_attachment"
    __bind_key__ = "library"
    __table_args__ = (Index("ix_library_up_attachment_code", "code", unique=True),)

    code: Mapped[str] = mapped_column(String(40))
    stored: Mapped[FileObject | None] = mapped_column(StoredObject(backend=FILES))


class Shade(enum.Enum):
    """What a sample looks like."""

    PALE = "pale"
    DARK = "dark"


class Sample(UUIDBase):
    """Is known by any of its values, none of which the database knows to be its own."""

    __tablename__ = "library_up_sample"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    whole: Mapped[int]
    weight: Mapped[decimal.Decimal] = mapped_column(Numeric(10, 2))
    day: Mapped[datetime.date]
    moment: Mapped[datetime.datetime]
    tag: Mapped[UUID]
    shade: Mapped[Shade] = mapped_column(Enum(Shade, native_enum=False, length=10))
    good: Mapped[bool]
    mark: Mapped[bytes] = mapped_column(LargeBinary(40))
    details: Mapped[dict[str, Any]] = mapped_column(JsonB)
    amount: Mapped[int] = mapped_column(default=0)

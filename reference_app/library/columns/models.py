"""One model for each column type, so that a database without one of them has the others."""

import datetime
from typing import Any
from uuid import UUID

from advanced_alchemy.base import BigIntBase, UUIDBase
from advanced_alchemy.types import GUID, BigIntIdentity, DateTimeUTC, JsonB, MutableList
from sqlalchemy import JSON, String
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, mapped_column

__all__ = (
    "Counter",
    "Document",
    "Ledger",
    "Moment",
    "Playlist",
    "Reference",
    "Settings",
    "Sheet",
    "Tagged",
    "TextReference",
)


class Moment(UUIDBase):
    """Something that happened, perhaps."""

    __tablename__ = "library_moment"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime.datetime | None] = mapped_column(DateTimeUTC)


class Reference(UUIDBase):
    """A UUID that somebody else gave."""

    __tablename__ = "library_reference"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    target: Mapped[UUID | None] = mapped_column(GUID)


class TextReference(UUIDBase):
    """The same, kept as text."""

    __tablename__ = "library_text_reference"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    target: Mapped[UUID | None] = mapped_column(GUID(binary=False))


class Document(UUIDBase):
    """A JSON document."""

    __tablename__ = "library_document"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[Any | None] = mapped_column(JsonB)


class Sheet(UUIDBase):
    """A document that has to be there."""

    __tablename__ = "library_sheet"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JsonB)


class Settings(UUIDBase):
    """A document whose changes are noticed.

    JsonB is one object that all columns share, and a wrapper belongs to the object: hence the copy.
    """

    __tablename__ = "library_settings"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any] | None] = mapped_column(MutableDict.as_mutable(JsonB.copy()))


class Tagged(UUIDBase):
    """A list of texts whose changes are noticed."""

    __tablename__ = "library_tagged"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    tags: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))


class Playlist(UUIDBase):
    """A list of dictionaries whose changes are noticed."""

    __tablename__ = "library_playlist"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    songs: Mapped[list[dict[str, Any]] | None] = mapped_column(MutableList.as_mutable(JSON()))


class Counter(BigIntBase):
    """A row whose key the database counts."""

    __tablename__ = "library_counter"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))


class Ledger(UUIDBase):
    """A large number that is no key."""

    __tablename__ = "library_ledger"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    balance: Mapped[int | None] = mapped_column(BigIntIdentity)

"""A table for each type of column of the library."""

import datetime
from typing import Any
from uuid import UUID

from advanced_alchemy.base import BigIntBase, UUIDBase
from advanced_alchemy.types import (
    GUID,
    BigIntIdentity,
    DateTimeUTC,
    EncryptedString,
    EncryptedText,
    JsonB,
    MutableList,
)
from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column


class Moment(UUIDBase):
    """A time."""

    __tablename__ = "moment"
    value: Mapped[datetime.datetime | None] = mapped_column(DateTimeUTC)


class Reference(UUIDBase):
    """A UUID."""

    __tablename__ = "reference"
    value: Mapped[UUID | None] = mapped_column(GUID)


class TextReference(UUIDBase):
    """A UUID that is kept as text."""

    __tablename__ = "text_reference"
    value: Mapped[UUID | None] = mapped_column(GUID(binary=False))


class Document(UUIDBase):
    """A document."""

    __tablename__ = "document"
    value: Mapped[dict[str, Any] | None] = mapped_column(JsonB)


class Tagged(UUIDBase):
    """A list."""

    __tablename__ = "tagged"
    value: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))


class Counter(BigIntBase):
    """A large number, in the key too."""

    __tablename__ = "counter"
    value: Mapped[int | None] = mapped_column(BigIntIdentity)


class Secret(UUIDBase):
    """An encrypted text."""

    __tablename__ = "secret"
    value: Mapped[str | None] = mapped_column(EncryptedString(key="key-of-the-secret", length=40))


class Letter(UUIDBase):
    """A long encrypted text."""

    __tablename__ = "letter"
    value: Mapped[str | None] = mapped_column(EncryptedText(key="key-of-the-letter"))

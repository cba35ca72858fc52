"""What is in stock. Some columns have names that SQL reserves, and some are called otherwise than in the program."""

import datetime
import decimal
import uuid
from typing import Any

from advanced_alchemy.base import DefaultBase
from advanced_alchemy.types import GUID, DateTimeUTC, JsonB
from sqlalchemy import Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Item", "Label", "Measure", "Shelf")


class Item(DefaultBase):
    """An item, with defaults of each kind."""

    __tablename__ = "library_stock_item"
    __bind_key__ = "library"

    sku: Mapped[str] = mapped_column(String(50), primary_key=True)
    order: Mapped[int | None]
    amount: Mapped[int] = mapped_column("select", key="amount", default=7)
    weight: Mapped[int] = mapped_column("mass", key="weight", default=lambda: 3)
    note: Mapped[str | None] = mapped_column(String(50), server_default="plain")


class Shelf(DefaultBase):
    """A shelf: its number is one of the room's."""

    __tablename__ = "library_stock_shelf"
    __bind_key__ = "library"

    room: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str | None] = mapped_column(String(50))


class Label(DefaultBase):
    """A label: its text is there once."""

    __tablename__ = "library_stock_label"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(String(50), unique=True)
    copies: Mapped[int | None]


class Measure(DefaultBase):
    """A measure, with values of several types."""

    __tablename__ = "library_stock_measure"
    __bind_key__ = "library"

    id: Mapped[uuid.UUID] = mapped_column(GUID, primary_key=True, default=uuid.uuid4)
    taken: Mapped[datetime.datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    day: Mapped[datetime.date | None]
    valid: Mapped[bool | None]
    price: Mapped[decimal.Decimal | None] = mapped_column(Numeric(10, 2))
    details: Mapped[dict[str, Any] | None] = mapped_column(JsonB)

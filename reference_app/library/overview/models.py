"""Users of the front page's examples, and parcels with a value of each kind that it names."""

from typing import Any

from advanced_alchemy.base import UUIDAuditBase, UUIDBase
from advanced_alchemy.types import JsonB
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Parcel", "User")


class User(UUIDBase):
    """A user, as on the front page."""

    __tablename__ = "library_front_user"
    __bind_key__ = "library"

    email: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))


class Parcel(UUIDAuditBase):
    """A parcel, with the times of its row and with JSON."""

    __tablename__ = "library_front_parcel"
    __bind_key__ = "library"

    code: Mapped[str] = mapped_column(String(50))
    weight: Mapped[int]
    details: Mapped[dict[str, Any] | None] = mapped_column(JsonB)
    colour: Mapped[str | None] = mapped_column("paint", String(20), default="grey")

"""Vectors and booleans."""

from typing import Any

from advanced_alchemy import types
from advanced_alchemy.base import UUIDBase
from sqlalchemy import JSON, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Embedding", "Switch")

# With an older version the module can be imported, and nobody asks for its models.
Bool: Any = getattr(types, "Bool", Boolean)
Vector: Any = getattr(types, "Vector", lambda _: JSON())


class Embedding(UUIDBase):
    """A vector of three numbers."""

    __tablename__ = "library_embedding"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    vector: Mapped[list[float] | None] = mapped_column("embedded", Vector(3))


class Switch(UUIDBase):
    """On, off or neither."""

    __tablename__ = "library_switch"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    on: Mapped[bool | None] = mapped_column("is_on", Bool)

"""Notes whose keys are short texts."""

from advanced_alchemy.base import NanoIDAuditBase, NanoIDBase
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("NanoIDAuditNote", "NanoIDNote")


class NanoIDNote(NanoIDBase):
    """A note with a Nano ID."""

    __tablename__ = "library_nanoid_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class NanoIDAuditNote(NanoIDAuditBase):
    """A note with a Nano ID and times."""

    __tablename__ = "library_nanoid_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))

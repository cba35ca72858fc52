"""A note on each base class that the page lists, and on a base of the program's own."""

from advanced_alchemy.base import (
    AdvancedDeclarativeBase,
    BigIntAuditBase,
    BigIntBase,
    DefaultBase,
    IdentityAuditBase,
    IdentityBase,
    UUIDAuditBase,
    UUIDBase,
    UUIDv6AuditBase,
    UUIDv6Base,
    UUIDv7AuditBase,
    UUIDv7Base,
)
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = (
    "BareNote",
    "BigIntAuditNote",
    "BigIntNote",
    "IdentityAuditNote",
    "IdentityNote",
    "LibraryDefaultNote",
    "UUIDAuditNote",
    "UUIDNote",
    "UUIDv6AuditNote",
    "UUIDv6Note",
    "UUIDv7AuditNote",
    "UUIDv7Note",
)


class BigIntNote(BigIntBase):
    """A note with a number from the database."""

    __tablename__ = "library_bigint_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class BigIntAuditNote(BigIntAuditBase):
    """A note with a number and times."""

    __tablename__ = "library_bigint_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class IdentityNote(IdentityBase):
    """A note with an identity."""

    __tablename__ = "library_identity_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class IdentityAuditNote(IdentityAuditBase):
    """A note with an identity and times."""

    __tablename__ = "library_identity_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDNote(UUIDBase):
    """A note with a random UUID."""

    __tablename__ = "library_uuid_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDAuditNote(UUIDAuditBase):
    """A note with a random UUID and times."""

    __tablename__ = "library_uuid_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDv6Note(UUIDv6Base):
    """A note with a UUID of version 6."""

    __tablename__ = "library_uuid6_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDv6AuditNote(UUIDv6AuditBase):
    """A note with a UUID of version 6 and times."""

    __tablename__ = "library_uuid6_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDv7Note(UUIDv7Base):
    """A note with a UUID of version 7."""

    __tablename__ = "library_uuid7_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class UUIDv7AuditNote(UUIDv7AuditBase):
    """A note with a UUID of version 7 and times."""

    __tablename__ = "library_uuid7_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class LibraryDefaultNote(DefaultBase):
    """A note whose key is two columns of its own, in a table that is named after the class."""

    __bind_key__ = "library"

    shelf: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(60))


class BareNote(AdvancedDeclarativeBase):
    """A note on the base that brings nothing but the registry."""

    __tablename__ = "library_bare_note"
    __bind_key__ = "library"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(60))

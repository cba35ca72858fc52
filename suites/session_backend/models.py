"""Session models that only checks need, in a family of tables of their own."""

from __future__ import annotations

import base64
from typing import Any

from advanced_alchemy.extensions.litestar import base
from advanced_alchemy.extensions.litestar.session import SessionModelMixin
from advanced_alchemy.mixins import AuditColumns
from sqlalchemy import Dialect, Index, LargeBinary, String, TypeDecorator
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

BIND_KEY = "session_checks"


class Masked(TypeDecorator[bytes]):
    """Bytes that are stored changed, as an encrypting type would; with XOR there is no key to keep."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """On the way in."""
        del dialect
        return None if value is None else bytes(byte ^ 0x5A for byte in value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """On the way out."""
        return self.process_bind_param(value, dialect)


class Spelled(TypeDecorator[bytes]):
    """Bytes that are stored as text, which every driver gives back as it was."""

    impl = String(4000)
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> str | None:
        """On the way in."""
        del dialect
        return None if value is None else base64.b64encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> bytes | None:
        """On the way out."""
        del dialect
        return None if value is None else base64.b64decode(value)


class IndexedSession(SessionModelMixin):
    """With an index of its own beside the mixin's."""

    __bind_key__ = BIND_KEY
    __tablename__ = "indexed_sessions"

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        """The mixin's, and one more: its arguments are an attribute to a subclass, not a method."""
        return (*super().__table_args__, Index("ix_indexed_sessions_custom", cls.session_id, cls.expires_at))


class AuditedSession(AuditColumns, SessionModelMixin):
    """With the audit columns that the page promises, and the index over one of them that it shows."""

    __bind_key__ = BIND_KEY
    __tablename__ = "audited_sessions"

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        """The mixin's, and the page's."""
        return (
            *super().__table_args__,
            Index("ix_audited_sessions_custom", cls.session_id, cls.created_at),
        )


class MaskedSession(SessionModelMixin):
    """With a type that changes what is stored."""

    __bind_key__ = BIND_KEY
    __tablename__ = "masked_sessions"

    data: Mapped[bytes] = mapped_column(Masked, nullable=False)


class SpelledSession(SessionModelMixin):
    """With a type that every driver gives back as it was."""

    __bind_key__ = BIND_KEY
    __tablename__ = "spelled_sessions"

    data: Mapped[bytes] = mapped_column(Spelled, nullable=False)


class Visit(base.UUIDBase):
    """What a handler writes in a request that has a session, too."""

    __bind_key__ = BIND_KEY
    __tablename__ = "session_visit"

    name: Mapped[str] = mapped_column(String(50))


class PlainSession(SessionModelMixin):
    """The page's model, next to the others."""

    __bind_key__ = BIND_KEY
    __tablename__ = "plain_sessions"

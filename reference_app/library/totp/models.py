"""Enrolments with the secret of an authenticator."""

import hashlib
from typing import Any

from advanced_alchemy import types
from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Enrolment",)

# With an older version the module can be imported, and nobody asks for its models.
TOTPSecret: Any = getattr(types, "TOTPSecret", lambda **_: String(255))


class Enrolment(UUIDAuditBase):
    """Two authenticators of an account: one as the page has it, and one with other parameters."""

    __tablename__ = "library_enrolment"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    seed: Mapped[Any | None] = mapped_column(TOTPSecret(key="my-secret-key", issuer="ACME"))
    long: Mapped[Any | None] = mapped_column(
        TOTPSecret(key=lambda: "another key", digits=8, interval=60, digest=hashlib.sha256)
    )

"""One-time codes."""

from typing import Any

from advanced_alchemy import types
from advanced_alchemy.base import UUIDBase
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from reference_app.library.secrets.hashing import SaltedHasher

__all__ = ("LoginCode", "Unlimited")

# With an older version the module can be imported, and nobody asks for its models.
OneTimeCode: Any = getattr(types, "OneTimeCode", lambda **_: JSON())


class LoginCode(UUIDBase):
    """A code that is good for ten minutes, and for three guesses."""

    __tablename__ = "library_login_code"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    code: Mapped[Any | None] = mapped_column(OneTimeCode(backend=SaltedHasher(), ttl_seconds=600, max_attempts=3))


class Unlimited(UUIDBase):
    """A code without an end, and with any number of guesses."""

    __tablename__ = "library_unlimited_code"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    code: Mapped[Any | None] = mapped_column(OneTimeCode(backend=SaltedHasher(), max_attempts=None))

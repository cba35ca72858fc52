"""Texts that the server encrypts."""

from advanced_alchemy.base import UUIDBase
from advanced_alchemy.types import EncryptedString
from advanced_alchemy.types.encrypted_string import PGCryptoBackend
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from reference_app.library.secrets.models import KEY_RING

__all__ = ("Sealed", "SealedAnew")


class Sealed(UUIDBase):
    """A secret that the server encrypts."""

    __tablename__ = "library_sealed"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str | None] = mapped_column(EncryptedString(key="my-secret-key", backend=PGCryptoBackend))


class SealedAnew(UUIDBase):
    """A secret that the server encrypts with the present key."""

    __tablename__ = "library_sealed_anew"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str | None] = mapped_column(EncryptedString(key=KEY_RING.current, backend=PGCryptoBackend))

"""Secrets of accounts."""

from advanced_alchemy.base import UUIDAuditBase, UUIDBase
from advanced_alchemy.types import EncryptedString, EncryptedText, PasswordHash
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from reference_app.library.secrets.hashing import SaltedHasher

__all__ = ("KEY_RING", "Account", "Credential", "KeyRing", "Letter", "Note", "Rotating", "Vault")


class KeyRing:
    """Keys that change while the application runs; a model asks for the present one.

    Args:
        key: The first key.
    """

    def __init__(self, key: str | bytes) -> None:
        self.key = key
        self.asked = 0

    def current(self) -> str | bytes:
        """The present key."""
        self.asked += 1
        return self.key


KEY_RING = KeyRing("first")


class Note(UUIDBase):
    """A note with a secret text."""

    __tablename__ = "library_note"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str | None] = mapped_column(EncryptedString(key="my-secret-key"))


class Vault(UUIDBase):
    """Secrets with keys of each kind, and one with a length."""

    __tablename__ = "library_vault"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    text_key: Mapped[str | None] = mapped_column(EncryptedString(key="first key"))
    bytes_key: Mapped[str | None] = mapped_column(EncryptedString(key=b"second key"))
    called_text: Mapped[str | None] = mapped_column(EncryptedString(key=lambda: "third key"))
    called_bytes: Mapped[str | None] = mapped_column(EncryptedString(key=lambda: b"fourth key"))
    short: Mapped[str | None] = mapped_column(EncryptedString(key="fifth key", length=10))


class Rotating(UUIDBase):
    """A secret whose key is another one tomorrow."""

    __tablename__ = "library_rotating"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str | None] = mapped_column(EncryptedString(key=KEY_RING.current))


class Letter(UUIDBase):
    """A long secret text."""

    __tablename__ = "library_letter"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    body: Mapped[str | None] = mapped_column(EncryptedText(key="my-secret-key"))


class Account(UUIDBase):
    """An account with a password."""

    __tablename__ = "library_account"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    password: Mapped[str | None] = mapped_column(PasswordHash(backend=SaltedHasher()))


class Credential(UUIDAuditBase):
    """A password whose hash is to be stronger than it once was."""

    __tablename__ = "library_credential"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(40))
    password: Mapped[str | None] = mapped_column(PasswordHash(backend=SaltedHasher(rounds=3)))

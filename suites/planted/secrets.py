"""Defects of encrypted texts, password hashes and one-time codes."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import advanced_alchemy.types as library
from advanced_alchemy.types import EncryptedString, EncryptedText, HashedPassword, PasswordHash
from advanced_alchemy.types.encrypted_string import FernetBackend, PGCryptoBackend
from sqlalchemy.sql.compiler import GenericTypeCompiler

from assay.selftest.planted import breaks, replaced


@breaks("secrets.encrypted-at-rest", "secrets.totp-encrypted", claim="the text is stored as it is")
def text_is_not_encrypted() -> Iterator[None]:
    """Neither way."""
    with (
        replaced(FernetBackend, "encrypt", lambda _, value: value),
        replaced(FernetBackend, "decrypt", lambda _, value: value),
    ):
        yield


@breaks("secrets.encrypted-at-rest", claim="the same text has the same cipher text")
def encryption_repeats_itself() -> Iterator[None]:
    """The first cipher text of a text is used again."""
    encrypt = FernetBackend.encrypt
    known: dict[Any, str] = {}

    def again(self: Any, value: Any) -> str:
        return known.setdefault((self.key, value), encrypt(self, value))

    with replaced(FernetBackend, "encrypt", again):
        yield


@breaks("secrets.encrypted-key-kinds", claim="all columns have one key")
def one_key_for_all() -> Iterator[None]:
    """The key is not looked at."""
    mount = FernetBackend.mount_vault
    with replaced(FernetBackend, "mount_vault", lambda self, key: mount(self, key and "one")):
        yield


@breaks("secrets.encrypted-key-kinds", claim="bytes are another key than their text")
def bytes_are_another_key() -> Iterator[None]:
    """The text of the bytes is the key."""
    mount = FernetBackend.mount_vault
    with replaced(FernetBackend, "mount_vault", lambda self, key: mount(self, str(key))):
        yield


@breaks("secrets.encrypted-callable-reresolved", claim="the first key is kept")
def first_key_is_kept() -> Iterator[None]:
    """The cipher is derived once."""
    mount = FernetBackend.mount_vault

    def once(self: Any, key: Any) -> None:
        if not hasattr(self, "fernet"):
            mount(self, key)

    with replaced(FernetBackend, "mount_vault", once):
        yield


def _without_length(self: Any, value: Any, dialect: Any) -> Any:
    del dialect
    if value is None:
        return None
    self.mount_vault()
    return self.backend.encrypt(value)


@breaks("secrets.encrypted-length-validated", claim="any length is taken")
def length_is_not_looked_at() -> Iterator[None]:
    """It is a comment."""
    with replaced(EncryptedString, "process_bind_param", _without_length):
        yield


@breaks("secrets.encrypted-length-validated", claim="the length is of bytes")
def length_is_of_bytes() -> Iterator[None]:
    """A text of ten emoji is too long."""
    bind = EncryptedString.process_bind_param

    def counted(self: Any, value: Any, dialect: Any) -> Any:
        if self.length is not None and isinstance(value, str) and len(value.encode()) > self.length:
            return bind(self, "x" * (self.length + 1), dialect)
        return bind(self, value, dialect)

    with replaced(EncryptedString, "process_bind_param", counted):
        yield


@breaks("secrets.encrypted-column-size", claim="a text is cut off")
def text_is_cut() -> Iterator[None]:
    """At a thousand characters."""
    encrypt = FernetBackend.encrypt
    with replaced(FernetBackend, "encrypt", lambda self, value: encrypt(self, value[:1000])):
        yield


@breaks("secrets.encrypted-null-and-empty", claim="the empty text is NULL")
def empty_text_is_null() -> Iterator[None]:
    """What is false is nothing."""
    bind = EncryptedString.process_bind_param
    with replaced(EncryptedString, "process_bind_param", lambda *given: bind(given[0], given[1] or None, given[2])):
        yield


@breaks("secrets.encrypted-equality", claim="a filter by the text finds every row")
def every_row_is_found() -> Iterator[None]:
    """All values of a comparison are the same."""
    with (
        replaced(FernetBackend, "encrypt", lambda _, value: value and "same"),
        replaced(FernetBackend, "decrypt", lambda _, value: value),
    ):
        yield


@breaks("secrets.encrypted-non-text", claim="a text of another class is stored as its repr")
def other_texts_are_stored_as_their_repr() -> Iterator[None]:
    """Only str itself is a text."""
    encrypt = FernetBackend.encrypt
    with replaced(
        FernetBackend, "encrypt", lambda self, value: encrypt(self, value if type(value) is str else repr(value))
    ):
        yield


@breaks("secrets.encrypted-text-large", claim="a long text is cut off")
def long_text_is_cut() -> Iterator[None]:
    """At thirty thousand characters."""
    bind = EncryptedString.process_bind_param

    def cut(self: Any, value: Any, dialect: Any) -> Any:
        return bind(self, value[:30_000] if isinstance(value, str) else value, dialect)

    with replaced(EncryptedText, "process_bind_param", cut):
        yield


@breaks("secrets.encrypted-explicit-key", claim="no word about a key that is left out")
def missing_key_does_not_warn() -> Iterator[None]:
    """The warning is switched off."""
    with replaced(warnings, "warn", lambda *_, **__: None):
        yield


@breaks("secrets.pgcrypto-server-side", claim="what is read is not decrypted", target="postgres-asyncpg")
def message_is_not_decrypted() -> Iterator[None]:
    """The message itself comes back."""
    with replaced(PGCryptoBackend, "column_expression", lambda _, column: column):
        yield


@breaks("secrets.pgcrypto-only-postgresql", claim="elsewhere the text is stored as it is")
def elsewhere_nothing_is_encrypted() -> Iterator[None]:
    """The functions are left away."""
    with (
        replaced(PGCryptoBackend, "bind_expression", lambda _, value: value),
        replaced(PGCryptoBackend, "column_expression", lambda _, column: column),
    ):
        yield


@breaks("secrets.password-hashed", claim="the password is stored as it is")
def password_is_not_hashed() -> Iterator[None]:
    """What is bound is the password."""
    with replaced(PasswordHash, "process_bind_param", lambda _, value, __: value):
        yield


@breaks("secrets.password-hashed", claim="what is read is a text")
def hash_is_a_text() -> Iterator[None]:
    """Without the wrapper."""
    with replaced(PasswordHash, "process_result_value", lambda _, value, __: value):
        yield


@breaks("secrets.password-verify", claim="only the first 72 bytes count")
def passwords_are_cut() -> Iterator[None]:
    """As an old algorithm does."""
    verify = HashedPassword.verify

    def cut(self: Any, plain: Any) -> bool:
        return verify(self, plain[:72])

    with replaced(HashedPassword, "verify", cut):
        yield


@breaks("secrets.password-verify-and-update", claim="a new hash for each right password")
def every_login_makes_a_new_hash() -> Iterator[None]:
    """Whether it is needed or not."""

    def always(self: Any, plain: Any) -> tuple[bool, Any]:
        right = self.verify(plain)
        return right, self.backend.hash(plain) if right else None

    with replaced(HashedPassword, "verify_and_update", always):
        yield


@breaks("secrets.password-untouched-by-updates", claim="each update hashes what is there")
def hash_is_hashed_again() -> Iterator[None]:
    """A HashedPassword is written as a password is."""
    bind = PasswordHash.process_bind_param

    def again(self: Any, value: Any, dialect: Any) -> Any:
        return bind(self, value.hash_string if isinstance(value, HashedPassword) else value, dialect)

    with replaced(PasswordHash, "process_bind_param", again):
        yield


@breaks("secrets.password-length", claim="the column is shorter than asked for")
def column_is_short() -> Iterator[None]:
    """The length is not passed on."""
    with replaced(GenericTypeCompiler, "visit_VARCHAR", lambda *_, **__: "VARCHAR(128)"):
        yield


@breaks("secrets.password-not-comparable", claim="a comparison is made up")
def comparison_is_made_up() -> Iterator[None]:
    """The column equals the password."""
    with replaced(PasswordHash, "compare_value", lambda _, column, plain: column == plain):
        yield


@breaks("secrets.password-not-exposed", claim="the hash is in the repr")
def repr_shows_the_hash() -> Iterator[None]:
    """As a dataclass has it."""
    with replaced(HashedPassword, "__repr__", lambda self: f"HashedPassword({self.hash_string!r})"):
        yield


@breaks(
    "secrets.fernet-missing-dependency",
    "secrets.password-missing-dependency",
    "secrets.totp-missing-dependency",
    claim="a package that is missing is found out when it is used",
)
def every_package_is_found() -> Iterator[None]:
    """Whatever is looked for seems to be there."""
    find = importlib.util.find_spec
    there = {"argon2", "cryptography", "passlib", "pwdlib", "pyotp"}

    def found(name: str, package: str | None = None) -> Any:
        return name if name in there else find(name, package)

    with replaced(importlib.util, "find_spec", found):
        yield


@breaks("secrets.encrypted-explicit-key", claim="all processes have one key")
def random_key_is_not_random() -> Iterator[None]:
    """It is the same bytes each time."""
    with replaced(os, "urandom", lambda size: b"k" * size):
        yield


@breaks("secrets.otc-hashed-with-state", claim="the code is in the document")
def code_is_not_hashed() -> Iterator[None]:
    """Beside its state."""
    bind = library.OneTimeCode.process_bind_param

    def plain(self: Any, value: Any, dialect: Any) -> Any:
        found = bind(self, value, dialect)
        return {**found, "hash": value} if isinstance(value, str) and found else found

    with replaced(library.OneTimeCode, "process_bind_param", plain):
        yield


@breaks("secrets.otc-expires", claim="each write gives a new end")
def end_moves_with_each_write() -> Iterator[None]:
    """Also the state of a guess."""
    bind = library.OneTimeCode.process_bind_param

    def anew(self: Any, value: Any, dialect: Any) -> Any:
        found = bind(self, value, dialect)
        if found and self.ttl_seconds is not None:
            found["expires_at"] = time.time() + self.ttl_seconds
        return found

    with replaced(library.OneTimeCode, "process_bind_param", anew):
        yield


@breaks("secrets.otc-expires", claim="the end is not looked at")
def codes_never_expire() -> Iterator[None]:
    """No code is ever expired."""
    with replaced(library.HashedOneTimeCode, "is_expired", property(lambda _: False)):
        yield


@breaks("secrets.otc-attempts-lock", claim="one guess more than allowed")
def one_guess_more() -> Iterator[None]:
    """Greater, where it should be greater or equal."""

    def locked(self: Any) -> bool:
        return self._max_attempts is not None and self.attempts > self._max_attempts

    with replaced(library.HashedOneTimeCode, "is_locked", property(locked)):
        yield


@breaks("secrets.otc-single-use", claim="the use is not stored")
def use_is_not_stored() -> Iterator[None]:
    """The document says that it was not used."""
    bind = library.OneTimeCode.process_bind_param

    def unused(self: Any, value: Any, dialect: Any) -> Any:
        found = bind(self, value, dialect)
        return found and {**found, "used_at": None}

    with replaced(library.OneTimeCode, "process_bind_param", unused):
        yield


@breaks("secrets.otc-generate", claim="leading zeros are lost")
def codes_are_numbers() -> Iterator[None]:
    """As an integer would be written."""
    module = sys.modules["advanced_alchemy.types.password_hash.one_time_code"]
    with replaced(module.secrets, "choice", lambda alphabet: alphabet[1]):
        yield

"""Defects of one-time passwords, and of the hashers that need a package each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import advanced_alchemy.types as library
from advanced_alchemy.types import EncryptedString
from advanced_alchemy.types.password_hash.argon2 import Argon2Hasher
from advanced_alchemy.types.password_hash.passlib import PasslibHasher
from advanced_alchemy.types.password_hash.pwdlib import PwdlibHasher

from assay.selftest.planted import breaks, replaced


@breaks("secrets.totp-encrypted", claim="what is read is a text")
def secret_is_a_text() -> Iterator[None]:
    """Without the provider."""
    with replaced(library.TOTPSecret, "process_result_value", EncryptedString.process_result_value):
        yield


@breaks("secrets.totp-encrypted", claim="all columns make codes of six digits")
def parameters_of_a_column_are_lost() -> Iterator[None]:
    """Digits, interval and digest are those of the page."""
    made = library.TOTPProvider.__init__
    with replaced(library.TOTPProvider, "__init__", lambda self, secret, **_: made(self, secret)):
        yield


@breaks("secrets.totp-verify-drift", claim="no other step is good")
def clocks_may_not_differ() -> Iterator[None]:
    """The window is not passed on."""
    verify = library.TOTPProvider.verify
    with replaced(library.TOTPProvider, "verify", lambda self, code, valid_window=1: verify(self, code, 0)):
        yield


@breaks("secrets.totp-provisioning-uri", claim="the issuer is lost")
def issuer_is_lost() -> Iterator[None]:
    """Only the name is said."""
    uri = library.TOTPProvider.provisioning_uri

    def without(self: Any, name: Any = None, issuer_name: Any = None) -> str:
        return uri(library.TOTPProvider(self.secret), name, issuer_name)

    with replaced(library.TOTPProvider, "provisioning_uri", without):
        yield


@breaks("secrets.password-argon2", claim="wrong passwords are right")
def argon2_takes_any_password() -> Iterator[None]:
    """Whatever is given is right."""
    with replaced(Argon2Hasher, "verify", lambda *_: True):
        yield


@breaks("secrets.password-passlib", claim="what is no hash is right")
def foreign_hashes_are_right() -> Iterator[None]:
    """What cannot be verified is taken."""
    verify = PasslibHasher.verify

    def taken(self: Any, plain: Any, hashed: str) -> bool:
        return verify(self, plain, hashed) or not self.context.identify(hashed)

    with replaced(PasslibHasher, "verify", taken):
        yield


@breaks("secrets.password-pwdlib", claim="wrong passwords are right")
def pwdlib_takes_any_password() -> Iterator[None]:
    """Whatever is given is right."""
    with replaced(PwdlibHasher, "verify", lambda *_: True):
        yield


@breaks("secrets.password-hashers-renew", claim="weak hashes are not renewed")
def hashes_stay() -> Iterator[None]:
    """No hash is ever too weak."""
    with ExitStack() as stack:
        for hasher in (Argon2Hasher, PasslibHasher, PwdlibHasher):
            stack.enter_context(replaced(hasher, "needs_rehash", lambda *_: False))
        yield

"""The hashers that the library brings: each with the package whose hashes it makes."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.types import HashedPassword
from advanced_alchemy.types.password_hash.base import HashingBackend

from assay.checking import proves
from suites.raising import raises

PASSWORDS: dict[str, str | bytes] = {
    "plain": "correct horse",
    "empty": "",
    "long": "x" * 1000,
    "beyond": "\U0001f511é",
    "bytes": b"\xff raw",
}
FOREIGN = ("", "no hash", "$argon2id$v=19$m=8", "salted$1$00$00")


def argon2(*, strong: bool = False) -> HashingBackend:
    """Argon2 by argon2-cffi, as cheap as it goes; twice as dear if strong."""
    from advanced_alchemy.types.password_hash.argon2 import Argon2Hasher

    return Argon2Hasher(time_cost=2 if strong else 1, memory_cost=8, parallelism=1)


def passlib(*, strong: bool = False) -> HashingBackend:
    """PBKDF2 by passlib."""
    from advanced_alchemy.types.password_hash.passlib import PasslibHasher
    from passlib.context import CryptContext

    rounds = 20 if strong else 10
    return PasslibHasher(
        CryptContext(["pbkdf2_sha256"], pbkdf2_sha256__default_rounds=rounds, pbkdf2_sha256__min_rounds=rounds)
    )


def pwdlib(*, strong: bool = False) -> HashingBackend:
    """Argon2 by pwdlib."""
    from advanced_alchemy.types.password_hash.pwdlib import PwdlibHasher
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PwdlibHasher(Argon2Hasher(time_cost=2 if strong else 1, memory_cost=8, parallelism=1))


def see_passwords(hasher: HashingBackend) -> None:
    """Each hash has a salt of its own and no password, and only its password is right."""
    for password in PASSWORDS.values():
        first, second = hasher.hash(password), hasher.hash(password)
        assert type(first) is str
        assert first != second
        assert len(first) <= 255
        assert "correct horse" not in first
        assert [hasher.verify(password, digest) for digest in (first, second)] == [True, True]
        as_bytes = password.encode() if isinstance(password, str) else password
        assert hasher.verify(as_bytes, first), f"the bytes of {password!r} are refused"
        others: list[Any] = [as_bytes + b"x", as_bytes.upper() + b"!", b"other"]
        assert [hasher.verify(other, first) for other in others] == [False] * 3


def see_foreign_hashes(hasher: HashingBackend) -> None:
    """What is no hash of its kind is not right, and raises nothing."""
    assert [hasher.verify("x", text) for text in FOREIGN] == [False] * len(FOREIGN)


def see_new_hashes(weak: HashingBackend, strong: HashingBackend) -> None:
    """A right password whose hash is weaker than now gets a new one, which is right and strong enough.

    What is no hash of its kind is not to be renewed, and raises nothing.
    """
    assert [bool(strong.needs_rehash(text)) for text in FOREIGN] == [False] * len(FOREIGN)
    old = weak.hash("right")
    assert HashedPassword(old, weak).verify_and_update("right") == (True, None)
    stored = HashedPassword(old, strong)
    assert stored.verify_and_update("wrong") == (False, None)
    right, new = stored.verify_and_update("right")
    assert right is True
    assert new is not None, "a weaker hash is not renewed"
    assert HashedPassword(new, strong).verify_and_update("right") == (True, None)
    assert HashedPassword(new, strong).verify("wrong") is False


def see_refused_comparison(hasher: HashingBackend) -> None:
    """A salted hash cannot be compared in SQL, and says so."""
    from sqlalchemy import column

    with raises(NotImplementedError):
        hasher.compare_expression(column("password"), "right")


SEEN = [see_passwords, see_foreign_hashes, see_refused_comparison]


@proves("secrets.password-argon2")
@pytest.mark.parametrize("see", SEEN)
def test_argon2(see: Any) -> None:
    """Argon2Hasher."""
    see(argon2())


@proves("secrets.password-hashers-renew")
def test_argon2_renews() -> None:
    """By time_cost."""
    see_new_hashes(argon2(), argon2(strong=True))


@proves("secrets.password-passlib")
@pytest.mark.parametrize("see", SEEN)
def test_passlib(see: Any) -> None:
    """PasslibHasher."""
    see(passlib())


@proves("secrets.password-hashers-renew")
def test_passlib_renews() -> None:
    """By the minimum of rounds, and by a scheme that is out of date."""
    see_new_hashes(passlib(), passlib(strong=True))
    from advanced_alchemy.types.password_hash.passlib import PasslibHasher
    from passlib.context import CryptContext

    schemes = ["pbkdf2_sha256", "sha256_crypt"]
    old = CryptContext(["sha256_crypt"], sha256_crypt__rounds=1000).hash("right")
    now = PasslibHasher(CryptContext(schemes, deprecated="auto", pbkdf2_sha256__rounds=10))
    right, new = HashedPassword(old, now).verify_and_update("right")
    assert (right, (new or "").split("$")[1]) == (True, "pbkdf2-sha256")


@proves("secrets.password-pwdlib")
@pytest.mark.parametrize("see", SEEN)
def test_pwdlib(see: Any) -> None:
    """PwdlibHasher."""
    see(pwdlib())


@proves("secrets.password-hashers-renew")
def test_pwdlib_renews() -> None:
    """By time_cost."""
    see_new_hashes(pwdlib(), pwdlib(strong=True))

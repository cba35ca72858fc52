"""A hashing backend as the reference describes its base class; quick, as passwords of checks protect nothing."""

import hashlib
import os
from typing import Any

from advanced_alchemy.types.password_hash.base import HashingBackend

__all__ = ("SaltedHasher",)


class SaltedHasher(HashingBackend):
    """Salted SHA-256, any number of times; more rounds count as stronger.

    Args:
        rounds: How many times.
    """

    def __init__(self, rounds: int = 1) -> None:
        self.rounds = rounds

    def hash(self, value: str | bytes) -> str:
        """A new hash, with a salt of its own."""
        salt = os.urandom(8).hex()
        return f"salted${self.rounds}${salt}${self._digest(value, salt, self.rounds)}"

    def verify(self, plain: str | bytes, hashed: str) -> bool:
        """Whether the hash is one of this password."""
        kind, rounds, salt, digest = (*hashed.split("$"), "", "", "", "")[:4]
        return kind == "salted" and self._digest(plain, salt, int(rounds)) == digest

    def needs_rehash(self, hashed: str) -> bool:
        """Whether the hash is one of fewer rounds than now."""
        kind, rounds, *_ = (*hashed.split("$"), "")
        return kind == "salted" and int(rounds) < self.rounds

    def compare_expression(self, column: Any, plain: str | bytes) -> Any:
        """There is no such function in a database."""
        raise NotImplementedError("a salted hash cannot be compared in SQL")

    def _digest(self, value: str | bytes, salt: str, rounds: int) -> str:
        found = self._ensure_bytes(value)
        for _ in range(rounds):
            found = hashlib.sha256(salt.encode() + found).digest()
        return found.hex()

"""A column whose backend gives SQL, as the library's interface of such backends has it."""

from typing import Any, cast

from advanced_alchemy.base import DefaultBase
from advanced_alchemy.types import PasswordHash
from advanced_alchemy.types.password_hash.base import HashingBackend
from sqlalchemy import BinaryExpression, ColumnElement, String, func
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Turnstile", "UpperCase")


class UpperCase(HashingBackend):
    """Has the database make a hash: capitals, which every database can."""

    def hash(self, value: str | bytes) -> Any:
        """The expression."""
        return func.upper(value)

    def verify(self, plain: str | bytes, hashed: str) -> bool:
        """Whether it is the hash of that text."""
        return str(plain).upper() == hashed

    def needs_rehash(self, hashed: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def compare_expression(self, column: ColumnElement[str], plain: str | bytes) -> BinaryExpression[bool]:
        """The comparison in the database."""
        return cast("BinaryExpression[bool]", column == func.upper(plain))


class Turnstile(DefaultBase):
    """Opens for a word."""

    __tablename__ = "library_turnstile"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(40))
    word: Mapped[str | None] = mapped_column(PasswordHash(backend=UpperCase()))

"""Words, with a hybrid property that a class cannot compute."""

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Word",)


class Word(base.BigIntBase):
    """A word."""

    __tablename__ = "guide_word"
    __bind_key__ = "guide112"

    text: Mapped[str] = mapped_column(String(50))

    @hybrid_property
    def letters(self) -> list[str]:
        """The letters of the word, which the column of all words does not have."""
        return sorted(set(self.text))

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self.text)

"""What is run in a process of its own: a wrapper of a type that all columns share would reach the other checks."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.types import JsonB, MutableList
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from suites.processes import Jobs


def wrapped(mutable: str, copied: bool) -> dict[str, Any]:
    """Map one model whose JsonB is wrapped, and one whose JsonB is not; say what each makes of a value.

    Args:
        mutable: ``list`` or ``dict``.
        copied: Whether it is a copy of the type that is wrapped.
    """
    wrapper: Any = {"list": MutableList, "dict": MutableDict}[mutable]

    class Base(DeclarativeBase):
        """Of this process only."""

    class Wrapped(Base):
        """With the wrapper."""

        __tablename__ = "wrapped"
        id: Mapped[int] = mapped_column(primary_key=True)
        data: Mapped[Any] = mapped_column(wrapper.as_mutable(JsonB.copy() if copied else JsonB))

    class Plain(Base):
        """Without."""

        __tablename__ = "plain"
        id: Mapped[int] = mapped_column(primary_key=True)
        data: Mapped[Any] = mapped_column(JsonB)

    def kind(model: Any, value: Any) -> str:
        try:
            return type(model(data=value).data).__name__
        except ValueError as error:
            return str(error)

    return {
        "wrapped": kind(Wrapped, [] if mutable == "list" else {}),
        "list": kind(Plain, [1]),
        "dict": kind(Plain, {"a": 1}),
        "str": kind(Plain, "text"),
    }


JOBS: Jobs = {"wrapped": wrapped}

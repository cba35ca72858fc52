"""Members of a library, its branches, and what is on loan."""

import datetime

from advanced_alchemy.base import DefaultBase, UUIDAuditBase
from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Branch", "Loan", "Member")


class Member(UUIDAuditBase):
    """A member, with defaults of each kind."""

    __tablename__ = "library_memory_member"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(50), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    visits: Mapped[int] = mapped_column(default=7)
    label: Mapped[str | None] = mapped_column(String(50), default=lambda: "new")
    card: Mapped[str | None] = mapped_column("card_name", String(50), default="plain")
    town: Mapped[str | None] = mapped_column(String(50))
    joined: Mapped[datetime.datetime | None] = mapped_column(DateTimeUTC(timezone=True), default=None)


class Branch(DefaultBase):
    """A branch, known by its code."""

    __tablename__ = "library_memory_branch"
    __bind_key__ = "library"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    city: Mapped[str] = mapped_column(String(50))


class Loan(DefaultBase):
    """A loan: the number is one of the branch's."""

    __tablename__ = "library_memory_loan"
    __bind_key__ = "library"

    branch: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column("loan_number", primary_key=True, autoincrement=False)
    title: Mapped[str | None] = mapped_column(String(50), default=None)

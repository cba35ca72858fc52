"""Loans, and what they come to for each reader."""

from advanced_alchemy.base import SQLQuery, UUIDBase
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Loan", "ReaderReport")


class Loan(UUIDBase):
    """A book that somebody has for some days."""

    __tablename__ = "library_reader_loan"
    __bind_key__ = "library"

    reader: Mapped[str] = mapped_column(String(60))
    days: Mapped[int]


class ReaderReport(SQLQuery):
    """How many books a reader has, and for how long."""

    __bind_key__ = "library"
    __table__ = (
        select(
            Loan.reader.label("reader"),
            func.count(Loan.id).label("books"),
            func.max(Loan.days).label("longest"),
        )
        .group_by(Loan.reader)
        .alias("library_reader_report")
    )
    __mapper_args__ = {"primary_key": [__table__.c.reader]}  # noqa: RUF012 - as SQLAlchemy has it

    reader: str
    books: int
    longest: int

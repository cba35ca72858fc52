"""Book cars and book trams, which have only an abstract class in common."""

from advanced_alchemy.base import BigIntAuditBase
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("BookCar", "BookTram", "Vehicle")


class Vehicle(BigIntAuditBase):
    """What every vehicle has; there is no table of it."""

    __abstract__ = True
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))


class BookCar(Vehicle):
    """A car full of books."""

    __tablename__ = "library_book_car"

    engine: Mapped[str] = mapped_column(String(20))


class BookTram(Vehicle):
    """A tram full of books."""

    __tablename__ = "library_book_tram"

    line: Mapped[int]

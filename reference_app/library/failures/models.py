"""Shelves with every kind of constraint, and a table that nobody makes."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("BIND_KEY", "Loan", "Nowhere", "Shelf", "Volume")

BIND_KEY = "library-failures"
"""Of metadata of their own: no other application's ``create_all`` shall make these tables."""


class Shelf(DefaultBase):
    """A shelf of volumes."""

    __bind_key__ = BIND_KEY
    __tablename__ = "library_failure_shelf"
    __table_args__ = (CheckConstraint("width >= 0", name="width_is_no_debt"),)

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    # a unique index rather than a constraint: every database has these
    label: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    width: Mapped[int]
    note: Mapped[str | None] = mapped_column(String(40))


class Volume(DefaultBase):
    """A volume on a shelf."""

    __bind_key__ = BIND_KEY
    __tablename__ = "library_failure_volume"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    # a short name: MySQL cuts what it says of a foreign key, by default after the naming convention's long one
    shelf_code: Mapped[str] = mapped_column(ForeignKey("library_failure_shelf.code", name="fk_volume_shelf"))


class Loan(DefaultBase):
    """A volume that is out, in a table whose names are as long as names of large programs."""

    __bind_key__ = BIND_KEY
    __tablename__ = "library_failure_volume_that_is_out_on_loan_at_present"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    shelf_to_which_it_comes_back: Mapped[str] = mapped_column(
        ForeignKey("library_failure_shelf.code", name="fk_library_failure_volume_that_is_out_on_loan_shelf_to_which")
    )


class Nowhere(DefaultBase):
    """Of metadata that no application makes tables of."""

    __bind_key__ = "library-nowhere"
    __tablename__ = "library_failure_nowhere"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)

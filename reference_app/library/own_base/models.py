"""Models on a base that is not the library's, with names for their tables that it derives."""

from advanced_alchemy.base import CommonTableAttributes, create_registry
from advanced_alchemy.mixins import AuditColumns, UUIDPrimaryKey
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ("LibraryHTTPHost", "LibraryLoanV2", "LibraryOwnBase", "NamedLoan")


class LibraryOwnBase(CommonTableAttributes, DeclarativeBase):
    """The base."""

    registry = create_registry({str: String(60)})


class LibraryHTTPHost(UUIDPrimaryKey, LibraryOwnBase):
    """A class with an acronym in its name."""

    name: Mapped[str]


class LibraryLoanV2(UUIDPrimaryKey, AuditColumns, LibraryOwnBase):
    """A class with a digit in its name, and times."""

    title: Mapped[str]
    days: Mapped[int | None] = mapped_column("number_of_days")


class NamedLoan(LibraryOwnBase):
    """A class that names its table."""

    __tablename__ = "library_loan_by_name"

    key: Mapped[str] = mapped_column(primary_key=True)

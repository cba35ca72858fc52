"""Orders, which are in the first database, and reports on them, which are in the second."""

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Order", "Report")


class Order(base.UUIDBase):
    """An order, in the database of the bind key ``primary``."""

    __tablename__ = "guide_order"
    __bind_key__ = "primary"

    name: Mapped[str] = mapped_column(String(50))


class Report(base.UUIDBase):
    """A report, in the database of the bind key ``reporting``."""

    __tablename__ = "guide_report"
    __bind_key__ = "reporting"

    name: Mapped[str] = mapped_column(String(50))

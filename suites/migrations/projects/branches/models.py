"""Two databases: orders in the one, reports in the other."""

from advanced_alchemy.extensions.litestar import base
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Order(base.UUIDBase):
    """An order, in the database that has no key."""

    __tablename__ = "purchase"

    name: Mapped[str] = mapped_column(String(50))
    code: Mapped[str] = mapped_column(String(20), unique=True)


class Report(base.UUIDBase):
    """A report, in the database of the key."""

    __tablename__ = "report"
    __bind_key__ = "reports"

    name: Mapped[str] = mapped_column(String(50))

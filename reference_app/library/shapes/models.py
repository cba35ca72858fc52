"""Models of which it matters how their tables look."""

import datetime
from typing import Any
from uuid import UUID

from advanced_alchemy.base import BigIntAuditBase, UUIDAuditBase, UUIDBase
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Edition", "Imprint", "Ordered", "Placed", "Publisher", "Typed")


class Ordered(UUIDAuditBase):
    """A model that says nothing of the order of its columns."""

    __tablename__ = "library_ordered"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(60))
    alias: Mapped[str] = mapped_column(String(60))


class Placed(BigIntAuditBase):
    """A model whose columns have places."""

    __tablename__ = "library_placed"
    __bind_key__ = "library"

    last: Mapped[str] = mapped_column(String(60), sort_order=3004)
    late: Mapped[str] = mapped_column(String(60), sort_order=100)
    name: Mapped[str] = mapped_column(String(60))
    early: Mapped[str] = mapped_column(String(60), sort_order=-50)
    first: Mapped[str] = mapped_column(String(60), sort_order=-101)


class Publisher(UUIDBase):
    """Somebody with editions."""

    __tablename__ = "library_publisher"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    editions: Mapped[list["Edition"]] = relationship(back_populates="publisher")


class Edition(UUIDAuditBase):
    """An edition with a column of another name, one that is loaded late, and what is reckoned."""

    __tablename__ = "library_edition"
    __bind_key__ = "library"

    isbn: Mapped[str] = mapped_column(String(20), index=True, unique=True)
    shelf: Mapped[str] = mapped_column(String(20), index=True)
    pages: Mapped[int] = mapped_column("page_count")
    blurb: Mapped[str | None] = mapped_column(String(200), deferred=True)
    publisher_id: Mapped[UUID] = mapped_column(ForeignKey("library_publisher.id"))
    publisher: Mapped[Publisher] = relationship(back_populates="editions")

    @hybrid_property
    def sheets(self) -> int:
        """How many sheets of paper it has."""
        return self.pages // 2


class Imprint(UUIDBase):
    """A name under which a publisher publishes."""

    __tablename__ = "library_imprint"
    __bind_key__ = "library"
    __table_args__ = (CheckConstraint("founded > 1400", name="after_gutenberg"),)

    name: Mapped[str] = mapped_column(String(60), unique=True)
    founded: Mapped[int] = mapped_column(index=True)
    publisher_id: Mapped[UUID] = mapped_column(ForeignKey("library_publisher.id"))


class Typed(UUIDBase):
    """A model whose columns have no types but those of their annotations."""

    __tablename__ = "library_typed"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    reference: Mapped[UUID]
    moment: Mapped[datetime.datetime]
    day: Mapped[datetime.date]
    plain: Mapped[dict]  # type: ignore[type-arg] # it is one of the annotations that are documented
    extra: Mapped[dict[str, Any]]
    labels: Mapped[dict[str, str] | None]

"""Models of which something could be lost between an instance and its row."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.base import DefaultBase, UUIDBase
from sqlalchemy import ColumnElement, Index, String, func
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

__all__ = ("Bag", "Crate", "Guarded", "Leaf", "Letter", "Revised", "Ware")


class Crate(DefaultBase):
    """A crate: what lies in it is a collection, a proxy of that, and its mark is written by a setter."""

    __tablename__ = "library_way_crate"
    __bind_key__ = "library"
    # An index and no constraint, which some databases do not have.
    __table_args__ = (Index("uq_library_way_crate_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(60))
    mark: Mapped[str | None] = mapped_column(String(60))
    wares: Mapped[list[Ware]] = relationship(
        lambda: Ware,
        primaryjoin=lambda: Crate.id == foreign(Ware.crate_id),
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    labels: AssociationProxy[list[str]] = association_proxy("wares", "label", creator=lambda label: Ware(label=label))

    @hybrid_property
    def motto(self) -> str | None:
        """The mark, as it is shown."""
        return None if self.mark is None else self.mark.lower()

    @motto.inplace.expression
    @classmethod
    def _motto_of_rows(cls) -> ColumnElement[str | None]:
        return func.lower(cls.mark)

    @motto.inplace.setter
    def _motto_setter(self, value: str | None) -> None:
        self.mark = None if value is None else value.upper()


class Ware(UUIDBase):
    """What lies in a crate."""

    __tablename__ = "library_way_ware"
    __bind_key__ = "library"

    label: Mapped[str] = mapped_column(String(60))
    crate_id: Mapped[int] = mapped_column()
    """No constraint: some databases refuse each change of a row that is referred to."""


class Leaf(DefaultBase):
    """A sheet with values for new rows, and others for changed ones."""

    __tablename__ = "library_way_leaf"
    __bind_key__ = "library"
    __table_args__ = (Index("uq_library_way_leaf_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str | None] = mapped_column(String(20), default="new", onupdate=lambda: "changed")
    editor: Mapped[str | None] = mapped_column(String(20), onupdate=lambda: "editor")
    edition: Mapped[int | None] = mapped_column(default=1, onupdate=2)


class Revised(DefaultBase):
    """A text of which nobody may overwrite what he has not read: SQLAlchemy counts its changes."""

    __tablename__ = "library_way_revised"
    __bind_key__ = "library"
    __table_args__ = (Index("uq_library_way_revised_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str | None] = mapped_column(String(60))
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # as SQLAlchemy's documentation has it


class Guarded(DefaultBase):
    """Somebody whose pass is not for answers: what the model shows of itself is without it."""

    __tablename__ = "library_way_guarded"
    __bind_key__ = "library"
    __table_args__ = (Index("uq_library_way_guarded_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(60))
    secret: Mapped[str | None] = mapped_column(String(60))

    def to_dict(self, exclude: set[str] | None = None) -> dict[str, Any]:
        """All but the secret."""
        return super().to_dict(exclude={"secret", *(exclude or ())})


class Bag(DefaultBase):
    """A bag, which is false while nothing is in it."""

    __tablename__ = "library_way_bag"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int] = mapped_column()

    def __len__(self) -> int:
        return self.amount or 0


class Letter(DefaultBase):
    """A letter, whose body is read only where it is wanted."""

    __tablename__ = "library_way_letter"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    address: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[str | None] = mapped_column(String(60), deferred=True)
    closing: Mapped[str | None] = mapped_column(String(60))

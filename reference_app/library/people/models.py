"""Persons, and borrowers, who are persons with a card and a home branch."""

from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Borrower", "Branch", "Person")


class Branch(UUIDAuditBase):
    """A branch of the library."""

    __tablename__ = "library_home_branch"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))


class Person(UUIDAuditBase):
    """Anybody."""

    __tablename__ = "library_person"
    __bind_key__ = "library"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}  # noqa: RUF012 - as the page has it

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))


class Borrower(Person):
    """Somebody who borrows books."""

    __tablename__ = "library_borrower"
    __mapper_args__ = {"polymorphic_identity": "borrower"}  # noqa: RUF012 - as the page has it

    id: Mapped[UUID] = mapped_column(ForeignKey("library_person.id"), primary_key=True)
    card: Mapped[str] = mapped_column(String(20))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("library_home_branch.id"), default=None)
    branch: Mapped[Branch | None] = relationship(lazy="selectin")

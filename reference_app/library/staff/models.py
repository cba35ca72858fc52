"""Employees, who are all in one table; managers also manage a team, and an engineer may lead others."""

from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Engineer", "LeadEngineer", "Manager", "StaffMember")


class StaffMember(UUIDAuditBase):
    """Somebody who works here."""

    __tablename__ = "library_staff_member"
    __bind_key__ = "library"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "member"}  # noqa: RUF012 - as the page has it

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))


class Manager(StaffMember):
    """Somebody who manages a team."""

    __mapper_args__ = {"polymorphic_identity": "manager"}  # noqa: RUF012 - as the page has it

    team: Mapped[str | None] = mapped_column(String(60))


class Engineer(StaffMember):
    """Somebody who builds something."""

    __mapper_args__ = {"polymorphic_identity": "engineer"}  # noqa: RUF012 - as the page has it

    skill: Mapped[str | None] = mapped_column(String(60))


class LeadEngineer(Engineer):
    """An engineer who leads others."""

    __mapper_args__ = {"polymorphic_identity": "lead"}  # noqa: RUF012 - as the page has it

    reports: Mapped[int | None]

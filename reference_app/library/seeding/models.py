"""Products as the page has them; roles and labels, which have names; and teams with members."""

from uuid import UUID

from advanced_alchemy.base import UUIDAuditBase, UUIDBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("Label", "Member", "Product", "Role", "Team")


class Product(UUIDBase):
    """A product of the page's file."""

    __tablename__ = "library_seed_product"
    __bind_key__ = "seeding"

    name: Mapped[str] = mapped_column(String(length=100))
    description: Mapped[str | None] = mapped_column(String(length=500))
    price: Mapped[float]
    in_stock: Mapped[bool] = mapped_column(default=True)


class Role(UUIDAuditBase):
    """A role, whose name is unique."""

    __tablename__ = "library_seed_role"
    __bind_key__ = "seeding"

    name: Mapped[str] = mapped_column(String(100), unique=True, index=True)
    description: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[int] = mapped_column(default=1)


class Label(UUIDAuditBase):
    """A label, of which the database knows not that its name is unique."""

    __tablename__ = "library_seed_label"
    __bind_key__ = "seeding"

    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[int] = mapped_column(default=1)


class Team(UUIDAuditBase):
    """A team, the parent of its members."""

    __tablename__ = "library_seed_team"
    __bind_key__ = "seeding"

    name: Mapped[str] = mapped_column(String(100))


class Member(UUIDAuditBase):
    """A member of one team."""

    __tablename__ = "library_seed_team_member"
    __bind_key__ = "seeding"

    name: Mapped[str] = mapped_column(String(100))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("library_seed_team.id"))

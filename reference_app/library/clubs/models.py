"""Clubs, players with what belongs to them, lockers with a key of the user's, and seats with a composite key."""

import datetime
from uuid import UUID

from advanced_alchemy.base import DefaultBase, UUIDAuditBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Club", "ClubPlayer", "Locker", "PlayerBadge", "PlayerProfile", "Seat")


class Club(UUIDAuditBase):
    """A club, which stands alone: values of several types, with defaults and without."""

    __tablename__ = "library_club"
    __bind_key__ = "services"

    name: Mapped[str] = mapped_column(String(100), unique=True, index=True)
    town: Mapped[str | None] = mapped_column(String(60))
    contact: Mapped[str | None] = mapped_column("contact_address", String(200))
    seats: Mapped[int] = mapped_column(default=10)
    open: Mapped[bool] = mapped_column(default=True)
    founded: Mapped[datetime.date | None]
    style: Mapped[str | None] = mapped_column(String(40))


class ClubPlayer(UUIDAuditBase):
    """A player, who has one profile and any number of badges."""

    __tablename__ = "library_player"
    __bind_key__ = "services"

    name: Mapped[str] = mapped_column(String(100))
    squad: Mapped[str | None] = mapped_column(String(40))
    profile: Mapped["PlayerProfile | None"] = relationship(
        back_populates="player", lazy="selectin", cascade="all, delete-orphan", uselist=False
    )
    badges: Mapped[list["PlayerBadge"]] = relationship(
        back_populates="player", lazy="selectin", cascade="all, delete-orphan", order_by="PlayerBadge.title"
    )


class PlayerProfile(UUIDAuditBase):
    """What is known of one player."""

    __tablename__ = "library_player_profile"
    __bind_key__ = "services"

    bio: Mapped[str] = mapped_column(String(200))
    player_id: Mapped[UUID] = mapped_column(ForeignKey("library_player.id"))
    player: Mapped[ClubPlayer] = relationship(back_populates="profile", lazy="noload")


class PlayerBadge(UUIDAuditBase):
    """A badge of one player."""

    __tablename__ = "library_player_badge"
    __bind_key__ = "services"

    title: Mapped[str] = mapped_column(String(100))
    rank: Mapped[int] = mapped_column(default=1)
    player_id: Mapped[UUID] = mapped_column(ForeignKey("library_player.id"))
    player: Mapped[ClubPlayer] = relationship(back_populates="badges", lazy="select")


class Locker(DefaultBase):
    """A locker, whose key is a number that the user gives, and can be 0."""

    __tablename__ = "library_club_locker"
    __bind_key__ = "services"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))
    model: Mapped[str | None] = mapped_column(String(60))
    """An attribute that has the name of a parameter of the library's own functions."""


class Seat(DefaultBase):
    """A seat, whose key has two columns."""

    __tablename__ = "library_club_seat"
    __bind_key__ = "services"

    row_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(60))

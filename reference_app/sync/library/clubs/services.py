# Generated from reference_app/library/clubs/services.py by `python -m tools.twin`; do not edit.
# ruff: noqa: RUF012 - lists on classes, as the page has them
"""Services of clubs and of what belongs to them."""

from typing import Any

from advanced_alchemy.repository import SQLAlchemySyncRepository
from advanced_alchemy.service import SQLAlchemySyncRepositoryReadService, SQLAlchemySyncRepositoryService

from reference_app.library.clubs.models import Club, ClubPlayer, Locker, PlayerBadge, Seat

__all__ = (
    "BadgeService",
    "ClubReadService",
    "ClubService",
    "ConvertingClubService",
    "LockerService",
    "NamedClubService",
    "PlainBadgeService",
    "PlayerService",
    "RecordingClubService",
    "SeatService",
)


class ClubRepository(SQLAlchemySyncRepository[Club]):
    """Clubs."""

    model_type = Club


class ClubService(SQLAlchemySyncRepositoryService[Club, ClubRepository]):
    """Clubs."""

    repository_type = ClubRepository


class NamedClubService(SQLAlchemySyncRepositoryService[Club, ClubRepository]):
    """Clubs, which are known by their names."""

    repository_type = ClubRepository
    match_fields = ["name"]


class ClubReadService(SQLAlchemySyncRepositoryReadService[Club, ClubRepository]):
    """Clubs, for those who only look."""

    repository_type = ClubRepository


class PlayerRepository(SQLAlchemySyncRepository[ClubPlayer]):
    """Players."""

    model_type = ClubPlayer


class PlayerService(SQLAlchemySyncRepositoryService[ClubPlayer, PlayerRepository]):
    """Players with their profiles and badges."""

    repository_type = PlayerRepository


class BadgeRepository(SQLAlchemySyncRepository[PlayerBadge]):
    """Badges."""

    model_type = PlayerBadge


class PlainBadgeService(SQLAlchemySyncRepositoryService[PlayerBadge, BadgeRepository]):
    """Badges, of which nothing further is loaded."""

    repository_type = BadgeRepository


class BadgeService(PlainBadgeService):
    """Badges, each with its player."""

    loader_options = [PlayerBadge.player]


class LockerRepository(SQLAlchemySyncRepository[Locker]):
    """Lockers, by their number."""

    model_type = Locker
    id_attribute = "number"


class LockerService(SQLAlchemySyncRepositoryService[Locker, LockerRepository]):
    """Lockers, by their number."""

    repository_type = LockerRepository


class SeatRepository(SQLAlchemySyncRepository[Seat]):
    """Seats."""

    model_type = Seat


class SeatService(SQLAlchemySyncRepositoryService[Seat, SeatRepository]):
    """Seats, by row and place."""

    repository_type = SeatRepository


class RecordingClubService(SQLAlchemySyncRepositoryService[Club, ClubRepository]):
    """A service that notes which hook was called with what, and has each of them say something of its own."""

    repository_type = ClubRepository
    match_fields = ["name"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.calls: list[tuple[str, Any]] = []

    def _note(self, hook: str, data: Any) -> Any:
        name = data["name"] if isinstance(data, dict) else getattr(data, "name", data)
        self.calls.append((hook, name))
        if isinstance(data, dict):
            return {**data, "style": f"by {hook}"}
        if isinstance(data, Club):
            data.style = f"by {hook}"
        return data

    def to_model_on_create(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("create", data)

    def to_model_on_update(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("update", data)

    def to_model_on_upsert(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("upsert", data)

    def to_model_on_delete(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("delete", data)


class ConvertingClubService(SQLAlchemySyncRepositoryService[Club, ClubRepository]):
    """A service with a ``to_model`` of its own, which notes the operations that it is told."""

    repository_type = ClubRepository
    match_fields = ["name"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.operations: list[str | None] = []

    def to_model(self, data: Any, operation: str | None = None, *arguments: Any, **options: Any) -> Club:
        """Note the operation, and sign the model."""
        self.operations.append(operation)
        model: Club = super().to_model(data, operation, *arguments, **options)
        model.style = f"by {operation}"
        return model

# ruff: noqa: RUF012 - lists on classes, as the page has them
"""Services of clubs and of what belongs to them."""

from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryReadService, SQLAlchemyAsyncRepositoryService

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


class ClubRepository(SQLAlchemyAsyncRepository[Club]):
    """Clubs."""

    model_type = Club


class ClubService(SQLAlchemyAsyncRepositoryService[Club, ClubRepository]):
    """Clubs."""

    repository_type = ClubRepository


class NamedClubService(SQLAlchemyAsyncRepositoryService[Club, ClubRepository]):
    """Clubs, which are known by their names."""

    repository_type = ClubRepository
    match_fields = ["name"]


class ClubReadService(SQLAlchemyAsyncRepositoryReadService[Club, ClubRepository]):
    """Clubs, for those who only look."""

    repository_type = ClubRepository


class PlayerRepository(SQLAlchemyAsyncRepository[ClubPlayer]):
    """Players."""

    model_type = ClubPlayer


class PlayerService(SQLAlchemyAsyncRepositoryService[ClubPlayer, PlayerRepository]):
    """Players with their profiles and badges."""

    repository_type = PlayerRepository


class BadgeRepository(SQLAlchemyAsyncRepository[PlayerBadge]):
    """Badges."""

    model_type = PlayerBadge


class PlainBadgeService(SQLAlchemyAsyncRepositoryService[PlayerBadge, BadgeRepository]):
    """Badges, of which nothing further is loaded."""

    repository_type = BadgeRepository


class BadgeService(PlainBadgeService):
    """Badges, each with its player."""

    loader_options = [PlayerBadge.player]


class LockerRepository(SQLAlchemyAsyncRepository[Locker]):
    """Lockers, by their number."""

    model_type = Locker
    id_attribute = "number"


class LockerService(SQLAlchemyAsyncRepositoryService[Locker, LockerRepository]):
    """Lockers, by their number."""

    repository_type = LockerRepository


class SeatRepository(SQLAlchemyAsyncRepository[Seat]):
    """Seats."""

    model_type = Seat


class SeatService(SQLAlchemyAsyncRepositoryService[Seat, SeatRepository]):
    """Seats, by row and place."""

    repository_type = SeatRepository


class RecordingClubService(SQLAlchemyAsyncRepositoryService[Club, ClubRepository]):
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

    async def to_model_on_create(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("create", data)

    async def to_model_on_update(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("update", data)

    async def to_model_on_upsert(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("upsert", data)

    async def to_model_on_delete(self, data: Any) -> Any:
        """Note the call, and sign the data."""
        return self._note("delete", data)


class ConvertingClubService(SQLAlchemyAsyncRepositoryService[Club, ClubRepository]):
    """A service with a ``to_model`` of its own, which notes the operations that it is told."""

    repository_type = ClubRepository
    match_fields = ["name"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.operations: list[str | None] = []

    async def to_model(self, data: Any, operation: str | None = None, *arguments: Any, **options: Any) -> Club:
        """Note the operation, and sign the model."""
        self.operations.append(operation)
        model: Club = await super().to_model(data, operation, *arguments, **options)
        model.style = f"by {operation}"
        return model

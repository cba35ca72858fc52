"""Repositories of shelves and what stands on them, and the names that their methods had before 1.10."""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository, SQLAlchemyAsyncSlugRepository

from reference_app.library.reading.models import Card, Label, Note, Permit, Pile, Shelf, Visit, Volume

__all__ = (
    "CardRepository",
    "LabelRepository",
    "NoteRepository",
    "PermitRepository",
    "PileRepository",
    "ShelfRepository",
    "VisitRepository",
    "VolumeRepository",
    "many",
    "many_and_count",
)


class ShelfRepository(SQLAlchemyAsyncRepository[Shelf]):
    """Shelves."""

    model_type = Shelf


class VolumeRepository(SQLAlchemyAsyncRepository[Volume]):
    """Volumes."""

    model_type = Volume


class NoteRepository(SQLAlchemyAsyncRepository[Note]):
    """Notes."""

    model_type = Note


class VisitRepository(SQLAlchemyAsyncRepository[Visit]):
    """Visits."""

    model_type = Visit


class LabelRepository(SQLAlchemyAsyncSlugRepository[Label]):
    """Labels."""

    model_type = Label


class CardRepository(SQLAlchemyAsyncRepository[Card]):
    """Cards."""

    model_type = Card


class PermitRepository(SQLAlchemyAsyncRepository[Permit]):
    """Permits."""

    model_type = Permit


class PileRepository(SQLAlchemyAsyncRepository[Pile]):
    """Piles."""

    model_type = Pile


async def many(repository: Any, *filters: Any, **options: Any) -> Sequence[Any]:
    """``get_many``, by the name that this release has for it."""
    method = getattr(repository, "get_many", None) or repository.list
    found: Sequence[Any] = await method(*filters, **options)
    return found


async def many_and_count(repository: Any, *filters: Any, **options: Any) -> tuple[Sequence[Any], int]:
    """``get_many_and_count``, by the name that this release has for it."""
    method = getattr(repository, "get_many_and_count", None) or repository.list_and_count
    found: tuple[Sequence[Any], int] = await method(*filters, **options)
    return found

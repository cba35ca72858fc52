# Generated from reference_app/library/reading/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of shelves and what stands on them, and the names that their methods had before 1.10."""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.repository import SQLAlchemySyncRepository, SQLAlchemySyncSlugRepository

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


class ShelfRepository(SQLAlchemySyncRepository[Shelf]):
    """Shelves."""

    model_type = Shelf


class VolumeRepository(SQLAlchemySyncRepository[Volume]):
    """Volumes."""

    model_type = Volume


class NoteRepository(SQLAlchemySyncRepository[Note]):
    """Notes."""

    model_type = Note


class VisitRepository(SQLAlchemySyncRepository[Visit]):
    """Visits."""

    model_type = Visit


class LabelRepository(SQLAlchemySyncSlugRepository[Label]):
    """Labels."""

    model_type = Label


class CardRepository(SQLAlchemySyncRepository[Card]):
    """Cards."""

    model_type = Card


class PermitRepository(SQLAlchemySyncRepository[Permit]):
    """Permits."""

    model_type = Permit


class PileRepository(SQLAlchemySyncRepository[Pile]):
    """Piles."""

    model_type = Pile


def many(repository: Any, *filters: Any, **options: Any) -> Sequence[Any]:
    """``get_many``, by the name that this release has for it."""
    method = getattr(repository, "get_many", None) or repository.list
    found: Sequence[Any] = method(*filters, **options)
    return found


def many_and_count(repository: Any, *filters: Any, **options: Any) -> tuple[Sequence[Any], int]:
    """``get_many_and_count``, by the name that this release has for it."""
    method = getattr(repository, "get_many_and_count", None) or repository.list_and_count
    found: tuple[Sequence[Any], int] = method(*filters, **options)
    return found

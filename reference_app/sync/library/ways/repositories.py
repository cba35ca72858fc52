# Generated from reference_app/library/ways/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of these rows."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.ways.models import Bag, Crate, Guarded, Leaf, Letter, Revised

__all__ = (
    "BagRepository",
    "CrateRepository",
    "GuardedRepository",
    "LeafRepository",
    "LetterRepository",
    "RevisedRepository",
)


class CrateRepository(SQLAlchemySyncRepository[Crate]):
    """Crates."""

    model_type = Crate


class LeafRepository(SQLAlchemySyncRepository[Leaf]):
    """Sheets."""

    model_type = Leaf


class RevisedRepository(SQLAlchemySyncRepository[Revised]):
    """Texts whose changes are counted."""

    model_type = Revised


class GuardedRepository(SQLAlchemySyncRepository[Guarded]):
    """Those who have a pass."""

    model_type = Guarded


class BagRepository(SQLAlchemySyncRepository[Bag]):
    """Bags."""

    model_type = Bag


class LetterRepository(SQLAlchemySyncRepository[Letter]):
    """Letters."""

    model_type = Letter

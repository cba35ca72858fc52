"""Repositories of these rows."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.ways.models import Bag, Crate, Guarded, Leaf, Letter, Revised

__all__ = (
    "BagRepository",
    "CrateRepository",
    "GuardedRepository",
    "LeafRepository",
    "LetterRepository",
    "RevisedRepository",
)


class CrateRepository(SQLAlchemyAsyncRepository[Crate]):
    """Crates."""

    model_type = Crate


class LeafRepository(SQLAlchemyAsyncRepository[Leaf]):
    """Sheets."""

    model_type = Leaf


class RevisedRepository(SQLAlchemyAsyncRepository[Revised]):
    """Texts whose changes are counted."""

    model_type = Revised


class GuardedRepository(SQLAlchemyAsyncRepository[Guarded]):
    """Those who have a pass."""

    model_type = Guarded


class BagRepository(SQLAlchemyAsyncRepository[Bag]):
    """Bags."""

    model_type = Bag


class LetterRepository(SQLAlchemyAsyncRepository[Letter]):
    """Letters."""

    model_type = Letter

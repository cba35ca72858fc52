# Generated from reference_app/library/ways/services.py by `python -m tools.twin`; do not edit.
"""Services of these rows."""

from advanced_alchemy.service import SQLAlchemySyncRepositoryService

from reference_app.library.ways.models import Crate, Guarded
from reference_app.sync.library.ways.repositories import CrateRepository, GuardedRepository

__all__ = ("CrateService", "GuardedService")


class CrateService(SQLAlchemySyncRepositoryService[Crate, CrateRepository]):
    """Crates."""

    repository_type = CrateRepository


class GuardedService(SQLAlchemySyncRepositoryService[Guarded, GuardedRepository]):
    """Those who have a pass."""

    repository_type = GuardedRepository

"""Services of these rows."""

from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService

from reference_app.library.ways.models import Crate, Guarded
from reference_app.library.ways.repositories import CrateRepository, GuardedRepository

__all__ = ("CrateService", "GuardedService")


class CrateService(SQLAlchemyAsyncRepositoryService[Crate, CrateRepository]):
    """Crates."""

    repository_type = CrateRepository


class GuardedService(SQLAlchemyAsyncRepositoryService[Guarded, GuardedRepository]):
    """Those who have a pass."""

    repository_type = GuardedRepository

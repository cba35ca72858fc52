# Generated from reference_app/library/sqlmodels/services.py by `python -m tools.twin`; do not edit.
"""Repositories and services of heroes."""

from advanced_alchemy.repository import SQLAlchemySyncRepository, SQLAlchemySyncSlugRepository
from advanced_alchemy.service import SQLAlchemySyncRepositoryService

from reference_app.library.sqlmodels.models import Hero, TimedHero

__all__ = ("HeroRepository", "HeroService", "TimedHeroRepository")


class HeroRepository(SQLAlchemySyncRepository[Hero]):  # type: ignore[type-var]
    """Heroes."""

    model_type = Hero


class TimedHeroRepository(SQLAlchemySyncSlugRepository[TimedHero]):  # type: ignore[type-var]
    """Heroes with times and a slug."""

    model_type = TimedHero


class HeroService(SQLAlchemySyncRepositoryService[Hero, HeroRepository]):  # type: ignore[type-var]
    """Heroes, as the handlers of an application have them."""

    repository_type = HeroRepository

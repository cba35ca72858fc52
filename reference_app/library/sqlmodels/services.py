"""Repositories and services of heroes."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository, SQLAlchemyAsyncSlugRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService

from reference_app.library.sqlmodels.models import Hero, TimedHero

__all__ = ("HeroRepository", "HeroService", "TimedHeroRepository")


class HeroRepository(SQLAlchemyAsyncRepository[Hero]):  # type: ignore[type-var]
    """Heroes."""

    model_type = Hero


class TimedHeroRepository(SQLAlchemyAsyncSlugRepository[TimedHero]):  # type: ignore[type-var]
    """Heroes with times and a slug."""

    model_type = TimedHero


class HeroService(SQLAlchemyAsyncRepositoryService[Hero, HeroRepository]):  # type: ignore[type-var]
    """Heroes, as the handlers of an application have them."""

    repository_type = HeroRepository

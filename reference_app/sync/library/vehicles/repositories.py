# Generated from reference_app/library/vehicles/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of the vehicles."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.vehicles.models import BookCar, BookTram

__all__ = ("BookCarRepository", "BookTramRepository")


class BookCarRepository(SQLAlchemySyncRepository[BookCar]):
    """Cars."""

    model_type = BookCar


class BookTramRepository(SQLAlchemySyncRepository[BookTram]):
    """Trams."""

    model_type = BookTram

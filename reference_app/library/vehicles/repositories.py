"""Repositories of the vehicles."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.vehicles.models import BookCar, BookTram

__all__ = ("BookCarRepository", "BookTramRepository")


class BookCarRepository(SQLAlchemyAsyncRepository[BookCar]):
    """Cars."""

    model_type = BookCar


class BookTramRepository(SQLAlchemyAsyncRepository[BookTram]):
    """Trams."""

    model_type = BookTram

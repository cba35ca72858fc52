"""Repositories of persons and of borrowers."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.people.models import Borrower, Person

__all__ = ("BorrowerRepository", "PersonRepository")


class PersonRepository(SQLAlchemyAsyncRepository[Person]):
    """Everybody."""

    model_type = Person


class BorrowerRepository(SQLAlchemyAsyncRepository[Borrower]):
    """Borrowers only."""

    model_type = Borrower

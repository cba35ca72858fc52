# Generated from reference_app/library/people/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of persons and of borrowers."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.people.models import Borrower, Person

__all__ = ("BorrowerRepository", "PersonRepository")


class PersonRepository(SQLAlchemySyncRepository[Person]):
    """Everybody."""

    model_type = Person


class BorrowerRepository(SQLAlchemySyncRepository[Borrower]):
    """Borrowers only."""

    model_type = Borrower

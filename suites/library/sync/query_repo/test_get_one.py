# Generated from suites/library/query_repo/test_get_one.py by `python -m tools.twin`; do not edit.
"""``get_one`` and ``get_one_or_none`` of the query repository."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError, RepositoryError
from advanced_alchemy.repository import SQLAlchemySyncQueryRepository
from sqlalchemy import func, select
from sqlalchemy.exc import MultipleResultsFound

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.sync.library.database import Database
from suites.library.sync.query_repo.shelf import stock, values
from suites.raising import raises

MODELS = (Author, Book)


@proves("query-repo.get-one")
def test_one_row_by_statement_and_by_keyword(database: Database) -> None:
    """The row that the statement, a keyword, or both select."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        by_statement = repository.get_one(select(Author.name).where(Author.country == "RU"))
        by_keyword = repository.get_one(select(Author.name), country="RU")
        by_both = repository.get_one(select(Author.name).where(Author.country == "UK"), name="Doris")
        of_null = repository.get_one(select(Author.name), country=None)
    assert [values(found) for found in (by_statement, by_keyword, by_both, of_null)] == [
        ("Boris",),
        ("Boris",),
        ("Doris",),
        ("Chinua",),
    ]


@proves("query-repo.get-one")
def test_one_row_has_all_of_its_columns(database: Database) -> None:
    """What is returned for two columns has both."""
    with database.session() as session:
        stock(session)
        both: Any = select(Author.name, Author.country)
        found = SQLAlchemySyncQueryRepository(session=session).get_one(both, name="Agatha")
    assert values(found) == ("Agatha", "UK"), f"get_one of two columns gave {values(found)}"


@proves("query-repo.get-one")
def test_no_row_is_not_found(database: Database) -> None:
    """None that the statement selects, and none that the keyword leaves, are NotFoundError."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        with raises(NotFoundError):
            repository.get_one(select(Author.name).where(Author.name == "Zadie"))
        with raises(NotFoundError):
            repository.get_one(select(Author.name).where(Author.country == "UK"), name="Boris")


@proves("query-repo.get-one")
def test_several_rows_are_not_one(database: Database) -> None:
    """Two rows are an error, never the first of them."""
    with database.session() as session:
        stock(session)
        with raises(MultipleResultsFoundError):
            SQLAlchemySyncQueryRepository(session=session).get_one(select(Author.name), country="UK")
        with raises(MultipleResultsFound):
            SQLAlchemySyncQueryRepository(session=session, wrap_exceptions=False).get_one(
                select(Author.name), country="UK"
            )


@proves("query-repo.get-one")
def test_row_that_begins_with_nothing(database: Database) -> None:
    """A row is there, though its first column is zero."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        zero = repository.get_one(select(Book.pages), title="Ask")
        number = repository.get_one(select(func.count(Book.id)).where(Book.title == "Zoo"))
    assert (values(zero), values(number)) == ((0,), (0,))


@proves("query-repo.get-one")
def test_row_whose_first_column_is_null(database: Database) -> None:
    """A row is there, though its first column is NULL."""
    with database.session() as session:
        stock(session)
        both: Any = select(Book.pages, Book.title)
        found = SQLAlchemySyncQueryRepository(session=session).get_one(both, title="Bee")
    assert values(found) == (None, "Bee")


@proves("query-repo.get-one")
def test_message_of_the_repository(database: Database) -> None:
    """The messages given to a repository are those of its errors, and not of the next repository's."""
    with database.session() as session:
        repository = SQLAlchemySyncQueryRepository(session=session, error_messages={"not_found": "no such author"})
        with raises(NotFoundError, match="no such author"):
            repository.get_one(select(Author.name), name="Zadie")
        with raises(NotFoundError) as raised:
            SQLAlchemySyncQueryRepository(session=session).get_one(select(Author.name), name="Zadie")
    assert "no such author" not in raised.text


@proves("query-repo.get-one-or-none")
def test_one_row_none_and_several(database: Database) -> None:
    """The row, None for no row, and an error for two."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        found = repository.get_one_or_none(select(Author.name), country="RU")
        missing = repository.get_one_or_none(select(Author.name), country="FR")
        contradiction = repository.get_one_or_none(select(Author.name).where(Author.name == "Boris"), country="UK")
        with raises(MultipleResultsFoundError):
            repository.get_one_or_none(select(Author.name), country="UK")
    assert values(found) == ("Boris",)
    assert (missing, contradiction) == (None, None)


@proves("query-repo.get-one-or-none")
def test_model_is_the_sessions_own(database: Database) -> None:
    """A model that is selected is the one that the session has."""
    with database.session() as session:
        authors = stock(session)
        found = SQLAlchemySyncQueryRepository(session=session).get_one_or_none(select(Author), name="Boris")
        (author,) = values(found)
        assert author is authors["Boris"]


@proves("query-repo.get-one-or-none")
def test_optional_row_has_all_of_its_columns(database: Database) -> None:
    """What is returned for two columns has both."""
    with database.session() as session:
        stock(session)
        found = SQLAlchemySyncQueryRepository(session=session).get_one_or_none(
            select(Author.name, Author.country), name="Agatha"
        )
    assert values(found) == ("Agatha", "UK"), f"get_one_or_none of two columns gave {values(found)}"


@proves("query-repo.get-one-or-none")
def test_optional_row_that_is_zero(database: Database) -> None:
    """A row whose first column is zero is not None."""
    with database.session() as session:
        stock(session)
        found = SQLAlchemySyncQueryRepository(session=session).get_one_or_none(select(Book.pages), title="Ask")
    assert values(found) == (0,), f"get_one_or_none of a row of zero gave {found!r}"


@proves("query-repo.get-one-or-none")
def test_number_of_nothing(database: Database) -> None:
    """An aggregate always gives a row: zero, where there is nothing to count."""
    with database.session() as session:
        stock(session)
        found = SQLAlchemySyncQueryRepository(session=session).get_one_or_none(
            select(func.count(Book.id)).where(Book.title == "Zoo")
        )
    assert values(found) == (0,), f"get_one_or_none of a count of nothing gave {found!r}"


@proves("query-repo.get-one-or-none")
def test_optional_row_whose_first_column_is_null(database: Database) -> None:
    """A row whose first column is NULL is a row."""
    with database.session() as session:
        stock(session)
        found = SQLAlchemySyncQueryRepository(session=session).get_one_or_none(
            select(Book.pages, Book.title), title="Bee"
        )
    assert found is not None, "get_one_or_none gave None for a row that begins with NULL"
    assert values(found) == (None, "Bee")


@proves("query-repo.get-one-or-none")
def test_misspelt_keyword_is_not_none(database: Database) -> None:
    """A keyword that names no attribute is an error of the repository, and not an answer."""
    with database.session() as session:
        stock(session)
        with raises(RepositoryError):
            SQLAlchemySyncQueryRepository(session=session).get_one_or_none(select(Author.name), nam="Boris")

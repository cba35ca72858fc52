"""``get_one`` and ``get_one_or_none`` of the query repository."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError, RepositoryError
from advanced_alchemy.repository import SQLAlchemyAsyncQueryRepository
from sqlalchemy import func, select
from sqlalchemy.exc import MultipleResultsFound

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.database import Database
from suites.library.query_repo.shelf import stock, values
from suites.raising import raises

MODELS = (Author, Book)


@proves("query-repo.get-one")
async def test_one_row_by_statement_and_by_keyword(database: Database) -> None:
    """The row that the statement, a keyword, or both select."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        by_statement = await repository.get_one(select(Author.name).where(Author.country == "RU"))
        by_keyword = await repository.get_one(select(Author.name), country="RU")
        by_both = await repository.get_one(select(Author.name).where(Author.country == "UK"), name="Doris")
        of_null = await repository.get_one(select(Author.name), country=None)
    assert [values(found) for found in (by_statement, by_keyword, by_both, of_null)] == [
        ("Boris",),
        ("Boris",),
        ("Doris",),
        ("Chinua",),
    ]


@proves("query-repo.get-one")
async def test_one_row_has_all_of_its_columns(database: Database) -> None:
    """What is returned for two columns has both."""
    async with database.session() as session:
        await stock(session)
        both: Any = select(Author.name, Author.country)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one(both, name="Agatha")
    assert values(found) == ("Agatha", "UK"), f"get_one of two columns gave {values(found)}"


@proves("query-repo.get-one")
async def test_no_row_is_not_found(database: Database) -> None:
    """None that the statement selects, and none that the keyword leaves, are NotFoundError."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        with raises(NotFoundError):
            await repository.get_one(select(Author.name).where(Author.name == "Zadie"))
        with raises(NotFoundError):
            await repository.get_one(select(Author.name).where(Author.country == "UK"), name="Boris")


@proves("query-repo.get-one")
async def test_several_rows_are_not_one(database: Database) -> None:
    """Two rows are an error, never the first of them."""
    async with database.session() as session:
        await stock(session)
        with raises(MultipleResultsFoundError):
            await SQLAlchemyAsyncQueryRepository(session=session).get_one(select(Author.name), country="UK")
        with raises(MultipleResultsFound):
            await SQLAlchemyAsyncQueryRepository(session=session, wrap_exceptions=False).get_one(
                select(Author.name), country="UK"
            )


@proves("query-repo.get-one")
async def test_row_that_begins_with_nothing(database: Database) -> None:
    """A row is there, though its first column is zero."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        zero = await repository.get_one(select(Book.pages), title="Ask")
        number = await repository.get_one(select(func.count(Book.id)).where(Book.title == "Zoo"))
    assert (values(zero), values(number)) == ((0,), (0,))


@proves("query-repo.get-one")
async def test_row_whose_first_column_is_null(database: Database) -> None:
    """A row is there, though its first column is NULL."""
    async with database.session() as session:
        await stock(session)
        both: Any = select(Book.pages, Book.title)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one(both, title="Bee")
    assert values(found) == (None, "Bee")


@proves("query-repo.get-one")
async def test_message_of_the_repository(database: Database) -> None:
    """The messages given to a repository are those of its errors, and not of the next repository's."""
    async with database.session() as session:
        repository = SQLAlchemyAsyncQueryRepository(session=session, error_messages={"not_found": "no such author"})
        with raises(NotFoundError, match="no such author"):
            await repository.get_one(select(Author.name), name="Zadie")
        with raises(NotFoundError) as raised:
            await SQLAlchemyAsyncQueryRepository(session=session).get_one(select(Author.name), name="Zadie")
    assert "no such author" not in raised.text


@proves("query-repo.get-one-or-none")
async def test_one_row_none_and_several(database: Database) -> None:
    """The row, None for no row, and an error for two."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        found = await repository.get_one_or_none(select(Author.name), country="RU")
        missing = await repository.get_one_or_none(select(Author.name), country="FR")
        contradiction = await repository.get_one_or_none(
            select(Author.name).where(Author.name == "Boris"), country="UK"
        )
        with raises(MultipleResultsFoundError):
            await repository.get_one_or_none(select(Author.name), country="UK")
    assert values(found) == ("Boris",)
    assert (missing, contradiction) == (None, None)


@proves("query-repo.get-one-or-none")
async def test_model_is_the_sessions_own(database: Database) -> None:
    """A model that is selected is the one that the session has."""
    async with database.session() as session:
        authors = await stock(session)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(select(Author), name="Boris")
        (author,) = values(found)
        assert author is authors["Boris"]


@proves("query-repo.get-one-or-none")
async def test_optional_row_has_all_of_its_columns(database: Database) -> None:
    """What is returned for two columns has both."""
    async with database.session() as session:
        await stock(session)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(
            select(Author.name, Author.country), name="Agatha"
        )
    assert values(found) == ("Agatha", "UK"), f"get_one_or_none of two columns gave {values(found)}"


@proves("query-repo.get-one-or-none")
async def test_optional_row_that_is_zero(database: Database) -> None:
    """A row whose first column is zero is not None."""
    async with database.session() as session:
        await stock(session)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(select(Book.pages), title="Ask")
    assert values(found) == (0,), f"get_one_or_none of a row of zero gave {found!r}"


@proves("query-repo.get-one-or-none")
async def test_number_of_nothing(database: Database) -> None:
    """An aggregate always gives a row: zero, where there is nothing to count."""
    async with database.session() as session:
        await stock(session)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(
            select(func.count(Book.id)).where(Book.title == "Zoo")
        )
    assert values(found) == (0,), f"get_one_or_none of a count of nothing gave {found!r}"


@proves("query-repo.get-one-or-none")
async def test_optional_row_whose_first_column_is_null(database: Database) -> None:
    """A row whose first column is NULL is a row."""
    async with database.session() as session:
        await stock(session)
        found = await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(
            select(Book.pages, Book.title), title="Bee"
        )
    assert found is not None, "get_one_or_none gave None for a row that begins with NULL"
    assert values(found) == (None, "Bee")


@proves("query-repo.get-one-or-none")
async def test_misspelt_keyword_is_not_none(database: Database) -> None:
    """A keyword that names no attribute is an error of the repository, and not an answer."""
    async with database.session() as session:
        await stock(session)
        with raises(RepositoryError):
            await SQLAlchemyAsyncQueryRepository(session=session).get_one_or_none(select(Author.name), nam="Boris")

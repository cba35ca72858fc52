"""``get_many`` of the query repository, and how the repository takes its session."""

from __future__ import annotations

from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.repository import SQLAlchemyAsyncQueryRepository
from sqlalchemy import func, select, text
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.database import Database
from reference_app.library.queries.sessions import routed_session, session_by_model
from suites.library.query_repo.shelf import AUTHORS, many, many_and_count, stock
from suites.raising import raises

MODELS = (Author, Book)


@proves("query-repo.get-many")
async def test_rows_have_all_columns_by_name_and_in_order(database: Database) -> None:
    """Each row has both columns, whether it is taken apart or asked by name; the order is the statement's."""
    async with database.session() as session:
        await stock(session)
        rows = await many(SQLAlchemyAsyncQueryRepository(session=session))(
            select(Author.name, Author.country).order_by(Author.name.desc())
        )
    assert [tuple(row) for row in rows] == sorted(AUTHORS.items(), reverse=True)
    assert [(row.name, row.country) for row in rows] == sorted(AUTHORS.items(), reverse=True)
    assert dict(rows[0]._mapping) == {"name": "Doris", "country": "UK"}


@proves("query-repo.get-many")
async def test_groups_with_their_number(database: Database) -> None:
    """The page's example: one row for each group, the group of NULL too."""
    async with database.session() as session:
        await stock(session)
        rows = await many(SQLAlchemyAsyncQueryRepository(session=session))(
            select(Author.country, func.count(Author.id)).group_by(Author.country)
        )
    assert isinstance(rows, list), type(rows)
    assert len(rows) == 3, rows
    assert dict(map(tuple, rows)) == {"UK": 2, "RU": 1, None: 1}


@proves("query-repo.get-many")
async def test_nothing_is_an_empty_list(database: Database) -> None:
    """No row, no error."""
    async with database.session() as session:
        await stock(session)
        rows = await many(SQLAlchemyAsyncQueryRepository(session=session))(
            select(Author.name).where(Author.name == "Zadie")
        )
    assert rows == []


@proves("query-repo.get-many")
async def test_keyword_selects_rows(database: Database) -> None:
    """A keyword is an equality; None is NULL, two are both, and a limit counts what is left."""
    async with database.session() as session:
        await stock(session)
        ask = many(SQLAlchemyAsyncQueryRepository(session=session))
        names = select(Author.name).order_by(Author.name)
        seen = {
            "country": [tuple(row) for row in await ask(names, country="UK")],
            "null": [tuple(row) for row in await ask(names, country=None)],
            "both": [tuple(row) for row in await ask(names, country="UK", name="Doris")],
            "contradiction": [tuple(row) for row in await ask(names, country="UK", name="Boris")],
            "page": [tuple(row) for row in await ask(names.limit(1).offset(1), country="UK")],
            "none": [tuple(row) for row in await ask(names)],
        }
    assert seen == {
        "country": [("Agatha",), ("Doris",)],
        "null": [("Chinua",)],
        "both": [("Doris",)],
        "contradiction": [],
        "page": [("Doris",)],
        "none": [("Agatha",), ("Boris",), ("Chinua",), ("Doris",)],
    }


@proves("query-repo.get-many")
async def test_misspelt_keyword_is_refused(database: Database) -> None:
    """A keyword that names no attribute is an error of the repository, and not a filter that is left out."""
    async with database.session() as session:
        await stock(session)
        with raises(RepositoryError):
            await many(SQLAlchemyAsyncQueryRepository(session=session))(select(Author.name), contry="UK")


@proves("query-repo.get-many")
async def test_model_and_column_of_a_join(database: Database) -> None:
    """A row can have a whole model beside a column of another; the model is the session's own."""
    async with database.session() as session:
        authors = await stock(session)
        rows = await many(SQLAlchemyAsyncQueryRepository(session=session))(
            select(Author, Book.title).join(Book, Book.author_id == Author.id).order_by(Book.title)
        )
        assert [(author.name, title) for author, title in rows] == [
            ("Agatha", "Ask"),
            ("Agatha", "Bee"),
            ("Boris", "Cat"),
        ]
        assert rows[0][0] is authors["Agatha"]


@proves("query-repo.get-many")
async def test_distinct_and_a_subquery(database: Database) -> None:
    """What else a select can have: DISTINCT, HAVING and a subquery."""
    async with database.session() as session:
        await stock(session)
        ask = many(SQLAlchemyAsyncQueryRepository(session=session))
        countries = await ask(select(Author.country).distinct())
        busy = await ask(select(Author.country).group_by(Author.country).having(func.count(Author.id) > 1))
        writers = await ask(
            select(Author.name)
            .where(Author.id.in_(select(Book.author_id).where(Book.pages == 5)))
            .order_by(Author.name)
        )
    assert {country for (country,) in countries} == {"UK", "RU", None}
    assert len(countries) == 3
    assert [tuple(row) for row in busy] == [("UK",)]
    assert [tuple(row) for row in writers] == [("Boris",)]


@proves("query-repo.get-many")
async def test_calls_do_not_remember_each_other(database: Database) -> None:
    """A repository is asked twice: neither the filter of the first call nor its rows are in the second."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        statement = select(Author.name).order_by(Author.name)
        await many(repository)(statement, country="UK")
        session.add(Author(name="Edna", country="IE"))
        await session.flush()
        rows = await many(repository)(statement)
    assert [row.name for row in rows] == ["Agatha", "Boris", "Chinua", "Doris", "Edna"]


@proves("query-repo.get-many")
async def test_list_is_the_same_under_its_older_name(database: Database) -> None:
    """``list``, which programs before 1.10 call, still gives the same rows for a statement and a keyword."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        rows = await repository.list(select(Author.name, Author.country).order_by(Author.name), country="UK")
    assert [tuple(row) for row in rows] == [("Agatha", "UK"), ("Doris", "UK")]


@proves("query-repo.get-many")
async def test_refused_statement_is_an_error_of_the_repository(database: Database) -> None:
    """What the database refuses is a RepositoryError by default, and SQLAlchemy's error if nothing is wrapped."""
    statement = select(text("no_such_column")).select_from(Author)
    async with database.session() as session:
        with raises(RepositoryError):
            await many(SQLAlchemyAsyncQueryRepository(session=session))(statement)
        await session.rollback()
    async with database.session() as session:
        with raises(SQLAlchemyError):
            await many(SQLAlchemyAsyncQueryRepository(session=session, wrap_exceptions=False))(statement)
        await session.rollback()


@proves("query-repo.get-many")
async def test_errors_that_are_not_wrapped(database: Database) -> None:
    """With ``wrap_exceptions=False`` a misspelt keyword is SQLAlchemy's own error."""
    async with database.session() as session:
        repository = SQLAlchemyAsyncQueryRepository(session=session, wrap_exceptions=False)
        with raises(InvalidRequestError):
            await many(repository)(select(Author.name), contry="UK")


@proves("query-repo.get-many")
async def test_further_options_are_ignored(database: Database) -> None:
    """Options of other repositories are ignored, as a service hands on all that it was given."""
    async with database.session() as session:
        await stock(session)
        repository = SQLAlchemyAsyncQueryRepository(session=session, auto_expunge=True, uniquify=False)
        rows = await many(repository)(select(Author.name).where(Author.country == "RU"))
    assert [row.name for row in rows] == ["Boris"]


@proves("query-repo.get-many")
async def test_session_that_chooses_its_engine_by_model(database: Database) -> None:
    """A session can be bound model by model, and has no engine of its own then."""
    async with database.session() as session:
        await stock(session)
    async with session_by_model(database) as session:
        rows = await many(SQLAlchemyAsyncQueryRepository(session=session))(
            select(Author.name).where(Author.country == "UK").order_by(Author.name)
        )
    assert [row.name for row in rows] == ["Agatha", "Doris"]


@proves("query-repo.routed-session")
async def test_session_that_routes_reads_and_writes(database: Database) -> None:
    """The session of a configuration with routing finds the rows, and so do a count and a page."""
    async with database.session() as session:
        await stock(session)
    british = select(Author.name).where(Author.country == "UK").order_by(Author.name)
    async with routed_session(database) as session:
        repository = SQLAlchemyAsyncQueryRepository(session=session)
        rows = await many(repository)(british)
        number = await repository.count(british)
        _, total = await many_and_count(repository)(british.limit(1))
    assert [row.name for row in rows] == ["Agatha", "Doris"]
    assert (number, total) == (2, 2)

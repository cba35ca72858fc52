# Generated from suites/library/query_repo/test_get_many_and_count.py by `python -m tools.twin`; do not edit.
"""``get_many_and_count`` of the query repository, in one statement and in two."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.repository import SQLAlchemySyncQueryRepository
from sqlalchemy import func, select

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.sync.library.database import Database
from suites.library.sync.query_repo.shelf import many_and_count, stock, values
from suites.raising import raises

MODELS = (Author, Book)
EITHER_WAY = pytest.mark.parametrize("option", [None, False, True])
"""``count_with_window_function``, as given or not."""


def ask(database: Database, option: bool | None, statement: Any, **equal: Any) -> tuple[list[Any], int]:
    """What the repository answers, with all authors and books there: the values of its rows, and the number."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        rows, total = many_and_count(repository)(statement, count_with_window_function=option, **equal)
        return [values(row) for row in rows], total


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_all_rows_and_their_number(database: Database, option: bool | None) -> None:
    """All rows in the statement's order, and how many they are."""
    rows, total = ask(database, option, select(Author.name).order_by(Author.name.desc()))
    assert (rows, total) == ([("Doris",), ("Chinua",), ("Boris",), ("Agatha",)], 4)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_number_is_that_of_all_pages(database: Database, option: bool | None) -> None:
    """A page has its rows, and the number of all."""
    rows, total = ask(database, option, select(Author.name).order_by(Author.name).limit(3))
    assert (rows, total) == ([("Agatha",), ("Boris",), ("Chinua",)], 4)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_second_page(database: Database, option: bool | None) -> None:
    """The second page has its rows, and the number of all."""
    rows, total = ask(database, option, select(Author.name).order_by(Author.name).limit(3).offset(3))
    assert (rows, total) == ([("Doris",)], 4)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_page_past_the_end(database: Database, option: bool | None) -> None:
    """A page past the end has no rows, and the number of all."""
    rows, total = ask(database, option, select(Author.name).order_by(Author.name).limit(2).offset(10))
    assert (rows, total) == ([], 4), f"a page past the end of 4 rows gave {rows} and {total}"


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_keyword_selects_rows_and_number(database: Database, option: bool | None) -> None:
    """A keyword selects for both; None is NULL."""
    with database.session() as session:
        stock(session)
        answers = many_and_count(SQLAlchemySyncQueryRepository(session=session))
        names = select(Author.name).order_by(Author.name)
        rows, total = answers(names, count_with_window_function=option, country="UK")
        page, number = answers(names.limit(1), count_with_window_function=option, country="UK")
        unknown, unknowns = answers(names, count_with_window_function=option, country=None)
    assert ([values(row) for row in rows], total) == ([("Agatha",), ("Doris",)], 2)
    assert ([values(row) for row in page], number) == ([("Agatha",)], 2)
    assert ([values(row) for row in unknown], unknowns) == ([("Chinua",)], 1)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_misspelt_keyword_selects_nothing(database: Database, option: bool | None) -> None:
    """A keyword that names no attribute is an error of the repository."""
    with raises(RepositoryError):
        ask(database, option, select(Author.name), contry="UK")


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_nothing_and_zero(database: Database, option: bool | None) -> None:
    """No row, and zero."""
    assert ask(database, option, select(Author.name).where(Author.name == "Zadie")) == ([], 0)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_rows_of_two_columns(database: Database, option: bool | None) -> None:
    """A row has all columns of the statement."""
    rows, total = ask(database, option, select(Author.name, Author.country).where(Author.country == "RU"))
    assert (rows, total) == ([("Boris", "RU")], 1)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_models(database: Database, option: bool | None) -> None:
    """Models are the session's own."""
    with database.session() as session:
        authors = stock(session)
        rows, total = many_and_count(SQLAlchemySyncQueryRepository(session=session))(
            select(Author).order_by(Author.name).limit(2), count_with_window_function=option
        )
        found = [values(row)[0] for row in rows]
        assert total == 4
        assert found[0] is authors["Agatha"]
        assert found[1] is authors["Boris"]


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_number_of_groups(database: Database, option: bool | None) -> None:
    """Of a select with GROUP BY, the groups and their number."""
    rows, total = ask(database, option, select(func.count(Author.id)).group_by(Author.country))
    assert (sorted(rows), total) == ([(1,), (1,), (2,)], 3)


@EITHER_WAY
@proves("query-repo.get-many-and-count")
def test_number_of_distinct_rows(database: Database, option: bool | None) -> None:
    """Of a select with DISTINCT, the values and their number."""
    rows, total = ask(database, option, select(Author.country).distinct())
    assert {country for (country,) in rows} == {"UK", "RU", None}
    assert (len(rows), total) == (3, 3), f"three distinct rows were {len(rows)}, and counted as {total}"


@proves("query-repo.get-many-and-count")
def test_list_and_count_is_the_same_under_its_older_name(database: Database) -> None:
    """``list_and_count``, which programs before 1.10 call, still heeds statement and keyword."""
    with database.session() as session:
        stock(session)
        rows, total = SQLAlchemySyncQueryRepository(session=session).list_and_count(
            select(Author.name).order_by(Author.name).limit(1), country="UK"
        )
    assert ([values(row) for row in rows], total) == ([("Agatha",)], 2)

# Generated from suites/library/query_repo/test_count.py by `python -m tools.twin`; do not edit.
"""``count`` of the query repository."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.repository import SQLAlchemySyncQueryRepository
from sqlalchemy import func, select

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.sync.library.database import Database
from suites.library.sync.query_repo.shelf import stock
from suites.raising import raises

MODELS = (Author, Book)


def count(database: Database, statement: Any, **equal: Any) -> int:
    """What the repository counts for a statement, with all authors and books there."""
    with database.session() as session:
        stock(session)
        return SQLAlchemySyncQueryRepository(session=session).count(statement, **equal)


@proves("query-repo.count")
def test_number_of_rows(database: Database) -> None:
    """Of a model, of columns, of a join, of a filter and a keyword, and of nothing."""
    with database.session() as session:
        stock(session)
        repository = SQLAlchemySyncQueryRepository(session=session)
        seen = {
            "model": repository.count(select(Author)),
            "columns": repository.count(select(Author.name, Author.country)),
            "nullable": repository.count(select(Author.country)),
            "join": repository.count(select(Author.name, Book.title).join(Book, Book.author_id == Author.id)),
            "outer": repository.count(select(Author.name, Book.title).outerjoin(Book, Book.author_id == Author.id)),
            "filter": repository.count(select(Author.name).where(Author.country == "UK")),
            "keyword": repository.count(select(Author.name), country="UK"),
            "null": repository.count(select(Author.name), country=None),
            "ordered": repository.count(select(Author.name).order_by(Author.name)),
            "nothing": repository.count(select(Author.name).where(Author.name == "Zadie")),
            "again": repository.count(select(Author)),
        }
    assert seen == {
        "model": 4,
        "columns": 4,
        "nullable": 4,
        "join": 3,
        "outer": 5,
        "filter": 2,
        "keyword": 2,
        "null": 1,
        "ordered": 4,
        "nothing": 0,
        "again": 4,
    }


@proves("query-repo.count")
def test_number_of_an_empty_table(database: Database) -> None:
    """Zero rows are zero."""
    with database.session() as session:
        assert SQLAlchemySyncQueryRepository(session=session).count(select(Author)) == 0


@proves("query-repo.count")
def test_misspelt_keyword_counts_nothing(database: Database) -> None:
    """A keyword that names no attribute is an error of the repository."""
    with raises(RepositoryError):
        count(database, select(Author.name), contry="UK")


@proves("query-repo.count")
def test_limit_is_ignored(database: Database) -> None:
    """The documented number ignores pagination: a page's limit does not make it smaller."""
    assert count(database, select(Author.name).order_by(Author.name).limit(1)) == 4


@proves("query-repo.count")
def test_page_further_on(database: Database) -> None:
    """The documented number ignores pagination: the number is that of all on the second page too."""
    number = count(database, select(Author.name).order_by(Author.name).limit(2).offset(2))
    assert number == 4


@proves("query-repo.count")
def test_groups(database: Database) -> None:
    """A select with GROUP BY has as many rows as there are groups."""
    assert count(database, select(Author.country, func.count(Author.id)).group_by(Author.country)) == 3


@proves("query-repo.count")
def test_no_groups(database: Database) -> None:
    """A select with GROUP BY has no rows where there is nothing to group."""
    statement = select(Author.country).where(Author.name == "Zadie").group_by(Author.country)
    assert count(database, statement) == 0


@proves("query-repo.count")
def test_single_group(database: Database) -> None:
    """A select with GROUP BY has one row for one group of two."""
    number = count(database, select(Author.country).where(Author.country == "UK").group_by(Author.country))
    assert number == 1, f"count of a select with one group gave {number}"


@proves("query-repo.count")
def test_distinct_rows(database: Database) -> None:
    """A select with DISTINCT has as many rows as there are values, NULL being one."""
    number = count(database, select(Author.country).distinct())
    assert number == 3, f"count of a select of three distinct rows gave {number}"


@proves("query-repo.count")
def test_row_of_an_aggregate(database: Database) -> None:
    """A select of an aggregate has one row."""
    number = count(database, select(func.max(Author.name)))
    assert number == 1, f"count of a select of one aggregate gave {number}"

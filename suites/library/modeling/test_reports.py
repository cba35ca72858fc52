"""A query that is mapped like a table."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reports.models import Loan, ReaderReport
from reference_app.library.reports.repositories import ReaderReportRepository
from suites.library.refusals import refusal

MODELS = (Loan,)


async def lend(database: Database) -> None:
    """Ann has two books, Bob one, and Cid three."""
    loans = {"Ann": (3, 9), "Bob": (5,), "Cid": (1, 2, 30)}
    async with database.session() as session:
        session.add_all([Loan(reader=reader, days=days) for reader, all_days in loans.items() for days in all_days])
        await session.commit()


EXPECTED = [
    {"reader": "Ann", "books": 2, "longest": 9},
    {"reader": "Bob", "books": 1, "longest": 5},
    {"reader": "Cid", "books": 3, "longest": 30},
]


@proves("modeling.sql-query-base")
async def test_query_is_read_like_a_model(database: Database, reader: Reader) -> None:
    """Objects of the class with what the query says; there is no table of it."""
    await lend(database)
    async with database.session() as session:
        found = list(await session.scalars(select(ReaderReport).order_by(ReaderReport.reader)))
        assert [type(one) for one in found] == [ReaderReport] * 3
        assert [one.to_dict() for one in found] == EXPECTED
        one = await session.get_one(ReaderReport, "Cid")
        assert (one.books, one.longest) == (3, 30)
        assert one.to_dict(exclude={"books"}) == {"reader": "Cid", "longest": 30}
    assert "library_reader_report" not in reader.tables()


@proves("modeling.sql-query-base")
async def test_nothing_comes_of_no_rows(database: Database) -> None:
    """A query without rows is empty."""
    async with database.session() as session:
        repository = ReaderReportRepository(session=session)
        assert await repository.list_and_count() == ([], 0)
        assert await repository.count() == 0
        assert await refusal(NotFoundError, repository.get, "Ann") is not None


@proves("modeling.sql-query-base")
async def test_repository_of_a_query(database: Database) -> None:
    """It lists, counts, filters, orders and pages."""
    await lend(database)
    async with database.session() as session:
        repository = ReaderReportRepository(session=session)
        order = OrderBy(field_name="reader", sort_order="asc")
        assert [one.to_dict() for one in await repository.list(order)] == EXPECTED
        assert await repository.count() == 3
        assert await repository.count(books=1) == 1
        books: Any = ReaderReport.books
        assert await repository.count(books > 1) == 2
        assert await repository.exists(reader="Bob")
        assert not await repository.exists(reader="Dan")
        found, total = await repository.list_and_count(order, LimitOffset(limit=1, offset=1))
        assert ([one.reader for one in found], total) == (["Bob"], 3)
        chosen = await repository.list(order, CollectionFilter(field_name="books", values=[2, 3]))
        assert [one.reader for one in chosen] == ["Ann", "Cid"]
        by_size = await repository.list(OrderBy(field_name="books", sort_order="desc"))
        assert [one.reader for one in by_size] == ["Cid", "Ann", "Bob"]
        assert (await repository.get("Ann")).longest == 9
        assert (await repository.get_one(longest=5)).reader == "Bob"
        assert await repository.get_one_or_none(reader="Dan") is None

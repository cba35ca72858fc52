# Generated from suites/library/overview/test_core.py by `python -m tools.twin`; do not edit.
"""A bit of everything on each database and driver, and how many statements many rows take."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy, SearchFilter

from assay.checking import Reader, proves
from reference_app.library.overview.models import Parcel
from reference_app.sync.library.database import Database
from reference_app.sync.library.overview.services import ParcelRepository
from suites.raising import raises

MODELS = (Parcel,)
Watching = Callable[[], AbstractContextManager[list[str]]]


@proves("overview.supported-databases")
def test_one_row_from_its_beginning_to_its_end(database: Database, reader: Reader) -> None:
    """A row is added with its times and its JSON, read, changed and deleted."""
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    details = {"é": [1, None, True, {"deep": "x"}]}
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        added = parcels.add(Parcel(code="a", weight=1, details=details))
        session.commit()
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        found = parcels.get(added.id)
        assert (found.code, found.weight, found.details) == ("a", 1, details)
        # A column can have whole seconds only, rounded up or down.
        after = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        assert before <= found.created_at < after
        parcels.update(Parcel(id=added.id, code="b", weight=2, details=None))
        session.commit()
    row = reader.row("library_front_parcel", id=added.id)
    assert row is not None
    assert (row["code"], row["weight"]) == ("b", 2)
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        deleted = parcels.delete(added.id)
        session.commit()
        assert deleted.code == "b"
        with raises(NotFoundError):
            parcels.get(added.id)
    assert reader.count("library_front_parcel") == 0


@proves("overview.supported-databases")
def test_filters_and_upsert(database: Database, reader: Reader) -> None:
    """Rows are filtered, ordered and counted, and some are changed and others added in one call."""
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        added = parcels.add_many([Parcel(code=code, weight=w, details={}) for w, code in enumerate("abc")])
        session.commit()
        rows, total = parcels.list_and_count(
            CollectionFilter("code", ["a", "c", "z"]), OrderBy("weight", "desc"), LimitOffset(1, 0)
        )
        number = parcels.count(SearchFilter("code", "B", True))
        parcels.upsert_many(
            [Parcel(id=added[0].id, code="a2", weight=7, details=None), Parcel(code="d", weight=8, details={"n": 1})]
        )
        session.commit()
    assert ([parcel.code for parcel in rows], total, number) == (["c"], 2, 1)
    found = sorted((row["code"], row["weight"]) for row in reader.rows("library_front_parcel"))
    assert found == [("a2", 7), ("b", 1), ("c", 2), ("d", 8)]


def counted(database: Database, sql: Watching, work: Any) -> int:
    """How many statements a piece of work sends."""
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        rows = parcels.add_many([Parcel(code=f"{n}", weight=n, details=None) for n in range(100)])
        session.commit()
        with sql() as statements:
            work(parcels, rows)
            session.commit()
    return len([text for text in statements if text.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE", "SELECT"}])


@proves("overview.bulk-dialect-enhancements")
def test_many_rows_are_added(database: Database, reader: Reader, sql: Watching) -> None:
    """A hundred rows take a tenth as many statements at most."""

    def work(parcels: ParcelRepository, rows: list[Parcel]) -> None:
        parcels.add_many([Parcel(code=f"new {row.code}", weight=1, details=None) for row in rows])

    number = counted(database, sql, work)
    assert reader.count("library_front_parcel") == 200
    assert number <= 10, f"100 rows were added with {number} statements"


@proves("overview.bulk-dialect-enhancements")
def test_many_rows_are_updated(database: Database, reader: Reader, sql: Watching) -> None:
    """A hundred rows take a tenth as many statements at most."""

    def work(parcels: ParcelRepository, rows: list[Parcel]) -> None:
        parcels.update_many([Parcel(id=row.id, code=row.code, weight=-1, details=None) for row in rows])

    number = counted(database, sql, work)
    assert {row["weight"] for row in reader.rows("library_front_parcel")} == {-1}
    assert number <= 10, f"100 rows were updated with {number} statements"


@proves("overview.bulk-dialect-enhancements")
def test_many_rows_are_deleted(database: Database, reader: Reader, sql: Watching) -> None:
    """Seventy-five of a hundred rows take a tenth as many statements at most."""

    def work(parcels: ParcelRepository, rows: list[Parcel]) -> None:
        parcels.delete_many([row.id for row in rows[:75]])

    number = counted(database, sql, work)
    assert sorted(row["weight"] for row in reader.rows("library_front_parcel")) == list(range(75, 100))
    assert number <= 10, f"75 rows were deleted with {number} statements"


@proves("overview.bulk-upsert")
def test_many_rows_are_upserted(database: Database, reader: Reader, sql: Watching) -> None:
    """A hundred rows, half of which are there, take a tenth as many statements at most."""

    def work(parcels: ParcelRepository, rows: list[Parcel]) -> None:
        known = [Parcel(id=row.id, code=row.code, weight=-1, details=None) for row in rows[:50]]
        parcels.upsert_many([*known, *(Parcel(code=f"new {n}", weight=-1, details=None) for n in range(50))])

    number = counted(database, sql, work)
    weights = [row["weight"] for row in reader.rows("library_front_parcel")]
    assert sorted(weights) == [-1] * 100 + list(range(50, 100))
    assert number <= 10, f"100 rows were upserted with {number} statements"


@proves("overview.bulk-upsert")
def test_attribute_called_otherwise_than_its_column(database: Database, reader: Reader) -> None:
    """Upserts write an attribute whose column has another name, of rows that are there and of new ones."""
    with database.session() as session:
        parcels = ParcelRepository(session=session)
        added = parcels.add(Parcel(code="a", weight=1, details=None, colour="red"))
        session.commit()
        parcels.upsert_many(
            [
                Parcel(id=added.id, code="a", weight=2, details=None, colour="blue"),
                Parcel(code="b", weight=3, details=None, colour="green"),
            ]
        )
        session.commit()
    found = sorted((row["code"], row["weight"], row["paint"]) for row in reader.rows("library_front_parcel"))
    assert found == [("a", 2, "blue"), ("b", 3, "green")], f"the upserted rows are {found}"

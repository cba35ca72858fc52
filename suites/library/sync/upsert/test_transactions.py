# Generated from suites/library/upsert/test_transactions.py by `python -m tools.twin`; do not edit.
"""Upserts and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from sqlalchemy import Engine, event

from assay.checking import HARNESS, Reader, proves
from reference_app.library.upserts.models import Gauge, Item, Twin
from reference_app.sync.library.database import Database
from reference_app.sync.library.upserts.repositories import GaugeRepository, ItemRepository, TwinRepository
from suites.library.sync.marks import BOTH
from suites.library.sync.upsert.goods import items, key, raised, rows, stored

MODELS = (Gauge, Item, Twin)


def data() -> list[Any]:
    """A known item and a new one."""
    return [Item(sku="a", name="A", amount=1, state="x"), Item(sku="n", name="N", amount=2, state="y")]


@proves("upsert.in-transaction")
@BOTH
def test_rollback(database: Database, reader: Reader, no_merge: bool) -> None:
    """It takes all of it back, in all columns."""
    items(reader, "a", "b")
    before = stored(reader)
    with database.session() as session:
        ItemRepository(session=session).upsert_many(data(), match_fields=["sku"], no_merge=no_merge)
        session.rollback()
    assert stored(reader) == before


@proves("upsert.in-transaction")
@BOTH
def test_nothing_is_committed_before_the_commit(database: Database, reader: Reader, no_merge: bool) -> None:
    """A session that is closed without a commit leaves nothing."""
    items(reader, "a")
    before = stored(reader)
    with database.session() as session:
        ItemRepository(session=session).upsert_many(data(), match_fields=["sku"], no_merge=no_merge)
    assert stored(reader) == before


@proves("upsert.in-transaction")
@BOTH
@pytest.mark.parametrize("said", ["call", "repository"])
def test_auto_commit(database: Database, reader: Reader, no_merge: bool, said: str) -> None:
    """With auto_commit a later rollback takes nothing back; what is returned can be read."""
    items(reader, "a")
    with database.session() as session:
        repository = ItemRepository(session=session, auto_commit=said == "repository")
        returned = repository.upsert_many(
            data(), match_fields=["sku"], no_merge=no_merge, auto_commit=True if said == "call" else None
        )
        session.rollback()
        names = sorted(str(item.name) for item in returned)
    assert names == ["A", "N"]
    assert rows(reader, "library_up_item", "sku", "name", "amount") == [("a", "A", 1), ("n", "N", 2)]


@proves("upsert.in-transaction", needs=("savepoints",))
@BOTH
def test_savepoint(database: Database, reader: Reader, no_merge: bool) -> None:
    """A savepoint that is rolled back takes its own upsert back, and not the one before."""
    items(reader, "a", "b")
    with database.session() as session:
        repository = ItemRepository(session=session)
        repository.upsert_many(data(), match_fields=["sku"], no_merge=no_merge)
        savepoint = session.begin_nested()
        repository.upsert_many(
            [Item(sku="b", name="B", amount=9, state="z"), Item(sku="m", name="M", amount=9, state="z")],
            match_fields=["sku"],
            no_merge=no_merge,
        )
        savepoint.rollback()
        session.commit()
    assert rows(reader, "library_up_item", "sku", "name", "amount") == [
        ("a", "A", 1),
        ("b", "old b", 20),
        ("n", "N", 2),
    ]


@proves("upsert.in-transaction")
@BOTH
def test_failure_takes_all_of_it_back(database: Database, reader: Reader, no_merge: bool) -> None:
    """One item that cannot be stored: after the rollback none is."""
    reader.insert("library_up_twin", {"id": key(1), "left_code": "a", "right_code": "ra", "amount": 1})
    bad: Any = None
    with database.session() as session:
        error = raised(
            TwinRepository(session=session).upsert_many,
            [
                Twin(left_code="a", right_code="rx", amount=2),
                Twin(left_code="n", right_code="rn", amount=3),
                Twin(left_code="m", right_code=bad, amount=4),
            ],
            match_fields=["left_code"],
            no_merge=no_merge,
        )
        session.rollback()
    assert isinstance(error, RepositoryError), f"NULL where there must be a value is told as {error!r}"
    assert rows(reader, "library_up_twin", "left_code", "right_code", "amount") == [("a", "ra", 1)]


@contextmanager
def arriving(reader: Reader, row: dict[str, Any]) -> Iterator[None]:
    """Another session stores a gauge, just before the first one that is inserted within the block."""
    waiting = [row]

    def note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        ours = connection.get_execution_options().get(next(iter(HARNESS)))
        if waiting and not ours and statement.lstrip().startswith("INSERT") and "library_up_gauge" in statement:
            reader.insert("library_up_gauge", waiting.pop())

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert waiting == [], "no gauge was inserted"


@proves("upsert.concurrent")
@BOTH
def test_two_sessions_at_once(database: Database, reader: Reader, no_merge: bool) -> None:
    """One row for each key, whoever comes first; the loser may be told so, and its second try succeeds."""
    reader.insert("library_up_gauge", {"code": "a", "value": 0, "unit": "m"})
    data = [("a", 1), ("n", 1)]
    with database.session() as session:
        repository = GaugeRepository(session=session)
        with arriving(reader, {"code": "n", "value": 5, "unit": "s"}):
            error = raised(
                repository.upsert_many, [Gauge(code=code, value=value) for code, value in data], no_merge=no_merge
            )
        if error is not None:
            session.rollback()
            repository.upsert_many([Gauge(code=code, value=value) for code, value in data], no_merge=no_merge)
        session.commit()
    assert error is None or isinstance(error, RepositoryError), f"told as {error!r}"
    assert rows(reader, "library_up_gauge", "code", "value", "unit") == [("a", 1, "m"), ("n", 1, "s")]


@proves("upsert.concurrent")
def test_native_statement_has_no_loser(database: Database, reader: Reader) -> None:
    """One statement that inserts and updates does not fail on a row that has just come."""
    with database.session() as session:
        with arriving(reader, {"code": "n", "value": 5, "unit": "s"}):
            error = raised(GaugeRepository(session=session).upsert_many, [Gauge(code="n", value=1)])
        session.commit() if error is None else session.rollback()
    assert error is None, f"told as {error!r}"
    assert rows(reader, "library_up_gauge", "code", "value", "unit") == [("n", 1, "s")]

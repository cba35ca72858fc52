# Generated from suites/library/ops/test_upsert_with_unique_key.py by `python -m tools.twin`; do not edit.
"""Statements that know a row by a unique key which is not its primary key."""

from __future__ import annotations

from typing import Any

from assay.checking import Reader, proves
from reference_app.library.stocks.models import Label
from reference_app.sync.library.database import Database
from reference_app.sync.library.stocks.writing import dialect_of, put, put_many
from suites.library.sync.ops.documented_dialects import INSERTS
from suites.raising import raises

MODELS = (Label,)


def labels(database: Database) -> None:
    """Write two labels."""
    with database.session() as session:
        session.add_all([Label(id=1, text="one", copies=1), Label(id=2, text="two", copies=2)])
        session.commit()


def known(reader: Reader) -> list[tuple[Any, ...]]:
    """All labels, in the order of their ids."""
    return sorted((row["id"], row["text"], row["copies"]) for row in reader.rows("library_stock_label"))


@proves("ops.create-upsert", needs=("unique-constraints",))
def test_primary_key_stays(database: Database, reader: Reader) -> None:
    """A row that is there keeps its primary key, whatever was given with its unique value."""
    labels(database)
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            put(database, Label, {"id": 3, "text": "one", "copies": 9}, ["text"])
        return
    put(database, Label, {"id": 3, "text": "one", "copies": 9}, ["text"])
    put(database, Label, {"id": 4, "text": "four", "copies": None}, ["text"])
    assert known(reader) == [(1, "one", 9), (2, "two", 2), (4, "four", None)]


@proves("ops.create-upsert-many", needs=("unique-constraints",))
def test_primary_keys_stay(database: Database, reader: Reader) -> None:
    """As for one row; and nothing changes where there is no column to change."""
    labels(database)
    rows = [{"id": 3, "text": "one", "copies": 9}, {"id": 4, "text": "four", "copies": None}]
    if dialect_of(database) not in INSERTS:
        with raises(NotImplementedError):
            put_many(database, Label, rows, ["text"])
        return
    put_many(database, Label, rows, ["text"])
    put_many(database, Label, [{"id": 5, "text": "two"}, {"id": 6, "text": "six"}], ["text"])
    assert known(reader) == [(1, "one", 9), (2, "two", 2), (4, "four", None), (6, "six", None)]

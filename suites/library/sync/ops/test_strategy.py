# Generated from suites/library/ops/test_strategy.py by `python -m tools.twin`; do not edit.
"""``resolve_upsert_strategy``: which statement there is for a table and the columns that know a row."""

from __future__ import annotations

import pytest
from advanced_alchemy import operations
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, UniqueConstraint, func

from assay.checking import proves
from reference_app.sync.library.database import Database
from reference_app.sync.library.stocks.writing import dialect_of
from suites.library.sync.ops.documented_dialects import INSERTS, MERGES
from suites.library.sync.ops.stock import ITEM, LABEL, SHELF
from suites.raising import raises

MODELS = ()


def kind(database: Database) -> str:
    """What the documentation names for the program's dialect, where the columns are the primary key."""
    name = dialect_of(database)
    return "on_conflict" if name in INSERTS else "merge" if name in MERGES else "insert_or_update"


def table(*parts: Index | UniqueConstraint, name: str = "t") -> Table:
    """A table of four columns; no key is its primary key but ``id``."""
    columns = [Column(column, String(20)) for column in ("a", "b", "c")]
    return Table(name, MetaData(), Column("id", Integer, primary_key=True), *columns, *parts)


@proves("ops.resolve-upsert-strategy")
def test_primary_key(database: Database) -> None:
    """The primary key has the dialect's own statement; of two columns in either order, and of each once."""
    dialect = database.engine.dialect
    for given, known, columns in (
        (["sku"], ITEM, {"sku"}),
        (["room", "number"], SHELF, {"room", "number"}),
        (["number", "room", "number"], SHELF, {"room", "number"}),
    ):
        found = operations.resolve_upsert_strategy(known, given, dialect)
        assert (found.kind, set(found.conflict_columns)) == (kind(database), columns)
        assert (found.dialect_name, len(found.conflict_columns)) == (dialect.name, len(columns))


@proves("ops.resolve-upsert-strategy")
def test_name_instead_of_a_dialect(database: Database) -> None:
    """The dialect's name gives the same kind and columns as the dialect."""
    by_dialect = operations.resolve_upsert_strategy(ITEM, ["sku"], database.engine.dialect)
    by_name = operations.resolve_upsert_strategy(ITEM, ["sku"], dialect_of(database))
    assert by_name[0] == by_dialect[0] == kind(database)
    assert by_name.conflict_columns == by_dialect.conflict_columns == ("sku",)
    unknown = operations.resolve_upsert_strategy(ITEM, ["sku"], "no-such-dialect")
    assert (unknown.kind, unknown.supports_returning) == ("fallback", False)


@proves("ops.resolve-upsert-strategy")
def test_returning_is_that_of_the_dialect(database: Database) -> None:
    """RETURNING is promised only where the dialect can do it."""
    found = operations.resolve_upsert_strategy(ITEM, ["sku"], database.engine.dialect)
    assert (found.supports_returning, database.engine.dialect.insert_returning) != (True, False)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(["order"], id="not-unique"),
        pytest.param(["sku", "order"], id="more-than-the-key"),
        pytest.param(["nothing"], id="unknown"),
        pytest.param(["sku", "nothing"], id="key-and-unknown"),
        pytest.param(["select"], id="name-of-the-column"),
    ],
)
@proves("ops.resolve-upsert-strategy")
def test_columns_that_are_no_key(database: Database, fields: list[str]) -> None:
    """What is no key of the table falls back."""
    found = operations.resolve_upsert_strategy(ITEM, fields, database.engine.dialect)
    assert (found.kind, found.supports_returning) == ("fallback", False)
    assert set(found.conflict_columns) == set(fields)


@proves("ops.resolve-upsert-strategy")
def test_part_of_a_key(database: Database) -> None:
    """One of the two columns of a key falls back: it knows no row."""
    for fields in (["room"], ["number"]):
        assert operations.resolve_upsert_strategy(SHELF, fields, database.engine.dialect).kind == "fallback"


@proves("ops.resolve-upsert-strategy")
def test_no_columns(database: Database) -> None:
    """No columns are ValueError."""
    with raises(ValueError, match="must not be empty"):
        operations.resolve_upsert_strategy(ITEM, [], database.engine.dialect)


@proves("ops.resolve-upsert-strategy")
def test_keys_that_hold_not_always(database: Database) -> None:
    """A key that is deferrable or of an expression falls back, and so does an index that is not unique."""
    dialect = database.engine.dialect
    for found in (
        table(UniqueConstraint("a", deferrable=True, initially="DEFERRED")),
        table(Index("i", "a")),
    ):
        assert operations.resolve_upsert_strategy(found, ["a"], dialect).kind == "fallback"
    lower = table()
    Index("low", func.lower(lower.c.a), unique=True)
    assert operations.resolve_upsert_strategy(lower, ["a"], dialect).kind == "fallback"


@proves("ops.resolve-upsert-strategy")
def test_tables_of_one_name(database: Database) -> None:
    """Two tables of one name do not share an answer, and a key that is added later counts."""
    dialect = database.engine.dialect
    first = Table("t", MetaData(), Column("a", String(20), primary_key=True), Column("b", String(20)))
    second = Table("t", MetaData(), Column("a", String(20)), Column("b", String(20), primary_key=True))
    answers = [operations.resolve_upsert_strategy(found, ["a"], dialect).kind for found in (first, second, first)]
    assert answers == [kind(database), "fallback", kind(database)]
    assert operations.resolve_upsert_strategy(LABEL, ["id", "text"], dialect).kind == "fallback"

"""What is in a database's catalogue, read without the library under test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from assay.checking import HARNESS

VERSION_TABLE = "alembic_versions"
"""Where the library keeps the revision that a database is at."""


@dataclass(frozen=True)
class Table:
    """A table as the database describes it; names of foreign keys are left out, as products make them up.

    Args:
        columns: Type and nullability by name.
        key: The primary key's columns.
        references: Foreign keys: columns, table, its columns.
        unique: Names and columns of what is unique, by constraint or index: some products call each both.
        indexes: Names and columns of the other indexes that no constraint brought.
    """

    columns: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    references: tuple[tuple[Any, ...], ...] = ()
    unique: tuple[tuple[Any, ...], ...] = ()
    indexes: tuple[tuple[Any, ...], ...] = ()


def describe(url: str) -> dict[str, Table]:
    """All tables but the version table."""
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").execution_options(**HARNESS)
    try:
        with engine.connect() as connection:
            return _tables(sa.inspect(connection))
    finally:
        engine.dispose()


def types_and_sequences(url: str) -> set[str]:
    """Names of what is in the catalogue beside tables: sequences, enum types and views."""
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").execution_options(**HARNESS)
    try:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            found = set(inspector.get_view_names())
            if connection.dialect.supports_sequences:
                found.update(inspector.get_sequence_names())
            if hasattr(inspector, "get_enums"):
                found.update(enum["name"] for enum in inspector.get_enums())
            return found
    finally:
        engine.dispose()


def _tables(inspector: sa.Inspector) -> dict[str, Table]:
    """Asked of all tables at once: one by one it takes some products five statements for each."""
    columns = _by_name(inspector.get_multi_columns())
    keys = _by_name(inspector.get_multi_pk_constraint())
    references = _by_name(inspector.get_multi_foreign_keys())
    constraints = _by_name(inspector.get_multi_unique_constraints())
    indexes = _by_name(inspector.get_multi_indexes())
    return {
        name: _table(columns[name], keys.get(name), references.get(name), constraints.get(name), indexes.get(name))
        for name in inspector.get_table_names()
        if name != VERSION_TABLE
    }


def _by_name(found: Mapping[tuple[str | None, str], Any]) -> dict[str, Any]:
    return {name: said for (_, name), said in found.items()}


def _table(columns: Any, key: Any, references: Any, constraints: Any, indexes: Any) -> Table:
    references, constraints = references or (), constraints or ()
    # some products make an index for each constraint, and show it
    made = {c["name"] for c in constraints} | {c["name"] for c in references}
    indexes = [i for i in indexes or () if i["name"] not in made]
    return Table(
        columns={c["name"]: (str(c["type"]), bool(c["nullable"])) for c in columns},
        key=_columns((key or {}).get("constrained_columns")),
        references=_sorted(
            (_columns(r["constrained_columns"]), r["referred_table"], _columns(r["referred_columns"]))
            for r in references
        ),
        unique=_sorted(
            (u["name"], _columns(u["column_names"])) for u in (*constraints, *(i for i in indexes if i["unique"]))
        ),
        indexes=_sorted((i["name"], _columns(i["column_names"])) for i in indexes if not i["unique"]),
    )


def _sorted(found: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """Each once, in an order that is the same in every run."""
    return tuple(sorted(set(found), key=str))


def _columns(names: object) -> tuple[str, ...]:
    """The names of columns that a description has; its items are of many types."""
    return tuple(str(name) for name in names) if isinstance(names, Iterable) else ()

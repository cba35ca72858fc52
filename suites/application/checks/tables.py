"""The tables of each configuration can be created, and are there as the models say."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from .bench import Bench, Database
from .lines import Missed, Untried
from .rows import models_of
from .scripts import on_a_connection

CHECK = "tables"
CLAIM = "The table can be created on the target, and has the columns that the model says."


def own_tables(database: Database) -> list[sa.Table]:
    """The tables of a configuration, those first to which others refer."""
    return [table for table in database.tables if not table.info.get("is_view")]


def check(bench: Bench, database: Database) -> None:
    """Create all tables at once, as the library does at the start; if that fails, one after the other."""
    tables = own_tables(database)
    if not tables:
        bench.untried(CHECK, database.name, CLAIM, "its metadata has no tables")
        return
    failed: dict[sa.Table, BaseException] = {}
    try:
        database.connection(database.create_all)
    except Exception:  # noqa: BLE001 - whose fault it is is seen table by table
        for table in tables:
            try:
                database.connection(lambda connection, one=table: one.create(connection, checkfirst=True))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001 - told below
                failed[table] = error
    there = bench.witness.tables(database.slot)
    for table in tables:
        script = "".join(_script(database, table))
        bench.check(CHECK, table.fullname, CLAIM, lambda one=table: _one(one, failed, there), script)  # type: ignore[misc]


def _one(table: sa.Table, failed: dict[sa.Table, BaseException], there: dict[str, list[str]]) -> list[str]:
    waits = [one.referred_table.name for one in table.foreign_key_constraints if one.referred_table in failed]
    if table in failed:
        if waits and table.name not in waits:
            raise Untried(f"it refers to {', '.join(waits)}, which cannot be created")
        raise failed[table]
    if table.schema:
        raise Untried(f"it is in a schema of its own, {table.schema!r}: the reader looks at the default one")
    found = there.get(table.name.lower())
    if found is None:
        raise Missed(f"create_all ended without an error, and there is no table {table.name}")
    missing = {column.name.lower() for column in table.columns} - {name.lower() for name in found}
    if missing:
        raise Missed(f"the table has no {', '.join(sorted(missing))}: its columns are {', '.join(found)}")
    return [f"columns: {', '.join(found)}"]


def _script(database: Database, table: sa.Table) -> Iterator[str]:
    mapper = next((m for m in models_of(database) if m.local_table is table), None)
    if mapper is not None:
        yield on_a_connection(f"Creates the table {table.name}.", mapper, ["pass"], is_async=database.is_async)


def usable(bench: Bench, table: sa.Table) -> None:
    """Raise if a check cannot use a table.

    Raises:
        Untried: It was not created.
    """
    if table.schema:
        raise Untried(f"it is in a schema of its own, {table.schema!r}: the reader looks at the default one")
    if bench.said.get(f"{CHECK}:{table.fullname}") in {"fail", "not-run"}:
        raise Untried("its table could not be created")


__all__ = ["CHECK", "check", "own_tables", "usable"]

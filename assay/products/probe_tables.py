"""Tables that the probes of capabilities try with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from assay.products.probed_space import ProbedSpace


class Tables:
    """Tables to try with; each try has its own, so that nothing is left of another."""

    def __init__(self) -> None:
        self.metadata = sa.MetaData()
        self.words = self.table("assay_words", sa.Column("word", sa.String(20)))

    def table(self, name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
        """A table whose key is a number that the program gives, with these further columns."""
        return sa.Table(
            name, self.metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), *columns
        )


@contextmanager
def opened(place: ProbedSpace, **options: Any) -> Iterator[tuple[sa.Engine, Tables]]:
    """An engine on the space, and the tables to try with, none of which is created yet."""
    engine = place.engine(**options)
    try:
        yield engine, Tables()
    finally:
        engine.dispose()


def filled(engine: sa.Engine, table: sa.Table, *rows: dict[str, Any]) -> None:
    """Create a table, and insert rows one by one."""
    with engine.begin() as connection:
        table.create(connection)
    with engine.begin() as connection:
        for row in rows:
            connection.execute(sa.insert(table), row)


def made(engine: sa.Engine, table: sa.Table) -> bool:
    """Whether the database, or the dialect for it, makes a table."""
    try:
        filled(engine, table)
    except Exception:  # noqa: BLE001 - a dialect that has no word for it raises what it likes
        return False
    return True


def refused(engine: sa.Engine, *statements: sa.Executable) -> bool:
    """Whether the database refuses one of some statements, or the commit after them."""
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
    except DBAPIError:
        return True
    return False

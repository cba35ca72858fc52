"""The independent reader: plain SQLAlchemy Core on its own connection, never through the library under test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from assay.checking.recorder import DEFINES
from assay.domain.administration import HARNESS
from assay.domain.errors import HarnessError
from assay.domain.servers import Space
from assay.domain.targets import Backend


class ReaderError(HarnessError):
    """The reader itself could not read or write: not a verdict about the library."""


class Reader:
    """Reads and seeds one space.

    Every statement is a transaction of its own, so that a read sees what is committed, and nothing else.

    Args:
        backend: Whose dialect and value conversions to use.
        space: Where.
    """

    def __init__(self, backend: Backend, space: Space) -> None:
        self._backend = backend
        self._engine = sa.create_engine(space.url, poolclass=NullPool, isolation_level="AUTOCOMMIT").execution_options(
            **HARNESS
        )
        self._opened: sa.Connection | None = None
        self._metadata = sa.MetaData()
        sa.event.listen(self._metadata, "column_reflect", lambda _inspector, _table, column: backend.reflected(column))
        self.written: set[str] = set()
        self.defined = False
        """Whether a check changed through it which tables there are."""

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """The connection, which is kept for the next statement unless that would keep other processes out."""
        if self._opened is None or self._opened.invalidated:
            self._opened = self._engine.connect()
        try:
            yield self._opened
        finally:
            if self._backend.one_process_at_a_time:
                self.close()

    def close(self) -> None:
        """Give the connection back."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._engine.dispose()

    def execute(self, statement: str | sa.Executable, parameters: Any = None) -> list[Mapping[str, Any]]:
        """Run a statement and give its rows, if it has any, as mappings of unconverted values.

        Raises:
            ReaderError: The database refused it.
        """
        if isinstance(statement, str):
            if DEFINES.match(statement):
                self.defined = True
                self.forget()
            statement = sa.text(statement)
        try:
            with self._connected() as connection:
                result = connection.execute(statement, parameters)
                return [dict(row) for row in result.mappings()] if result.returns_rows else []
        except SQLAlchemyError as error:
            raise ReaderError(f"the independent reader failed: {error}") from error

    def table(self, name: str) -> sa.Table:
        """The table as the database itself describes it.

        Raises:
            ReaderError: There is no such table.
        """
        if name not in self._metadata.tables:
            try:
                with self._connected() as connection:
                    sa.Table(name, self._metadata, autoload_with=connection)
            except SQLAlchemyError as error:
                raise ReaderError(f"the independent reader cannot describe table {name!r}: {error}") from error
        return self._metadata.tables[name]

    def forget(self) -> None:
        """Forget how tables look: after DDL."""
        self._metadata.clear()

    def names(self) -> list[str]:
        """Names of the tables that exist now, as the database has them."""
        with self._connected() as connection:
            return sa.inspect(connection).get_table_names()

    def tables(self) -> set[str]:
        """Names of the tables that exist now, in lower case."""
        return {name.lower() for name in self.names()}

    def columns(self, name: str) -> dict[str, Any]:
        """The columns of a table by name, as reflection reports them now."""
        with self._connected() as connection:
            return {str(c["name"]): c for c in sa.inspect(connection).get_columns(name)}

    def rows(self, name: str, /, **equal: Any) -> list[dict[str, Any]]:
        """All rows of a table, or those whose columns equal the given values, in Python's types."""
        table = self.table(name)
        query = sa.select(table)
        for column, value in equal.items():
            query = query.where(table.c[column] == self._backend.to_database(table.c[column], value))
        return [
            {key: self._backend.to_python(table.c[key], value) for key, value in row.items()}
            for row in self.execute(query)
        ]

    def row(self, name: str, /, **equal: Any) -> dict[str, Any] | None:
        """The one row whose columns equal the given values, or None.

        Raises:
            ReaderError: There are several.
        """
        found = self.rows(name, **equal)
        if len(found) > 1:
            raise ReaderError(f"{len(found)} rows of {name} match {equal}, where one was expected")
        return found[0] if found else None

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(next(iter(self.execute(sa.select(sa.func.count()).select_from(self.table(name)))[0].values())))

    def insert(self, name: str, *rows: Mapping[str, Any]) -> None:
        """Write rows, committed before the call returns."""
        table = self.table(name)
        self.written.add(name)
        values = [{key: self._backend.to_database(table.c[key], value) for key, value in row.items()} for row in rows]
        if values:
            self.execute(sa.insert(table), values)

    def empty(self, names: Iterable[str]) -> None:
        """Delete all rows of the named tables, children before parents; tables that are not there are passed over."""
        wanted = {name.lower() for name in names}
        if not wanted:
            return
        missing = wanted - set(self._metadata.tables)
        present = self.tables() if missing else set()
        for name in missing & present:
            self.table(name)
        tables = [table for table in reversed(self._metadata.sorted_tables) if table.name.lower() in wanted]
        if not tables:
            return
        try:
            with self._connected() as connection:
                self._backend.delete_rows(connection, tables)
        except SQLAlchemyError as error:
            raise ReaderError(f"the independent reader failed: {error}") from error

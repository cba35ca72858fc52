"""The independent reader of an application's checks: it answers what their process asks, on a connection of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from assay.checking.reader import Reader
from assay.domain.administration import connect
from assay.domain.errors import AssayError, HarnessError
from assay.domain.servers import Space
from assay.domain.targets import Backend
from assay.servers.waiting import one_line


class Observer:
    """Reads and clears the databases that an application was given.

    Args:
        backend: Their product.
        spaces: The databases, in the order in which the application asks for some.
    """

    def __init__(self, backend: Backend, spaces: Sequence[Space]) -> None:
        self._backend, self._spaces = backend, spaces
        self._readers = [Reader(backend, space) for space in spaces]
        self._questions: dict[str, Callable[..., Any]] = {
            "tables": self._tables,
            "rows": self._rows,
            "count": self._count,
            "empty": self._empty,
            "delete": self._delete,
            "holds": self._holds,
            "drop_all": self._drop_all,
        }

    def answer(self, question: str, slot: int, about: Mapping[str, Any]) -> Any:
        """Answer a question about one of the databases.

        Args:
            question: ``tables``, ``rows``, ``count``, ``empty``, ``delete``, ``holds`` or ``drop_all``.
            slot: The database.
            about: What else is to be known, by name.

        Raises:
            HarnessError: It cannot be answered; in one line.
        """
        if not 0 <= slot < len(self._readers):
            raise HarnessError(f"the application has no database {slot} of Assay's")
        try:
            return self._questions[question](slot, **about)
        except (AssayError, SQLAlchemyError, OSError) as error:
            raise HarnessError(one_line(error)) from None

    def close(self) -> None:
        """Give the connections back."""
        for reader in self._readers:
            reader.close()

    def _tables(self, slot: int) -> dict[str, list[str]]:
        reader = self._readers[slot]
        reader.forget()
        return {name.lower(): list(reader.columns(name)) for name in reader.names()}

    def _rows(self, slot: int, table: str, equal: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self._readers[slot].rows(table, **equal)

    def _count(self, slot: int, table: str) -> int:
        return self._readers[slot].count(table)

    def _empty(self, slot: int, tables: Iterable[str]) -> None:
        """Delete the rows of tables, which may also refer to each other."""
        reader = self._readers[slot]
        wanted = {table.lower() for table in tables}
        described = [reader.table(name) for name in reader.names() if name.lower() in wanted]
        if described:
            order = reversed(described[0].metadata.sorted_tables)
            with connect(self._spaces[slot].url) as connection:
                self._backend.delete_all_rows(connection, [table for table in order if table.name.lower() in wanted])

    def _delete(self, slot: int, table: str, equal: Mapping[str, Any]) -> None:
        described = self._readers[slot].table(table)
        conditions = [described.c[c] == self._backend.to_database(described.c[c], v) for c, v in equal.items()]
        self._readers[slot].execute(sa.delete(described).where(*conditions))

    def _holds(self, slot: int, expression: str, rows: Sequence[Mapping[str, Any]], alias: str) -> list[bool | None]:
        described = self._readers[slot].table(alias)
        return [self._one_holds(self._readers[slot], described, expression, row) for row in rows]

    def _one_holds(self, reader: Reader, table: sa.Table, expression: str, row: Mapping[str, Any]) -> bool | None:
        """Whether a condition holds of values, without a row of them; None if the database cannot take them."""
        # A column of which nothing is asked need not have a type that the database can cast to.
        used = {
            name: None if value is None else self._backend.to_database(table.c[name], value)
            for name, value in row.items()
            if re.search(rf"\b{re.escape(name)}\b", expression, re.IGNORECASE)
        }
        case = sa.case((sa.text(f"({expression})"), 1), (sa.text(f"NOT ({expression})"), 0), else_=2)
        for bare in (False, True):  # Spanner casts to no text of a length
            values = [_literal(table.c[name], given, bare=bare) for name, given in used.items()]
            asked = sa.select(case.label("holds"))
            if values:
                asked = asked.select_from(sa.select(*values).subquery(table.name))
            try:
                found = reader.execute(asked)
            except AssayError:
                continue
            break
        else:
            return None
        # A constraint whose condition is unknown, as with NULL, refuses nothing.
        return int(next(iter(found[0].values()))) != 0

    def _drop_all(self, slot: int) -> None:
        reader = self._readers[slot]
        reader.close()
        reader.forget()
        metadata = sa.MetaData()
        with connect(self._spaces[slot].url) as connection:
            metadata.reflect(connection)
            metadata.drop_all(connection)


def _literal(column: sa.Column[Any], value: Any, *, bare: bool) -> sa.Label[Any]:
    literal = sa.literal(value, column.type)
    is_text = isinstance(column.type, sa.String)
    return (literal if bare and is_text else sa.cast(literal, column.type)).label(column.name)

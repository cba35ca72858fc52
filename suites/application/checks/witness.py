"""The independent reader, as checks ask it: its answers come from Assay's own process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .lines import Unmatched
from .wire import packed, unpacked


class Witness:
    """Reads and clears the databases of Assay's own that the application was given.

    Args:
        ask: Sends a question to Assay's process, and gives the answer: ``{"is": ...}``, or ``{"failed": "why"}``.
    """

    def __init__(self, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._ask = ask
        self.before: Callable[[], None] = lambda: None
        """Called before each question."""

    def _asked(self, slot: int, question: str, **about: Any) -> Any:
        self.before()
        answer = self._ask({"ask": question, "slot": slot, **{key: packed(value) for key, value in about.items()}})
        if "failed" in answer:
            raise Unmatched(f"the independent reader: {answer['failed']}")
        return unpacked(answer["is"])

    def tables(self, slot: int) -> dict[str, list[str]]:
        """The tables that are there now, in lower case, with the names of their columns."""
        found: dict[str, list[str]] = self._asked(slot, "tables")
        return found

    def rows(self, slot: int, table: str, equal: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a table, or those whose columns equal the values."""
        found: list[dict[str, Any]] = self._asked(slot, "rows", table=table, equal=dict(equal or {}))
        return found

    def count(self, slot: int, table: str) -> int:
        """How many rows a table has."""
        return int(self._asked(slot, "count", table=table))

    def empty(self, slot: int, tables: Iterable[str]) -> None:
        """Delete all rows of tables, children first."""
        self._asked(slot, "empty", tables=list(tables))

    def delete(self, slot: int, table: str, equal: Mapping[str, Any]) -> None:
        """Delete the rows whose columns equal the values."""
        self._asked(slot, "delete", table=table, equal=dict(equal))

    def drop_all(self, slot: int) -> None:
        """Drop all tables."""
        self._asked(slot, "drop_all")

    def holds(self, slot: int, expression: str, rows: list[dict[str, Any]], alias: str) -> list[bool | None]:
        """For each row, whether a condition of SQL holds of it; None if the database cannot say.

        Args:
            slot: The database.
            expression: The condition, in terms of columns.
            rows: Values by column.
            alias: What the rows are called in the condition: the table's name.
        """
        found: list[bool | None] = self._asked(slot, "holds", expression=expression, rows=rows, alias=alias)
        return found

"""What the application sent to the database, and what was raised inside it, while a check ran."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

from sqlalchemy import ClauseElement, Engine, event
from sqlalchemy.engine import ExceptionContext

_WRITTEN = re.compile(
    r"^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE
)
DEFINES = re.compile(r"\s*(?:CREATE|ALTER|DROP|RENAME)\s", re.IGNORECASE)
"""Statements after which the tables may be others."""
_KEPT = 40
_LENGTH = 2000

Watch: TypeAlias = Callable[[], AbstractContextManager[list[str]]]
"""What the fixture ``sql`` is: ``with sql() as statements`` collects what the application sends within the block."""


Builder: TypeAlias = Callable[[str], ClauseElement]
"""Builds a statement for the dialect of a name."""


class Recorder:
    """Listens to every engine of the process and notes statements, written tables and exceptions.

    One per process: SQLAlchemy's class-level event sees the engines that the application makes for itself.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.written: set[str] = set()
        self.defined = False
        """Whether the application changed which tables there are, or how they look."""
        self.elements: list[tuple[ClauseElement, Sequence[Mapping[str, Any]]]] = []
        """The statements before they are compiled, with their values, if :meth:`keep_elements` was asked for."""
        self._keeps_elements = False
        self.builders: list[tuple[Builder, type[ClauseElement] | None]] = []
        """What builds statements that another dialect would be given, and in the place of which kind."""
        self.exceptions: list[BaseException] = []
        self.refusals: list[BaseException] = []
        event.listen(Engine, "before_cursor_execute", self._note)
        event.listen(Engine, "handle_error", self._refused)

    def keep_elements(self) -> None:
        """From now on keep each statement as the application gave it to SQLAlchemy, too."""
        if not self._keeps_elements:
            self._keeps_elements = True
            event.listen(Engine, "before_execute", self._note_element)

    def elsewhere(self, build: Builder, instead_of: type[ClauseElement] | None = None) -> None:
        """Say what would be sent to another database, where the application builds a statement for one dialect.

        Args:
            build: Builds the statement for the dialect of that name.
            instead_of: The kind of the executed statements in whose place it is compiled; by default its own.
        """
        if self._keeps_elements:
            self.builders.append((build, instead_of))

    def close(self) -> None:
        """Stop listening."""
        if self._keeps_elements:
            event.remove(Engine, "before_execute", self._note_element)
        event.remove(Engine, "before_cursor_execute", self._note)
        event.remove(Engine, "handle_error", self._refused)

    def _note(self, connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if connection.get_execution_options().get("assay_harness"):
            return
        self.statements.append(statement)
        if match := _WRITTEN.match(statement):
            self.written.add(match[1].lower())
        elif DEFINES.match(statement):
            self.defined = True

    def _note_element(
        self,
        connection: Any,
        element: ClauseElement,
        many: Sequence[Mapping[str, Any]],
        one: Mapping[str, Any],
        _options: Mapping[str, Any],
    ) -> None:
        if not connection.get_execution_options().get("assay_harness"):
            self.elements.append((element, many or ([one] if one else [])))

    def _refused(self, context: ExceptionContext) -> None:
        options = context.engine.get_execution_options() if context.engine is not None else {}
        if not options.get("assay_harness") and len(self.refusals) < _KEPT:
            self.refusals.append(context.original_exception)

    @property
    def inside(self) -> list[BaseException]:
        """What was raised inside the application: what its handlers let through, else what the database refused.

        An application can keep an error to itself, such as one in a background task or after the answer has started.
        """
        return self.exceptions or self.refusals

    def reset(self) -> None:
        """Forget the statements and exceptions, for the next check; what was written stays until it is cleaned."""
        self.statements.clear()
        self.elements.clear()
        self.builders.clear()
        self.exceptions.clear()
        self.refusals.clear()

    def evidence(self) -> tuple[str, ...]:
        """The statements of the check, for its result line; long ones and long lists are cut, and say so."""
        kept = [s if len(s) <= _LENGTH else f"{s[:_LENGTH]} ... ({len(s)} characters)" for s in self.statements[:_KEPT]]
        if len(self.statements) > _KEPT:
            kept.append(f"... and {len(self.statements) - _KEPT} more statements")
        return tuple(kept)

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        """Collect the statements sent within the block into the list it gives."""
        start = len(self.statements)
        seen: list[str] = []
        try:
            yield seen
        finally:
            seen.extend(self.statements[start:])

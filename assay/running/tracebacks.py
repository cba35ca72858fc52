"""Tracebacks as pytest shows them, without parsing the same source files for each failure.

For each line of a traceback pytest asks where its statement ends, for which it parses the whole file: SQLAlchemy's and
the drivers' are thousands of lines long, and are in most tracebacks of a run.
"""

from __future__ import annotations

import ast
from array import array
from typing import Any

from _pytest._code import code as pytest_code

FUNCTION = "getstatementrange_ast"
_NUMBERS = "_pytest_statement_linenos"
"""Where pytest keeps, at the syntax tree of a file, the numbers of the lines on which its statements begin."""


class StatementRanges:
    """Finds statements as pytest does, and remembers of each file what pytest needs of its syntax tree.

    The numbers of lines are some thousandth part of a syntax tree. A pytest that does not keep them is left to itself.

    Args:
        original: pytest's own function.
    """

    def __init__(self, original: Any) -> None:
        self.original = original
        self._known: dict[tuple[int, int], ast.AST] = {}
        """By a file's content."""

    def __call__(
        self, lineno: int, source: Any, assertion: bool = False, astnode: ast.AST | None = None
    ) -> tuple[ast.AST, int, int]:
        """What pytest's own function gives; see there."""
        key = None
        if astnode is None:
            content = str(source)
            key = hash(content), len(content)
            astnode = self._known.get(key)
        node, start, end = self.original(lineno, source, assertion, astnode)
        numbers = getattr(node, _NUMBERS, None)
        if astnode is None and key is not None and numbers is not None:
            node = ast.Module([], [])
            setattr(node, _NUMBERS, array("l", numbers))
            self._known[key] = node
        return node, start, end

    def install(self) -> None:
        """Be asked in the place of pytest's own function."""
        setattr(pytest_code, FUNCTION, self)

    def remove(self) -> None:
        """Be asked no more."""
        if getattr(pytest_code, FUNCTION) is self:
            setattr(pytest_code, FUNCTION, self.original)


def shared_ranges() -> StatementRanges | None:
    """One for this process; None if pytest has no such function."""
    original = getattr(pytest_code, FUNCTION, None)
    return StatementRanges(original) if original is not None else None

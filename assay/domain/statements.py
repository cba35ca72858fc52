"""What can be said of a statement on a database without a server: it is compiled, and judged by rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement


class CompiledStatements(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the statements of one check.

    Args:
        count: How many statements were compiled.
        problems: What would go wrong with some of them, a sentence each; empty if nothing is known to.
    """

    count: int
    problems: tuple[str, ...] = ()


class StatementRules(Protocol):
    """The rules of one database."""

    def problems(self, statement: ClauseElement, parameters: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        """What would go wrong with a statement, a sentence each.

        Args:
            statement: As the application gave it to SQLAlchemy.
            parameters: The values that it was sent with, one mapping for each execution.
        """
        ...

"""What the statements of a check would come to on databases that have no server in the run: evidence, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ClauseElement

from assay.checking.recorder import Recorder
from assay.domain.catalogue import REFERENCE_TARGET
from assay.domain.statements import CompiledStatements, StatementRules
from assay.domain.targets import Backend
from assay.pool.state import PoolClient
from assay.running.check import Check

_KEPT = 10
"""How many problems of a check are told."""


class Compiling:
    """Compiles the statements of the checks of one target, the reference target.

    Args:
        backends: The backends of the run, of which those count that have rules.
        pool: Where the run's servers are published.
        recorder: What notes the statements.
    """

    def __init__(self, backends: Sequence[Backend], pool: PoolClient, recorder: Recorder) -> None:
        self._backends = [backend for backend in backends if backend.statement_rules is not None]
        self._pool = pool
        self._recorder = recorder

    def _without_server(self, check: Check) -> list[Backend]:
        if check.target.id != REFERENCE_TARGET:
            return []
        return [b for b in self._backends if self._pool.state(b.name).state == "unavailable"]

    def prepare(self, check: Check) -> None:
        """Before the set-up of a check: have its statements kept, if they will be compiled."""
        if self._without_server(check):
            self._recorder.keep_elements()

    def of(self, check: Check) -> dict[str, CompiledStatements]:
        """What would come of the statements of a check, by backend; of a check that sent none nothing."""
        found = {}
        for backend in self._without_server(check):
            if (rules := backend.statement_rules) is None:
                continue
            try:
                elements = self._elements(backend)
            except Exception as error:  # noqa: BLE001 - a builder is code of a check, which has its verdict already
                found[backend.name] = CompiledStatements(count=0, problems=(_cannot("built", error),))
                continue
            if not elements:
                continue
            said = (_problems(rules, element, values) for element, values in elements)
            problems = list(dict.fromkeys(chain.from_iterable(said)))
            if len(problems) > _KEPT:
                problems[_KEPT:] = [f"and {len(problems) - _KEPT} more"]
            found[backend.name] = CompiledStatements(count=len(elements), problems=tuple(problems))
        return found

    def _elements(self, backend: Backend) -> list[tuple[ClauseElement, Sequence[Mapping[str, Any]]]]:
        """What the backend would be given: what was executed, and what would be built for its dialect instead."""
        dialect = backend.drivers[0].dialect.partition("+")[0]
        built = [build(dialect) for build, _ in self._recorder.builders]
        kinds = tuple({kind or type(e) for e, (_, kind) in zip(built, self._recorder.builders, strict=True)})
        return [*((e, v) for e, v in self._recorder.elements if not isinstance(e, kinds)), *((e, ()) for e in built)]


def _problems(rules: StatementRules, element: ClauseElement, values: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """What the rules say; where they fail themselves, that: evidence must not cost a check its verdict."""
    try:
        return rules.problems(element, values)
    except Exception as error:  # noqa: BLE001 - whatever it is, it says nothing of the check
        return [_cannot("judged", error)]


def _cannot(what: str, error: Exception) -> str:
    return f"cannot be {what}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"

"""What of a run was not seen, and so makes a target partial."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from assay.domain.causes import Cause
from assay.reporting.cells import SILENT, Cell, Unseen
from assay.results.context import Asked
from assay.results.lines import Result

_REASON = 200


def silent(cells: Iterable[Cell], asked: Asked) -> dict[str, list[Result]]:
    """The lines that say nothing, by target.

    What no server of a store could be had for says nothing of the target, unless somebody asked for that store.

    Args:
        cells: The cells of a run.
        asked: What it was asked for.
    """
    found: dict[str, list[Result]] = defaultdict(list)
    for cell in cells:
        if cell.not_seen.any and (
            lines := [r for r in cell.results if r.verdict in SILENT and not _optional(r, asked)]
        ):
            found[cell.target] += lines
    return dict(found)


def _optional(line: Result, asked: Asked) -> bool:
    """Whether a line is of a store without a server that nobody asked for by its name."""
    return (
        bool(line.store) and line.cause in (Cause.NO_SERVER, Cause.NOT_SELECTED) and not asked.names_store(line.store)
    )


def counted(lines: Sequence[Result]) -> Unseen:
    """How many checks and features they are."""
    checks = sum(bool(line.check) for line in lines)
    return Unseen(checks, len(lines) - checks)


def described(lines: Sequence[Result]) -> str:
    """How many they are, and the commonest reason."""
    if not lines:
        return "not all was seen: the run did not come to its end, or its results file is damaged"
    reasons = Counter(" ".join((line.reason or line.verdict.value).split())[:_REASON] for line in lines)
    (reason, most), *others = reasons.most_common()
    first = f"{most}: {reason}" if others else reason
    return f"{counted(lines)} not seen: {first}" + (f", and {len(lines) - most} for other reasons" if others else "")

"""A history in words, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.comparison import Version
from assay.reporting.formats.digest import Digest
from assay.reporting.history.runs import History, Point
from assay.reporting.signs import LETTER

_LEAST_SPAN = 0.01


def day(run: Digest) -> str:
    """When a run started, for people."""
    return run.started[:16].replace("T", " ") or "unknown"


def cut(run: Digest) -> str:
    """What is wrong with a run, in brackets: of what it did not come to, it says nothing."""
    said = (run.killed, "killed"), (run.stopped, "stopped"), (run.damaged, "damaged")
    return "".join(f" ({word})" for is_so, word in said if is_so)


def span(history: History) -> str:
    """How many whole runs there are, and of which days."""
    if not history.runs:
        return "no run of all checks"
    return f"{len(history.runs)} runs, {day(history.runs[0])} to {day(history.runs[-1])}"


def part(run: Digest) -> str:
    """A run of a part of the checks in one line: what was asked, and what came of it."""
    rows = {target: Counter(row) for target, row in run.rows.items()}
    ran = {target: sum(row[LETTER[v]] for v in Verdict if v.ran) for target, row in rows.items()}
    passed = [f"{target} {rows[target][LETTER[Verdict.PASS]]} of {count}" for target, count in ran.items() if count]
    return f"{day(run)} run {run.run} ({run.part}): {', '.join(passed) or 'nothing ran'}"


def changes(versions: Iterable[Version]) -> str:
    """What changed, in words."""
    found = ", ".join(f"{v.name} {v.base or 'none'} → {v.candidate or 'none'}" for v in versions)
    return found or "no version changed"


def thinned(points: list[Point], limit: int) -> list[Point]:
    """At most that many points, each the lowest of its neighbours, and the last: no dip is lost."""
    if len(points) <= limit:
        return points
    size = -(-len(points) // (limit - 1))
    found = [min(points[n : n + size], key=lambda p: p.share) for n in range(0, len(points), size)]
    return found if found[-1] is points[-1] else [*found, points[-1]]


def scale(points: list[Point]) -> tuple[float, float]:
    """The lowest and the highest share of a chart: close around what there is, so that a dip is seen as one.

    The highest value is at the top. Never less than a percentage point is shown, so that noise does not look like a
    collapse, and what never changed is a line at the top.
    """
    shares = [p.share for p in points]
    high = max(shares)
    span = max(high - min(shares), _LEAST_SPAN)
    return high - 1.1 * span, high

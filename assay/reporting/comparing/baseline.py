"""What a run is worth as the base of a comparison: what did not hold there cannot regress."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import HELD
from assay.reporting.model import Report
from assay.results.lines import Result

NOTHING_HELD = "nothing held before"
_TROUBLE = (Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN)
"""What nobody expects of the base; a known issue, and what a version does not offer, are expected."""
_REASON_WIDTH = 200


@dataclass(frozen=True)
class Doubt:
    """Why a comparison says less than it seems to.

    Args:
        headline: It in a few words.
        why: What is behind it.
    """

    headline: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.headline}: {self.why}" if self.why else self.headline


def doubts(base: Report, named: Iterable[str] = ()) -> list[Doubt]:
    """Why the base cannot tell what a change does: nothing held there, or less than failed for a reason unknown.

    Args:
        base: The run that is measured against.
        named: Targets that were asked for by name: that nothing ran on one of them counts too.
    """
    asked = _asked(base)
    if not _held(asked):
        return [Doubt(NOTHING_HELD, _account(asked))]
    return [*_of_targets(asked, {*named})]


def held_before(base: Report) -> str:
    """How much of what was asked held in the base, in one line."""
    asked = _asked(base)
    counts = Counter(r.verdict for r in asked if r.verdict not in HELD)
    rest = ", ".join(f"{counts[v]} {v.value}" for v in Verdict if counts[v])
    return f"held before: {_held(asked)} of {len(asked)} checks{f' ({rest})' if rest else ''}"


def _asked(base: Report) -> list[Result]:
    unasked = (Cause.NOT_SELECTED, Cause.NO_CHECK)
    return [r for cell in base.cells.values() for r in cell.results if r.cause not in unasked]


def _held(lines: Iterable[Result]) -> int:
    return sum(r.verdict in HELD for r in lines)


def _of_targets(asked: Iterable[Result], named: set[str]) -> Iterator[Doubt]:
    """The targets on which less held than failed, ended in an error or was not run; equal accounts once."""
    by_target: dict[str, list[Result]] = defaultdict(list)
    stores: dict[str, list[Result]] = defaultdict(list)
    for line in asked:
        by_target[line.target].append(line)
        stores[line.store].append(line)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target, every in by_target.items():
        # Where nothing ran, a server is missing; nobody asked for a store by its name.
        lines = [r for r in every if not r.store or _ran(stores[r.store])]
        if not _ran(lines) and target not in named:
            continue
        trouble = [r for r in lines if r.verdict in _TROUBLE]
        if len(trouble) > (held := _held(lines)):
            what = f"only {held} of {len(lines)} checks" if held else "nothing"
            groups[f"{what} held before", _account(trouble)].append(target)
    for (headline, why), targets in groups.items():
        yield Doubt(f"{headline} on {', '.join(targets)}", why)


def _ran(lines: Iterable[Result]) -> bool:
    return any(r.verdict is not Verdict.NOT_RUN for r in lines)


def _account(lines: Sequence[Result]) -> str:
    """How many lines have which verdict, and the commonest reason."""
    if not lines:
        return "no check was asked for"
    counts = Counter(r.verdict for r in lines)
    said = ", ".join(f"{counts[v]} {v.value}" for v in reversed(Verdict) if counts[v])
    reasons = Counter(" ".join(r.reason.split()) for r in lines if r.reason)
    if not reasons:
        return said
    reason, count = reasons.most_common(1)[0]
    shown = reason if len(reason) <= _REASON_WIDTH else f"{reason[:_REASON_WIDTH]}…"
    return f"{said}; {shown}" if count == len(lines) else f"{said}; {count} x {shown}"

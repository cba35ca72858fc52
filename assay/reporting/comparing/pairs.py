"""One feature on one target in two runs, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.comparing.changes import DOUBTS, FAILED, HELD, Change
from assay.reporting.comparing.checks import CheckChanges, checks, kind
from assay.reporting.comparing.reasons import Reasons, differs, of_check, reasons
from assay.reporting.comparing.renames import Cells
from assay.reporting.model import Report


@dataclass(frozen=True)
class Pair:
    """One feature on one target in both runs.

    Args:
        feature: Id of the feature.
        target: Id of the target.
        change: What became of it.
        base: The base's verdict; None if it has no such cell.
        candidate: The candidate's.
        base_reason: The base's reason.
        candidate_reason: The candidate's.
        check: The check that gives the reasons; empty if they are those of the feature as a whole.
        more: How many of its checks changed beside that one.
        checks: Its checks that changed.
        also: What became of its other checks: they did not change as the feature did.
        ids: What the feature is called in the base and in the candidate.
    """

    feature: str
    target: str
    change: Change
    base: Verdict | None
    candidate: Verdict | None
    base_reason: str = ""
    candidate_reason: str = ""
    check: str = ""
    more: int = 0
    checks: CheckChanges = field(default_factory=CheckChanges)
    also: tuple[tuple[Change, Reasons], ...] = ()
    ids: tuple[str, str] = ("", "")

    def told_as(self, change: Change) -> Pair | None:
        """The pair if it changed so, or, with the reasons of its checks, if some of them did; else None."""
        if self.change is change:
            return self
        said = next((said for what, said in self.also if what is change), None)
        if said is None:
            return None
        return replace(
            self,
            change=change,
            base_reason=said.base,
            candidate_reason=said.candidate,
            check=said.check,
            more=said.more,
            also=(),
        )


def pair_of(base: Report, candidate: Report, sides: tuple[Cells, Cells], key: tuple[str, str]) -> Pair | None:
    """What became of one feature on one target; None if neither run has it, or was asked for it.

    Args:
        base: The run that is measured against.
        candidate: The run that is measured.
        sides: The cells of both, under the names that their features have now.
        key: The feature and the target.
    """
    cells = sides[0].get(key), sides[1].get(key)
    old, new = _asked(*cells)
    if old is None and new is None:
        return None
    runs = base.id, candidate.id
    moved = checks(old, new, (base.whole, candidate.whole)) if old and new else CheckChanges()
    unknown = (not old and _unbounded(base)) or (not new and _unbounded(candidate))
    what = change(old, new, moved, runs, unknown=unknown)
    said = Reasons(old.reason if old else _absent(base, key), new.reason if new else _absent(candidate, key))
    also = []
    if old and new:
        said = reasons(old, new, what, moved, runs)
        also = [
            (other, of_check(old, new, names, moved))
            for other in Change
            if other is not what and (names := moved.of(other))
        ]
        if what in (Change.REGRESSED, Change.NEW_FAILURE) and not moved.regressed:
            also = [(other, about) for other, about in also if other is not Change.NEW]  # it is told with what is new
        if what is not Change.NEW_ERROR and not moved.errors and _errs(old, new):
            also.append((Change.NEW_ERROR, Reasons(old.reason, new.reason)))
    verdicts = (old.verdict if old else None, new.verdict if new else None)
    ids = tuple(cell.feature if cell else key[0] for cell in cells)
    return Pair(
        *key, what, *verdicts, said.base, said.candidate, said.check, said.more, moved, (*also,), (ids[0], ids[1])
    )


def change(
    old: Cell | None, new: Cell | None, moved: CheckChanges, runs: tuple[str, str], *, unknown: bool = False
) -> Change:
    """What became of a feature on a target.

    Args:
        old: The base's cell, if it has one.
        new: The candidate's.
        moved: What became of their checks.
        runs: Ids of the two runs, which mean nothing where they appear in a reason.
        unknown: Whether nobody knows if the run without a cell would have had one.
    """
    before, after = kind(old), kind(new)
    if unknown:
        return _doubt(old, new)
    if moved.regressed:
        return Change.REGRESSED
    if (before, after) == ("held", "failed"):
        # A check that the base did not have may say what one that is gone would have said.
        gone = moved.lost or moved.errors or moved.left_out or moved.removed or moved.withdrawn
        return Change.NEW_FAILURE if moved.arrived and not gone else Change.REGRESSED
    if _errs(old, new):
        return Change.NEW_ERROR
    if doubt := next((doubt for doubt in DOUBTS if moved.of(doubt)), None):
        return doubt
    if "unknown" in (before, after) or moved.unknown:
        return _doubt(old, new)
    return _known(old, new, moved, runs)


def _known(old: Cell | None, new: Cell | None, moved: CheckChanges, runs: tuple[str, str]) -> Change:
    """What became of a feature of which both sides say something."""
    before, after = kind(old), kind(new)
    if before == "failed" and moved.fixed:
        # Also if the cell is unsupported now: it is if one of its checks is, and the others hold.
        return Change.FIXED
    if before == "held" and (moved.withdrawn or after == "not offered"):
        return Change.GONE if new is None else Change.WITHDRAWN
    if before != "not offered":
        # What no longer fails since nobody looks is not fixed.
        if moved.withdrawn:
            return Change.WITHDRAWN
        if moved.removed or (after == "held" and moved.dropped):
            return Change.REMOVED
    if before == after:
        if moved.arrived:
            return Change.NEW
        changed = before != "held" and old and new and differs(old, new, moved, runs)
        return Change.REASON if changed else Change.SAME
    if before == "not offered":
        return Change.NEW
    return Change.REMOVED if after == "not offered" else Change.FIXED


def _doubt(old: Cell | None, new: Cell | None) -> Change:
    """Of a feature as a whole of which one side says nothing, what nobody can tell."""
    if _errs(old, new):
        return Change.NEW_ERROR
    if old is not None and old.verdict in HELD and (new is None or new.verdict is Verdict.NOT_RUN):
        return Change.LEFT_OUT if new is not None and new.cause is Cause.NOT_SELECTED else Change.LOST
    if new is not None and new.verdict in FAILED:
        if old is None or old.verdict in (Verdict.NOT_RUN, Verdict.ERROR):
            return Change.UNASKED if old is not None and old.cause is Cause.NOT_SELECTED else Change.UNSEEN
    elif kind(old) == "failed" and new is not None and new.verdict is Verdict.ERROR:
        return Change.HIDDEN
    return Change.NOT_COMPARABLE


def _errs(old: Cell | None, new: Cell | None) -> bool:
    """Whether a feature as a whole held, and ends in an error."""
    return old is not None and new is not None and old.verdict in HELD and new.verdict is Verdict.ERROR


def _unbounded(report: Report) -> bool:
    """Whether nobody knows if a run would have had what is missing from it: it has no catalogue, and no end or plan."""
    return not report.context.catalogue and (report.killed or report.run.plan is None)


def _asked(old: Cell | None, new: Cell | None) -> tuple[Cell | None, Cell | None]:
    """Two cells without the checks that neither run was asked for; None for a cell of which nothing is left."""
    unasked = [
        {(r.check, r.store) for r in (cell.results if cell else ()) if r.cause is Cause.NOT_SELECTED}
        for cell in (old, new)
    ]
    neither = unasked[0] & unasked[1]
    found: list[Cell | None] = []
    for cell, other, mine in ((old, new, unasked[0]), (new, old, unasked[1])):
        left = (r for r in cell.results if (r.check, r.store) not in (neither if other else mine)) if cell else ()
        lines = tuple(left)
        found.append(replace(cell, results=lines) if cell and lines else None)
    return found[0], found[1]


def _absent(report: Report, key: tuple[str, str]) -> str:
    if _unbounded(report):
        return (Cause.CUT_OFF if report.killed else Cause.NO_PLAN).sentence
    if key[1] not in report.targets:
        return "the run has no such target"
    return "the run has no such feature on this target"

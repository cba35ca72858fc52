"""What a comparison and a matrix come to, in one sentence: the last thing that their output says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.matrix.combinations import Matrix, Step

_BROKEN = (Change.REGRESSED, Change.NEW_FAILURE, Change.NEW_ERROR, Change.WITHDRAWN)
_UNTOLD = tuple(change for change in Change if change.untold)
_UNASKED = {
    Change.UNASKED: "fails that the base was not asked for",
    Change.LEFT_OUT: "held that the candidate was not asked for",
}
"""What only one side was asked for: it says nothing of the other."""
_ALSO = {
    Change.REASON: "with a changed reason",
    Change.FIXED: "fixed",
    Change.NEW: "new",
    Change.REMOVED: "removed",
}
"""What is said beside it, of features that did not regress."""
_UNSEEN = (Change.NOT_COMPARABLE, *_UNTOLD, *_UNASKED)
_NAMED = 3


def sentence(comparison: Comparison) -> str:
    """What became of how many features, and where: "Nothing regressed on postgres-asyncpg: 16 features"."""
    seen = [pair for pair in comparison.pairs if pair.change not in _UNSEEN]
    where = _several(dict.fromkeys(pair.target for pair in seen or comparison.pairs), "targets")
    total = len({pair.feature for pair in seen})
    broken = _features(comparison, _BROKEN)
    untold = _features(comparison, _UNTOLD)
    said = {change: _features(comparison, [change]) for change in _ALSO}
    also = [f"{len(found)} {words}" for change, words in _ALSO.items() if (found := said[change])]
    if untold:
        also.append(f"nobody can tell of {len(untold)}")
    features = f"{total} feature{'' if total == 1 else 's'}"
    apart = _apart(comparison)
    if broken:
        told = ", ".join([_several(broken, "features"), *also])
        return f"{len(broken)} of {features} regressed on {where}: {told}.{apart}"
    if comparison.doubts:
        return f"Nothing can be said of regressions on {where}: {comparison.doubts[0].headline}."
    cut = comparison.cut_off
    end = f"; the {' and the '.join(cut)} did not come to the end" if cut else ""
    known = "Nothing is known to have regressed" if untold or cut else "Nothing regressed"
    what = " of what both runs were asked for," if apart else ""
    return f"{known}{what} on {where}: {', '.join([features] * bool(total) + also) or 'no feature'}{end}.{apart}"


def _apart(comparison: Comparison) -> str:
    """What only one of the runs was asked for, in a sentence of its own; empty if there is nothing."""
    counted = [(len(_features(comparison, [change])), words) for change, words in _UNASKED.items()]
    said = [f"{count} {'feature' if count == 1 else 'features'} {words}" for count, words in counted if count]
    told = " and ".join(said).replace("features fails", "features fail")
    return f" Not compared: {told}." if told else ""


def _features(comparison: Comparison, changes: Iterable[Change]) -> list[str]:
    """The features that changed so, or some of whose checks did."""
    wanted = [*changes]
    return list(dict.fromkeys(pair.feature for change in wanted for pair in comparison.listed(change)))


def _several(names: Iterable[str], what: str) -> str:
    """Some names, or how many there are."""
    found = [*names]
    if len(found) > _NAMED:
        return f"{len(found)} {what}" if what == "targets" else f"{', '.join(found[:_NAMED])} and others"
    return ", ".join(found) or f"no {what.removesuffix('s')}"


def matrix_sentence(matrix: Matrix) -> str:
    """How many combinations there were, and at which steps between neighbours something regressed."""
    lost = [cell for cell in matrix.cells if cell.report is None or cell.problem or cell.report.killed]
    count = len(matrix.cells)
    ran = f"{count} combination{'' if count == 1 else 's'} of versions"
    if lost:
        ran += f", of which {len(lost)} did not run to the end"
    broken = [(step, found) for step in matrix.steps if (found := _broken(step))]
    if broken:
        steps = [f"{step.name} ({len(found)} feature{'' if len(found) == 1 else 's'})" for step, found in broken]
        more = f" and {len(steps) - _NAMED} more" if len(steps) > _NAMED else ""
        return f"Regressed at {len(steps)} of {len(matrix.steps)} steps: {', '.join(steps[:_NAMED])}{more}; {ran}."
    if not matrix.steps:
        return f"Nothing to compare: {ran}."
    untold = [step for step in matrix.steps if not _told(step)]
    if untold:
        known = "Nothing is known to have regressed"
        return f"{known}: of {len(untold)} of {len(matrix.steps)} steps nobody can tell all; {ran}."
    moved = sum(bool(step.causes) for step in matrix.steps)
    steps_said = f"{len(matrix.steps)} step{'' if len(matrix.steps) == 1 else 's'}"
    return f"Nothing regressed: {ran}, {steps_said}, of which {moved} changed something."


def _broken(step: Step) -> Sequence[str]:
    return _features(step.comparison, _BROKEN) if step.comparison else []


def _told(step: Step) -> bool:
    """Whether it is known of every feature what became of it at a step."""
    found = step.comparison
    return found is not None and not (found.doubts or found.cut_off or _features(found, _UNTOLD))

"""The checks of one feature on one target in two runs: what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.comparing.changes import FAILED, HELD, Change
from assay.results.lines import Result

_SAID = ("held", "failed")


@dataclass(frozen=True)
class CheckChanges:
    """What became of single checks, as ``check`` or ``check on store``; those that are as they were are in none.

    Args:
        regressed: They held, and now fail.
        fixed: They failed, and now hold.
        errors: They held, and now end in an error that is not the library's.
        lost: They held, and now were not run, or nobody knows what became of them.
        left_out: They held, and the candidate was not asked for them.
        unseen: They fail, and were not run before, or ended in an error.
        unasked: They fail, and the base was not asked for them.
        hidden: They failed, and now end in an error.
        unknown: They failed, and now were not run.
        withdrawn: They held, and are no longer offered.
        removed: They held, and are not there.
        dropped: They failed, and are no longer offered, or not there.
        arrived: They fail, and were not there, or not offered.
        gained: They hold, and were not offered.
        added: They hold, and were not there.
        renamed: Names that they had in the base, and have in the candidate.
    """

    regressed: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def of(self, change: Change) -> tuple[str, ...]:
        """Those that changed in a way, whatever became of their feature."""
        return {
            Change.REGRESSED: self.regressed,
            Change.NEW_ERROR: self.errors,
            Change.WITHDRAWN: self.withdrawn,
            Change.LOST: self.lost,
            Change.UNSEEN: self.unseen,
            Change.HIDDEN: self.hidden,
            Change.FIXED: self.fixed,
            Change.NEW: self.arrived + self.gained,
            Change.REMOVED: self.removed + self.dropped,
            Change.LEFT_OUT: self.left_out,
            Change.UNASKED: self.unasked,
            Change.NOT_COMPARABLE: self.unknown,
        }.get(change, ())


_STEPS = {
    ("held", "failed"): "regressed",
    ("failed", "held"): "fixed",
    ("held", "error"): "errors",
    ("held", "not run"): "lost",
    ("held", "not asked"): "left_out",
    ("not run", "failed"): "unseen",
    ("error", "failed"): "unseen",
    ("not asked", "failed"): "unasked",
    ("failed", "not run"): "unknown",
    ("failed", "not asked"): "unknown",
    ("failed", "error"): "hidden",
    ("held", "not offered"): "withdrawn",
    ("failed", "not offered"): "dropped",
    ("failed", "absent"): "dropped",
    ("not offered", "failed"): "arrived",
    ("absent", "failed"): "arrived",
    ("not offered", "held"): "gained",
    ("absent", "held"): "added",
}
"""The group of :class:`CheckChanges` by what a check said and what it says."""


def kind(cell: Cell | None) -> str:
    """What a cell says: ``held``, ``failed``, ``not offered`` (there is no such cell, too) or ``unknown``.

    What one of its checks says against it is known, whatever cannot be told of the others.
    """
    if cell is None:
        return "not offered"
    if any(line.verdict in FAILED for line in cell.results):
        return "failed"
    found = _kind(cell.verdict)
    return "unknown" if found in ("not run", "error") else found


def _kind(verdict: Verdict) -> str:
    if verdict in HELD:
        return "held"
    if verdict in FAILED:
        return "failed"
    return {Verdict.UNSUPPORTED: "not offered", Verdict.ERROR: "error"}.get(verdict, "not run")


def checks(old: Cell, new: Cell, whole: tuple[bool, bool]) -> CheckChanges:
    """What became of the checks of a feature on a target.

    Args:
        old: The base's cell.
        new: The candidate's.
        whole: Of both runs, whether a check that has no line in it is none of its checks.
    """
    before, after = lines_of(old), lines_of(new)
    if not before or not after:
        # Of an older Assay, or of a feature as a whole: there is no check to follow.
        before, after = (before, {}) if before and whole_line(new) else ({}, {})
    renamed = _renamed(before, after) if all(whole) else {}
    found: dict[str, list[str]] = defaultdict(list)
    gone, doubt = [], False
    for key in dict.fromkeys([*before, *after]):
        if key in renamed.values():
            continue
        now = renamed.get(key, key)
        step = _step(before.get(key), old, key[1], whole[0]), _step(after.get(now), new, key[1], whole[1])
        if step == ("held", "absent"):
            gone.append(named(key))
        elif group := _STEPS.get(step):
            found[group].append(named(now))
        doubt = doubt or (step[0] == "absent" and step[1] in ("failed", "error", "not run"))
    # It may have another name now, under which it does not hold.
    found["lost" if doubt else "removed"] += gone
    names = tuple((named(was), named(now)) for was, now in renamed.items())
    return CheckChanges(**{group: tuple(names) for group, names in found.items()}, renamed=names)


def named(key: tuple[str, str]) -> str:
    """A check with its store in words."""
    return f"{key[0]} on {key[1]}" if key[1] else key[0]


def _renamed(
    before: Mapping[tuple[str, str], Result], after: Mapping[tuple[str, str], Result]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Which checks have another name, as far as that can be told.

    Those that only one side has are taken for the same, if they say the same on the same store; the likest first, which
    are of the same function and the same parameters, so that both directions of a comparison tell the same. A check
    that held and is gone is not explained by another that fails.
    """
    gone, come = [k for k in before if k not in after], [k for k in after if k not in before]
    pairs = [
        (was, now)
        for was in gone
        for now in come
        if now[1] == was[1] and _kind(before[was].verdict) == _kind(after[now].verdict) in _SAID
    ]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for was, now in sorted(pairs, key=lambda pair: (-_likeness(*pair), sorted(pair))):
        if was not in found and now not in found.values():
            found[was] = now
    return found


def _likeness(one: tuple[str, str], other: tuple[str, str]) -> int:
    parts = zip(one[0].partition("["), other[0].partition("["), strict=True)
    return sum(a == b for a, b in parts)


def lines_of(cell: Cell) -> dict[tuple[str, str], Result]:
    """The lines of its checks; of a check that ran more than once, the worst."""
    found: dict[tuple[str, str], Result] = {}
    for line in cell.results:
        key = line.check, line.store
        if line.check and (key not in found or line.verdict.severity > found[key].verdict.severity):
            found[key] = line
    return found


def whole_line(cell: Cell, store: str = "") -> Result | None:
    """The line of a cell that names no check, and so speaks of all that have no line, if they have that store."""
    return next((r for r in cell.results if not r.check and r.store in ("", store)), None)


def _step(line: Result | None, cell: Cell, store: str, whole: bool) -> str:
    spoken = line or whole_line(cell, store)
    if spoken is None:
        return "absent" if whole else "not run"
    return "not asked" if spoken.cause is Cause.NOT_SELECTED else _kind(spoken.verdict)

"""One feature on one target in two runs: what became of it, down to its checks."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from assay.reporting.model import Cell
from assay.results import PRINTED, Result
from assay.verdicts import Verdict


class Change(str, Enum):
    """What became of a feature on a target, in the order of reports."""

    REGRESSED = "regressed"
    """It held, and now fails; or one of its checks did, whatever the others say."""
    FIXED = "fixed"
    """It failed, and now holds; or some of its checks did, and none regressed."""
    NEW = "new"
    """The base did not offer it; the candidate does, whether it holds or not."""
    REMOVED = "removed"
    """The base had it; the candidate no longer offers it."""
    REASON = "changed reason"
    """It failed, or was not offered, on both sides, for different reasons."""
    NOT_COMPARABLE = "not comparable"
    """One side did not run it, or could not: nothing can be said."""
    SAME = "same"
    """Nothing changed."""


GONE = "the run has no such check"
HELD = frozenset({Verdict.PASS, Verdict.FIXED})
FAILED = frozenset({Verdict.FAIL, Verdict.KNOWN})
_VOLATILE = (
    (re.compile(r"\b0x[0-9a-fA-F]{4,}\b"), "0x…"),
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "<uuid>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\b\d+\.\d+ ?(?:s|[mµn]s|seconds)\b"), "<duration>"),
    (re.compile(r"\bassay[-_](?:<run>|[0-9a-f]{12})[-_]\w+?[-_][0-9a-f]+\b"), "<space>"),
    # Of a statement, what it does to which table; how it is spelt is a matter of versions, and its values are random.
    (re.compile(r"(\[SQL: \S+ \S+ \S+).*?\](?= \[parameters: | \(Background on|$)"), r"\1 …]"),
    (re.compile(r"\[parameters: .*?\](?= \(Background on|$)"), "[parameters: …]"),
    (re.compile(r"\b\d{4}-\d\d-\d\d_(\w+)_[0-9a-f]{12}\.py\b"), r"\1.py"),  # revisions
    (re.compile(r"\brequest_id = [\w.]+"), "request_id = …"),
    (re.compile(r"\b(127\.0\.0\.1|localhost|\[::1\]):\d+"), r"\1:<port>"),
    (re.compile(r"(https://sqlalche\.me/e)/\d+/"), r"\1/…/"),  # the version of SQLAlchemy
    (re.compile(r"/(?:home|private|root|tmp|Users|var)/(?:[\w.@+-]+/)*"), "…/"),
)
"""What differs between two runs without meaning anything."""
_EVIDENCE = re.compile(rf"\n(?:assert |\s*{PRINTED} )")
"""Where a message goes on to what never is the same twice: sets in any order, objects, paths, numbers of lines."""


@dataclass(frozen=True)
class Checks:
    """What became of single checks, as ``check`` or ``check on store``; those that are as they were are in none.

    Args:
        regressed: They held, and now fail.
        fixed: They failed, and now hold.
        errors: They held, and now end in an error that is not the library's.
        lost: They held, and now were not run, or are not there.
        unseen: They fail, and were not run before, or ended in an error.
        removed: They held, and are no longer offered.
        withdrawn: They failed, and are no longer offered, or not there.
        arrived: They fail, and were not there, or not offered.
    """

    regressed: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()


_STEPS = {
    ("held", "failed"): "regressed",
    ("failed", "held"): "fixed",
    ("held", "error"): "errors",
    ("held", "not run"): "lost",
    ("held", "absent"): "lost",
    ("not run", "failed"): "unseen",
    ("error", "failed"): "unseen",
    ("held", "not offered"): "removed",
    ("failed", "not offered"): "withdrawn",
    ("failed", "absent"): "withdrawn",
    ("not offered", "failed"): "arrived",
    ("absent", "failed"): "arrived",
}
"""The group of :class:`Checks` by what a check said and what it says."""


@dataclass(frozen=True)
class Said:
    """Why both sides say what they say.

    Args:
        base: The base's reason.
        candidate: The candidate's.
        check: The check that gives them, as in :class:`Checks`; empty if they are those of the feature as a whole.
        more: How many of the feature's checks changed beside it.
    """

    base: str = ""
    candidate: str = ""
    check: str = ""
    more: int = 0


def kind(cell: Cell | None) -> str:
    """What a cell says: ``held``, ``failed``, ``not offered`` (there is no such cell, too) or ``unknown``."""
    found = _kind(cell.verdict) if cell else "not offered"
    return "unknown" if found in ("not run", "error") else found


def _kind(verdict: Verdict) -> str:
    if verdict in HELD:
        return "held"
    if verdict in FAILED:
        return "failed"
    return {Verdict.UNSUPPORTED: "not offered", Verdict.ERROR: "error"}.get(verdict, "not run")


def checks(old: Cell, new: Cell) -> Checks:
    """What became of the checks of a feature on a target."""
    before, after = _lines(old), _lines(new)
    if not before or not after:
        # Of an older Assay, or of a feature as a whole: there is no check to follow.
        before, after = (before, {}) if before and _whole(new) else ({}, {})
    found: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys([*before, *after]):
        step = _step(before.get(key), old, key[1]), _step(after.get(key), new, key[1])
        if group := _STEPS.get(step):
            found[group].append(f"{key[0]} on {key[1]}" if key[1] else key[0])
    return Checks(**{group: tuple(names) for group, names in found.items()})


def _lines(cell: Cell) -> dict[tuple[str, str], Result]:
    return {(r.check, r.store): r for r in cell.results if r.check}


def _whole(cell: Cell, store: str = "") -> Result | None:
    """The line of a cell that names no check, and so speaks of all that have no line, if they have that store."""
    return next((r for r in cell.results if not r.check and r.store in ("", store)), None)


def _step(line: Result | None, cell: Cell, store: str) -> str:
    spoken = line or _whole(cell, store)
    return _kind(spoken.verdict) if spoken else "absent"


def change(old: Cell | None, new: Cell | None, moved: Checks, runs: tuple[str, str]) -> Change:
    """What became of a feature on a target.

    Args:
        old: The base's cell, if it has one.
        new: The candidate's.
        moved: What became of their checks.
        runs: Ids of the two runs, which mean nothing where they appear in a reason.
    """
    before, after = kind(old), kind(new)
    if moved.regressed:
        return Change.REGRESSED
    if "unknown" in (before, after) or moved.errors or moved.lost or moved.unseen:
        return Change.NOT_COMPARABLE
    if before == "failed" and moved.fixed:
        # Also if the cell is unsupported now: it is if one of its checks is, and the others hold.
        return Change.FIXED
    if before != "not offered" and (moved.removed or (after == "held" and moved.withdrawn)):
        # What no longer fails since nobody looks is not fixed.
        return Change.REMOVED
    if before == after:
        if moved.arrived:
            return Change.NEW
        differs = before != "held" and old and new and _differs(old, new, runs)
        return Change.REASON if differs else Change.SAME
    if before == "not offered":
        return Change.NEW
    if after == "not offered":
        return Change.REMOVED
    if before == "held":
        return Change.NEW if moved.arrived else Change.REGRESSED
    return Change.FIXED


def reasons(old: Cell, new: Cell, what: Change, moved: Checks, runs: tuple[str, str]) -> Said:
    """The reasons to be shown: those of the checks that changed, where the cell's own do not tell."""
    both = kind(old) == kind(new) == "failed"
    told = {
        Change.REGRESSED: moved.regressed if kind(old) != "held" else (),
        Change.FIXED: moved.fixed if kind(new) != "held" else (),
        Change.NOT_COMPARABLE: (moved.errors or moved.lost or moved.unseen) if kind(new) != "unknown" else (),
        Change.REMOVED: (moved.removed or moved.withdrawn) if kind(new) != "not offered" else (),
        Change.NEW: moved.arrived if kind(old) != "not offered" else (),
    }
    if names := told.get(what):
        return _of_check(old, new, names)
    if what is Change.REASON and both and old.reason == new.reason:
        lines = {(r.check, r.store): r for r in old.results}
        for line in new.results:
            other = lines.get((line.check, line.store))
            if other and _steady(_raised(other), runs[0]) != _steady(_raised(line), runs[1]):
                return Said(_raised(other), _raised(line), line.check)
    return Said(old.reason, new.reason)


def _of_check(old: Cell, new: Cell, names: tuple[str, ...]) -> Said:
    before, after = (_reason(cell, names[0]) for cell in (old, new))
    return Said(before, after, names[0], len(names) - 1)


def _reason(cell: Cell, name: str) -> str:
    """Why a check says what it says, or that it is not there."""
    check, _, store = name.partition(" on ")
    line = _lines(cell).get((check, store)) or _whole(cell, store)
    return line.reason if line else GONE


def _differs(old: Cell, new: Cell, runs: tuple[str, str]) -> bool:
    """Whether the checks that both runs have say something else than before, or the cell does if they share none."""
    before, after = _causes(old, runs[0]), _causes(new, runs[1])
    if common := {r.check for r in old.results} & {r.check for r in new.results}:
        return any(before.get(check) != after.get(check) for check in common)
    return _steady(old.reason, runs[0]) != _steady(new.reason, runs[1])


def _causes(cell: Cell, run: str) -> dict[str, set[str]]:
    """Why a cell does not hold, by check, without what never is the same twice."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in cell.results:
        if line.verdict in FAILED or line.verdict is cell.verdict:
            found[line.check].add(_steady(_raised(line), run))
    return found


def _raised(line: Result) -> str:
    """What a check raised, in its own words: without pytest's account of the assertion, and programs' output."""
    if not line.error:
        return line.reason
    own = _EVIDENCE.split(line.error.message, 1)[0]
    return f"{line.error.type}: {' '.join(own.split())}"


def _steady(text: str, run: str) -> str:
    text = text.replace(run, "<run>")
    for pattern, replacement in _VOLATILE:
        text = pattern.sub(replacement, text)
    return text

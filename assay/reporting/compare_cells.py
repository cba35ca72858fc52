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
    """What became of the checks that held in the base or hold in the candidate, as ``check`` or ``check on store``.

    Args:
        regressed: They held, and now fail.
        fixed: They failed, and now hold.
        errors: They held, and now end in an error that is not the library's.
        lost: They held, and now were not run.
    """

    regressed: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


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
    return "not offered" if cell is None else _kind(cell.verdict)


def _kind(verdict: Verdict) -> str:
    if verdict is Verdict.UNSUPPORTED:
        return "not offered"
    if verdict in HELD:
        return "held"
    return "failed" if verdict in FAILED else "unknown"


def checks(old: Cell, new: Cell) -> Checks:
    """What became of the checks that both cells have."""
    before = {(r.check, r.store): r.verdict for r in old.results if r.check}
    found: dict[str, list[str]] = defaultdict(list)
    for line in new.results:
        verdict = before.get((line.check, line.store))
        if verdict is None:
            continue
        name = f"{line.check} on {line.store}" if line.store else line.check
        step = _kind(verdict), _kind(line.verdict)
        if step == ("held", "failed"):
            found["regressed"].append(name)
        elif step == ("failed", "held"):
            found["fixed"].append(name)
        elif step == ("held", "unknown"):
            found["errors" if line.verdict is Verdict.ERROR else "lost"].append(name)
    return Checks(**{group: tuple(names) for group, names in found.items()})


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
    if "unknown" in (before, after) or moved.errors or moved.lost:
        return Change.NOT_COMPARABLE
    if before == "failed" and moved.fixed:
        # Also if the cell is unsupported now: it is if one of its checks is, and the others hold.
        return Change.FIXED
    if before == after:
        differs = before != "held" and old and new and _differs(old, new, runs)
        return Change.REASON if differs else Change.SAME
    if before == "not offered":
        return Change.NEW
    if after == "not offered":
        return Change.REMOVED
    return Change.REGRESSED if before == "held" else Change.FIXED


def reasons(old: Cell, new: Cell, what: Change, moved: Checks, runs: tuple[str, str]) -> Said:
    """The reasons to be shown: those of the checks that changed, where the cell's own do not tell."""
    both = kind(old) == kind(new) == "failed"
    if (what is Change.REGRESSED and kind(old) != "held") or (what is Change.FIXED and kind(new) != "held"):
        names = moved.regressed or moved.fixed
        return _of_check(old, new, names)
    if what is Change.NOT_COMPARABLE and kind(new) != "unknown" and (names := moved.errors or moved.lost):
        return _of_check(old, new, names)
    if what is Change.REASON and both and old.reason == new.reason:
        lines = {(r.check, r.store): r for r in old.results}
        for line in new.results:
            other = lines.get((line.check, line.store))
            if other and _steady(_raised(other), runs[0]) != _steady(_raised(line), runs[1]):
                return Said(_raised(other), _raised(line), line.check)
    return Said(old.reason, new.reason)


def _of_check(old: Cell, new: Cell, names: tuple[str, ...]) -> Said:
    before, after = (_line(cell, names[0]) for cell in (old, new))
    return Said(before.reason, after.reason, names[0], len(names) - 1)


def _line(cell: Cell, name: str) -> Result:
    return next(r for r in cell.results if name in (r.check, f"{r.check} on {r.store}"))


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

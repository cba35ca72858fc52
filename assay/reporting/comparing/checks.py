"""One feature on one target in two runs: what became of it, down to its checks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from assay.domain.verdicts import Verdict
from assay.reporting.model import Cell
from assay.results.lines import PRINTED, Result
from assay.results.missing import NOT_SELECTED


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
_SAID = ("held", "failed")
HELD = frozenset({Verdict.PASS, Verdict.FIXED})
FAILED = frozenset({Verdict.FAIL, Verdict.KNOWN})
VOLATILE = (
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
        lost: They held, and now were not run, or nobody knows what became of them.
        left_out: They held, and the candidate was not asked for them.
        unseen: They fail, and were not run before, or ended in an error.
        unasked: They fail, and the base was not asked for them.
        hidden: They failed, and now were not run, or end in an error.
        removed: They held, and are no longer offered.
        withdrawn: They failed, and are no longer offered, or not there.
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
    removed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Those of which nobody can say what became of them, the worst first."""
        return self.errors or self.lost or self.unseen or self.left_out or self.unasked or self.hidden


_STEPS = {
    ("held", "failed"): "regressed",
    ("failed", "held"): "fixed",
    ("held", "error"): "errors",
    ("held", "not run"): "lost",
    ("held", "not asked"): "left_out",
    ("not run", "failed"): "unseen",
    ("error", "failed"): "unseen",
    ("not asked", "failed"): "unasked",
    ("failed", "not run"): "hidden",
    ("failed", "not asked"): "hidden",
    ("failed", "error"): "hidden",
    ("held", "not offered"): "removed",
    ("failed", "not offered"): "withdrawn",
    ("failed", "absent"): "withdrawn",
    ("not offered", "failed"): "arrived",
    ("absent", "failed"): "arrived",
    ("not offered", "held"): "gained",
    ("absent", "held"): "added",
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


def checks(old: Cell, new: Cell, whole: tuple[bool, bool]) -> Checks:
    """What became of the checks of a feature on a target.

    Args:
        old: The base's cell.
        new: The candidate's.
        whole: Of both runs, whether a check that has no line in it is none of its checks.
    """
    before, after = _lines(old), _lines(new)
    if not before or not after:
        # Of an older Assay, or of a feature as a whole: there is no check to follow.
        before, after = (before, {}) if before and _whole(new) else ({}, {})
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
    return Checks(**{group: tuple(names) for group, names in found.items()}, renamed=names)


def named(key: tuple[str, str]) -> str:
    """A check with its store in words."""
    return f"{key[0]} on {key[1]}" if key[1] else key[0]


def _renamed(
    before: Mapping[tuple[str, str], Result], after: Mapping[tuple[str, str], Result]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Which checks have another name, as far as that can be told.

    Those that only one side has are taken for the same, if they say the same on the same store; of several, one of the
    same function or the same parameters. A check that held and is gone is not explained by another that fails.
    """
    gone, come = [k for k in before if k not in after], [k for k in after if k not in before]
    found = {}
    for was in gone:
        kind_of = _kind(before[was].verdict)
        same = [k for k in come if k[1] == was[1] and _kind(after[k].verdict) == kind_of and kind_of in _SAID]
        if same:
            parts = was[0].partition("[")
            found[was] = max(same, key=lambda k: sum(a == b for a, b in zip(parts, k[0].partition("["), strict=True)))
            come.remove(found[was])
    return found


def _lines(cell: Cell) -> dict[tuple[str, str], Result]:
    """The lines of its checks; of a check that ran more than once, the worst."""
    found: dict[tuple[str, str], Result] = {}
    for line in cell.results:
        key = line.check, line.store
        if line.check and (key not in found or line.verdict.severity > found[key].verdict.severity):
            found[key] = line
    return found


def _whole(cell: Cell, store: str = "") -> Result | None:
    """The line of a cell that names no check, and so speaks of all that have no line, if they have that store."""
    return next((r for r in cell.results if not r.check and r.store in ("", store)), None)


def _step(line: Result | None, cell: Cell, store: str, whole: bool) -> str:
    spoken = line or _whole(cell, store)
    if spoken is None:
        return "absent" if whole else "not run"
    return "not asked" if spoken.reason == NOT_SELECTED else _kind(spoken.verdict)


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
    if (before, after) == ("held", "failed"):
        # A check that the base did not have may say what one that is gone would have said.
        only_new = moved.arrived and not (moved.lost or moved.errors or moved.left_out or moved.removed)
        return Change.NEW if only_new else Change.REGRESSED
    if "unknown" in (before, after) or moved.doubtful:
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
        differs = before != "held" and old and new and _differs(old, new, moved, runs)
        return Change.REASON if differs else Change.SAME
    if before == "not offered":
        return Change.NEW
    return Change.REMOVED if after == "not offered" else Change.FIXED


def groups(what: Change, moved: Checks) -> tuple[str, ...]:
    """The checks that changed in a way, whatever became of their feature."""
    return {
        Change.REGRESSED: moved.regressed,
        Change.FIXED: moved.fixed,
        Change.NEW: moved.arrived + moved.gained,
        Change.REMOVED: moved.removed + moved.withdrawn,
        Change.NOT_COMPARABLE: moved.doubtful,
    }.get(what, ())


def reasons(old: Cell, new: Cell, what: Change, moved: Checks, runs: tuple[str, str]) -> Said:
    """The reasons to be shown: those of the checks that changed, where the cell's own do not tell."""
    both = kind(old) == kind(new) == "failed"
    tells = {
        Change.REGRESSED: kind(old) == "held" and not (moved.lost or moved.removed),
        Change.FIXED: kind(new) == "held",
        Change.NOT_COMPARABLE: kind(new) == "unknown",
        Change.REMOVED: kind(new) == "not offered",
        Change.NEW: kind(old) == "not offered",
    }
    names = groups(what, moved)
    if what is Change.REGRESSED:
        names = names or moved.arrived
    if names and not tells.get(what, True):
        return of_check(old, new, names, moved)
    if what is Change.REASON and both and old.reason == new.reason:
        lines, names_of = {(r.check, r.store): r for r in old.results}, {now: was for was, now in moved.renamed}
        by_name = {named(key): line for key, line in lines.items()}
        for line in new.results:
            now = named((line.check, line.store))
            other = by_name.get(names_of.get(now, now))
            if other and _steady(_raised(other), runs[0]) != _steady(_raised(line), runs[1]):
                return Said(_raised(other), _raised(line), line.check)
    return Said(old.reason, new.reason)


def of_check(old: Cell, new: Cell, names: tuple[str, ...], moved: Checks) -> Said:
    """What both sides say of the first of some checks, and how many more there are."""
    was = {now: was for was, now in moved.renamed}
    before, after = _reason(old, was.get(names[0], names[0])), _reason(new, names[0])
    return Said(before, after, names[0], len(names) - 1)


def _reason(cell: Cell, name: str) -> str:
    """Why a check says what it says, or that it is not there."""
    check, _, store = name.partition(" on ")
    line = _lines(cell).get((check, store)) or _whole(cell, store)
    return line.reason if line else GONE


def _differs(old: Cell, new: Cell, moved: Checks, runs: tuple[str, str]) -> bool:
    """Whether the checks that both runs have say something else than before, or the cell does if they share none."""
    now = {was.partition(" on ")[0]: now.partition(" on ")[0] for was, now in moved.renamed}
    before, after = _causes(old, runs[0], now), _causes(new, runs[1], {})
    if common := {now.get(r.check, r.check) for r in old.results} & {r.check for r in new.results}:
        return any(before.get(check) != after.get(check) for check in common)
    return _steady(old.reason, runs[0]) != _steady(new.reason, runs[1])


def _causes(cell: Cell, run: str, names: Mapping[str, str]) -> dict[str, set[str]]:
    """Why a cell does not hold, by check, without what never is the same twice."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in cell.results:
        if line.verdict in FAILED or line.verdict is cell.verdict:
            found[names.get(line.check, line.check)].add(_steady(_raised(line), run))
    return found


def _raised(line: Result) -> str:
    """What a check raised, in its own words: without pytest's account of the assertion, and programs' output."""
    if not line.error:
        return line.reason
    own = _EVIDENCE.split(line.error.message, 1)[0]
    return f"{line.error.type}: {' '.join(own.split())}"


def _steady(text: str, run: str) -> str:
    text = text.replace(run, "<run>")
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text

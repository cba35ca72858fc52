"""Why a feature changed between two runs: in the words of both, without what never is the same twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assay.domain.causes import Cause
from assay.reporting.cells import Cell
from assay.reporting.comparing.changes import DOUBTS, FAILED, Change
from assay.reporting.comparing.checks import CheckChanges, kind, lines_of, named, whole_line
from assay.results.lines import PRINTED, Result

GONE = "the run has no such check"
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
class Reasons:
    """Why both sides say what they say.

    Args:
        base: The base's reason.
        candidate: The candidate's.
        check: The check that gives them; empty if they are those of the feature as a whole.
        more: How many of the feature's checks changed beside it.
    """

    base: str = ""
    candidate: str = ""
    check: str = ""
    more: int = 0


def reasons(old: Cell, new: Cell, what: Change, moved: CheckChanges, runs: tuple[str, str]) -> Reasons:
    """The reasons to be shown: those of the checks that changed, where the cell's own do not tell."""
    both = kind(old) == kind(new) == "failed"
    tells = {
        Change.REGRESSED: kind(old) == "held" and not (moved.lost or moved.removed or moved.withdrawn),
        Change.FIXED: kind(new) == "held",
        Change.REMOVED: kind(new) == "not offered",
        Change.WITHDRAWN: kind(new) == "not offered",
        **{doubt: kind(new) == "unknown" for doubt in (*DOUBTS, Change.NOT_COMPARABLE)},
        Change.NEW_FAILURE: False,
        Change.NEW: kind(old) == "not offered",
    }
    names = moved.of(what)
    if what in (Change.REGRESSED, Change.NEW_FAILURE):
        names = names or moved.arrived
    if names and not tells.get(what, True):
        return of_check(old, new, names, moved)
    if what is Change.REASON and both and old.reason == new.reason:
        lines, names_of = {(r.check, r.store): r for r in old.results}, {now: was for was, now in moved.renamed}
        by_name = {named(key): line for key, line in lines.items()}
        for line in new.results:
            now = named((line.check, line.store))
            other = by_name.get(names_of.get(now, now))
            if other and steady(raised(other), runs[0]) != steady(raised(line), runs[1]):
                return Reasons(raised(other), raised(line), line.check)
    return Reasons(old.reason, new.reason)


def of_check(old: Cell, new: Cell, names: tuple[str, ...], moved: CheckChanges) -> Reasons:
    """What both sides say of the first of some checks, and how many more there are."""
    was = {now: was for was, now in moved.renamed}
    before, after = _reason(old, was.get(names[0], names[0])), _reason(new, names[0])
    return Reasons(before, after, names[0], len(names) - 1)


def _reason(cell: Cell, name: str) -> str:
    """Why a check says what it says, or that it is not there."""
    check, _, store = name.partition(" on ")
    line = lines_of(cell).get((check, store)) or whole_line(cell, store)
    return line.reason if line else GONE


def differs(old: Cell, new: Cell, moved: CheckChanges, runs: tuple[str, str]) -> bool:
    """Whether the checks that both runs have say something else than before, or the cell does if they share none."""
    now = {was.partition(" on ")[0]: now.partition(" on ")[0] for was, now in moved.renamed}
    before, after = _causes(old, runs[0], now), _causes(new, runs[1], {})
    if common := {now.get(r.check, r.check) for r in old.results} & {r.check for r in new.results}:
        return any(before.get(check) != after.get(check) for check in common)
    return steady(old.reason, runs[0]) != steady(new.reason, runs[1])


def _causes(cell: Cell, run: str, names: Mapping[str, str]) -> dict[str, set[str]]:
    """Why a cell does not hold, by check, without what never is the same twice."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in cell.results:
        if line.verdict in FAILED or line.verdict is cell.verdict:
            found[names.get(line.check, line.check)].add(steady(raised(line), run))
    return found


def raised(line: Result) -> str:
    """What a check raised, in its own words: without pytest's account of the assertion, and programs' output."""
    if not line.error or line.cause is Cause.BY_CHANCE:
        return line.reason
    own = _EVIDENCE.split(line.error.message, 1)[0]
    return f"{line.error.type}: {' '.join(own.split())}"


def steady(text: str, run: str) -> str:
    """A text without what never is the same twice, the id of its run among it."""
    text = text.replace(run, "<run>")
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text

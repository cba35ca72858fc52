"""What broke, by cause: of one run, or of a run against the one before it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.pairs import Pair
from assay.reporting.comparing.reasons import raised, steady
from assay.reporting.model import Report
from assay.reporting.screen import printable
from assay.results.lines import Result

ORDER = (Verdict.FAIL, Verdict.ERROR, Verdict.FIXED)
"""What breaks a run, the worst first."""
_CHANGES = tuple(change for change in Change if change.fails_compare)
_KEY = 12
_LONGEST = 2000
"""How much of a message tells one cause from another."""


@dataclass(frozen=True)
class Broken:
    """One cause, and everything that broke by it.

    Args:
        kind: A verdict, or what became of it since the run before.
        reason: The cause for people, on one line.
        key: The same for the same cause in every run.
        places: Features and targets, each once.
        line: A check with the evidence; None if there is none, as of what was not run.
    """

    kind: str
    reason: str
    key: str
    places: tuple[tuple[str, str], ...]
    line: Result | None = None

    @property
    def features(self) -> dict[str, list[str]]:
        """The targets by feature."""
        found: dict[str, list[str]] = defaultdict(list)
        for feature, target in self.places:
            found[feature].append(target)
        return dict(found)

    @property
    def targets(self) -> list[str]:
        """The targets."""
        return list(dict.fromkeys(target for _, target in self.places))

    @property
    def where(self) -> str:
        """Features and targets in a few words."""
        features = self.features
        first, targets = next(iter(features.items()))
        more = f" and {len(features) - 1} more feature{'s' if len(features) > 2 else ''}" if len(features) > 1 else ""
        return f"{first}{more} on {', '.join(targets if not more else self.targets)}"


class _Member(NamedTuple):
    """One of the places that a cause breaks."""

    kind: str
    reason: str
    place: tuple[str, str]
    line: Result | None


def of_run(report: Report) -> list[Broken]:
    """Everything that breaks a run, by cause: those that matter most first."""
    broken = (line for cell in report.cells.values() for line in cell.results if line.verdict.breaks)
    members = (_Member(line.verdict.value, line.reason, (line.feature, line.target), line) for line in broken)
    return _grouped(report.id, members, [verdict.value for verdict in ORDER])


def of_comparison(comparison: Comparison) -> list[Broken]:
    """Everything that a run breaks in comparison with another, by cause; what the ledger explains is not among it."""
    candidate = comparison.candidate
    pairs = (pair for change in _CHANGES for pair in comparison.listed(change))
    members = (_told(candidate, pair) for pair in pairs)
    told = (one for one in members if one.line is None or one.line.verdict is not Verdict.KNOWN)
    return _grouped(candidate.id, told, [change.value for change in _CHANGES])


def _told(candidate: Report, pair: Pair) -> _Member:
    reason = pair.candidate_reason or pair.change.value
    return _Member(pair.change.value, reason, (pair.ids[1] or pair.feature, pair.target), _evidence(candidate, pair))


def _evidence(candidate: Report, pair: Pair) -> Result | None:
    """The check of the candidate that tells most of why a pair changed."""
    cell = candidate.cells.get((pair.ids[1], pair.target))
    lines = [line for line in cell.results if line.error is not None] if cell else []
    named = [line for line in lines if pair.check and pair.check.partition(" on ")[0] == line.check]
    return max(named or lines, key=lambda line: line.verdict.severity, default=None)


def _grouped(run: str, found: Iterable[_Member], order: list[str]) -> list[Broken]:
    groups: dict[str, list[_Member]] = defaultdict(list)
    for one in found:
        groups[_cause(one.line, one.reason, run)].append(one)
    broken = []
    for cause, members in groups.items():
        worst = min(members, key=lambda one: order.index(one.kind))
        key = hashlib.sha256(cause.encode("utf-8", "replace")).hexdigest()[:_KEY]
        places = tuple(dict.fromkeys(one.place for one in members))
        line = worst.line or next((one.line for one in members if one.line is not None), None)
        broken.append(Broken(worst.kind, printable(worst.reason), key, places, line))
    return sorted(broken, key=lambda one: (order.index(one.kind), -len(one.places)))


def _cause(line: Result | None, reason: str, run: str) -> str:
    """The same for what has one cause, in every run."""
    if line is None or line.error is None or line.cause is Cause.BY_CHANCE:
        return steady((line.issue or reason) if line else reason, run)
    inner = [f"{kind}: {message}" for kind, message in line.error.causes if kind != "AssertionError"]
    if inner:
        return steady(inner[-1][:_LONGEST], run)
    said = steady(raised(line)[:_LONGEST], run)
    # What an assertion says, another check may say of something else.
    return f"{line.check.partition('[')[0]}\n{said}" if line.error.type == "AssertionError" else said

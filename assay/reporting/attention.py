"""What of a run does not hold, for the formats that list it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assay.domain.verdicts import BREAKING, Verdict
from assay.reporting.model import Report
from assay.reporting.screen import printable

_WANTED = (*BREAKING, Verdict.KNOWN)
_REASON = 400


@dataclass(frozen=True)
class Trouble:
    """One feature that does not hold for one reason, and the targets, in the order of the report."""

    feature: str
    verdict: Verdict
    reason: str
    targets: tuple[str, ...]


def attention(report: Report) -> list[Trouble]:
    """One for each feature and reason, the worst verdicts first; long reasons are cut."""
    groups: dict[tuple[str, Verdict, str], set[str]] = defaultdict(set)
    for line in (line for cell in report.cells.values() for line in cell.said() if line.verdict in _WANTED):
        groups[line.feature, line.verdict, printable(report.reason(line))[:_REASON]].add(line.target)
    order = {target: n for n, target in enumerate(report.targets)}
    ordered = sorted(groups.items(), key=lambda item: (-item[0][1].severity, item[0][0]))
    return [Trouble(*key, tuple(sorted(targets, key=order.__getitem__))) for key, targets in ordered]

"""Which known issues a candidate has that the base did not, and which it has no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assay.reporting.comparing.changes import FAILED, HELD
from assay.reporting.findings import Finding
from assay.reporting.model import Report

if TYPE_CHECKING:
    from assay.reporting.comparing.pairs import Pair

_SAID = HELD | FAILED


def come(earlier: Report, later: Report, pairs: Sequence[Pair], *, backwards: bool = False) -> list[Finding]:
    """The findings that a run has seen and another one has not, though it said something where they are.

    Args:
        earlier: The run that has not seen them.
        later: The run that has.
        pairs: Every feature and target, side by side: of the base and the candidate.
        backwards: Whether the later one is the base, so that what has gone is told.
    """
    said = {
        (pair.ids[0 if backwards else 1], pair.target)
        for pair in pairs
        if (pair.candidate if backwards else pair.base) in _SAID
    }
    before = (*earlier.findings.seen, *earlier.findings.outdated)
    names = {finding.name for finding in before}
    issues = {issue.id for finding in before for issue in finding.issues}
    return [
        finding
        for finding in later.findings.seen
        if finding.name not in names
        and issues.isdisjoint(issue.id for issue in finding.issues)
        and any((feature, target) in said for feature, targets in finding.places.items() for target in targets)
    ]

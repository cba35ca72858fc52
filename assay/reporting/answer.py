"""The first screen of a report, whatever its format: one sentence for each target that was asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assay.domain.impacts import sentence
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.findings import Finding, Findings
from assay.reporting.model import Report

WORST = 5
"""How many findings stand on the first screen."""


def answers(report: Report, found: Findings) -> dict[str, str]:
    """What is to be said of each target, by its id.

    A feature holds entirely if every check of it held that the target and its stores can have.

    Args:
        report: The run, without what it was not asked for.
        found: Its findings.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for (_, target), cell in report.cells.items():
        tallies[target].add(cell)
    return {target: _answer(report, target, tallies[target], found.on(target)) for target in report.targets}


@dataclass
class _Tally:
    """What is counted of a target.

    Args:
        asked: How many features have checks that it can have.
        held: How many of these hold entirely.
        faults: How many lines have which of the verdicts that break a run.
    """

    asked: int = 0
    held: int = 0
    faults: Counter[Verdict] = field(default_factory=Counter)

    def add(self, cell: Cell) -> None:
        """Count a cell."""
        good, every = cell.counted
        self.asked += every > 0
        self.held += good == every > 0
        if cell.verdict.breaks:  # as soon as one of its lines does
            self.faults.update(line.verdict for line in cell.results if line.verdict.breaks)


_FAULTS = (
    (Verdict.FAIL, "failure that no known issue explains", "failures that no known issue explains"),
    (Verdict.ERROR, "error of the harness or a server", "errors of the harness or a server"),
    (Verdict.FIXED, "fixed, whose ledger entry must go", "fixed, whose ledger entries must go"),
)


def _answer(report: Report, target: str, tally: _Tally, found: Iterable[Finding]) -> str:
    if report.state(target) == "not run":
        return f"did not run: {report.server(target).reason or 'no check was asked for'}"
    said = [f"{tally.held} of {in_words(tally.asked, 'feature')} {'holds' if tally.asked == 1 else 'hold'} entirely"]
    faults = [f"{n} {one if n == 1 else many}" for v, one, many in _FAULTS if (n := tally.faults[v])]
    known = [finding.impact_on(target) for finding in found]
    told = sentence(impact for impact in known if impact is not None)
    if unsaid := sum(impact is None for impact in known):
        told = ", ".join(filter(None, (told, in_words(unsaid, "known issue"))))
    unseen = report.partial(target) if target in report.gaps or not report.part else ""
    said += filter(None, (", ".join(faults), told, unseen))
    return "; ".join(said)


def in_words(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def reach(report: Report, finding: Finding) -> str:
    """How much of a run a finding is seen in, at its worst."""
    ran = sum(report.state(target) != "not run" for target in report.targets)
    said = f"{_some(finding.hit, ran)}, {in_words(len(finding.places), 'feature')}"
    milder = len(finding.targets) - len(finding.hit)
    return f"{said}; milder on {milder} more" if milder else said


def _some(targets: Sequence[str], of: int) -> str:
    """Targets in a few words."""
    if len(targets) == of > 1:
        return "all targets"
    return ", ".join(targets) if len(targets) <= 2 else in_words(len(targets), "target")

"""Whether a chapter of the documentation can be used on a target: "yes, but 2 ways to lose data"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assay.domain.impacts import Impact, sentence
from assay.domain.verdicts import Verdict
from assay.reporting.answer import in_words, outdated
from assay.reporting.findings import Finding
from assay.reporting.model import Report

_HARMFUL = Impact.ERROR.rank
"""Up to this one an impact makes a "yes" a "yes, but": what is milder does no harm to who knows of it."""
_NAMED = 3
"""How many of the worst findings are named."""


@dataclass(frozen=True)
class Usable:
    """The answer for a chapter on one or several targets.

    Args:
        asked: How many of its features the targets can have.
        held: How many of them hold entirely.
        impacts: What is known of it there, by impact, each finding once.
        worst: The findings that harm, the worst first.
        failing: How many of its checks fail, or end in an error, that no known issue explains.
        outdated: How many findings are of older editions of the documentation only.
        reason: Why nothing is known of it; empty if something is.
        by_ledger: Whether it is what the ledger says, and nothing was run: then ``held`` counts features without a
            known issue.
    """

    asked: int
    held: int
    impacts: tuple[Impact, ...] = ()
    worst: tuple[Finding, ...] = ()
    failing: int = 0
    outdated: int = 0
    reason: str = ""
    by_ledger: bool = False

    @property
    def answer(self) -> str:
        """It in a word or two: ``yes``, ``yes, but``, ``no``, ``not known``."""
        if self.failing:
            return "not as it is"
        if self.reason or not self.asked:
            return "not known"
        if any(impact.rank <= _HARMFUL for impact in self.impacts):
            return "yes, but"
        return "yes"

    @property
    def sentence(self) -> str:
        """All of it in a sentence, without the names of the chapter and the targets."""
        if (self.reason or not self.asked) and not self.failing:
            return f"not known: {self.reason or 'nothing of it was run'}"
        one = self.asked == 1
        does = ("has" if one else "have") + " no known issue" if self.by_ledger else f"hold{'s' * one} entirely"
        holds = f"{self.held} of {in_words(self.asked, 'feature')} {does}"
        known = ", ".join(filter(None, (sentence(self.impacts), outdated(self.outdated))))
        if self.failing:
            failing = f"{in_words(self.failing, 'check')} of it {'fails' if self.failing == 1 else 'fail'}"
            return "; ".join(filter(None, (f"not as it is: {failing}, and nobody knows why", known, holds)))
        if self.answer == "yes, but":
            return f"yes, but {known}; {holds}"
        return f"yes: {holds}" + (f"; {known}" if known else "")

    @property
    def named(self) -> tuple[Finding, ...]:
        """The worst that is known, as far as it is named."""
        return self.worst[:_NAMED]


def of_known(
    asked: int, broken: int, found: Iterable[tuple[Finding, Impact | None]], *, by_ledger: bool = False
) -> Usable:
    """What the ledger alone says.

    Args:
        asked: How many features the targets can have.
        broken: How many of them have a known issue there.
        found: The findings, the worst first, with what they do there.
        by_ledger: Whether nothing was run.
    """
    known = [(finding, impact) for finding, impact in found if impact is not None]
    harmful = tuple(finding for finding, impact in known if impact.rank <= _HARMFUL)
    return Usable(asked, asked - broken, tuple(impact for _, impact in known), harmful, by_ledger=by_ledger)


def usable(report: Report) -> dict[str, list[tuple[tuple[str, ...], Usable]]]:
    """The answers of a run, by chapter: for targets of which the same is to be said, one.

    Args:
        report: What is shown of the run.
    """
    found_here = report.findings
    by_issue = {i.id: finding for finding in (*found_here.seen, *found_here.outdated) for i in finding.issues}
    order = {finding.name: n for n, finding in enumerate(report.findings.seen)}
    tallies: dict[tuple[str, str], _Tally] = defaultdict(_Tally)
    for (feature, target), cell in report.cells.items():
        tally = tallies[feature.partition(".")[0], target]
        good, every = cell.counted
        tally.asked += every > 0 and cell.verdict is not Verdict.NOT_RUN
        tally.held += good == every > 0
        for line in cell.results:
            if line.verdict in (Verdict.FAIL, Verdict.ERROR):
                tally.failing += 1
            elif line.verdict is Verdict.KNOWN and (finding := by_issue.get(line.issue)):
                tally.add(finding, report, line.issue)
    found: dict[str, list[tuple[tuple[str, ...], Usable]]] = defaultdict(list)
    for (chapter, target), tally in tallies.items():
        one = tally.answer(order, report.server(target).reason if report.state(target) == "not run" else "")
        same = next((n for n, (_, other) in enumerate(found[chapter]) if other == one), None)
        if same is None:
            found[chapter].append(((target,), one))
        else:
            found[chapter][same] = ((*found[chapter][same][0], target), one)
    return dict(found)


class _Tally:
    """What is counted of a chapter on a target; see :class:`Usable`."""

    def __init__(self) -> None:
        self.asked = self.held = self.failing = 0
        self.findings: dict[str, tuple[Finding, Impact]] = {}
        self.outdated: set[str] = set()

    def add(self, finding: Finding, report: Report, issue: str) -> None:
        """Count a finding with the worst that it does in this chapter."""
        about = report.issue(issue)
        impact = next((impact for impact in Impact if about and impact.value == about.impact), None)
        if about and about.outdated(report.library):
            if finding.outdated:
                self.outdated.add(finding.name)
            return
        if impact is None:
            return
        before = self.findings.get(finding.name)
        if before is None or impact.rank < before[1].rank:
            self.findings[finding.name] = finding, impact

    def answer(self, order: Mapping[str, int], reason: str) -> Usable:
        """What it comes to."""
        ordered = sorted(self.findings.values(), key=lambda one: (one[1].rank, order[one[0].name]))
        made = of_known(self.asked, self.asked - self.held, ordered)
        return replace(made, failing=self.failing, outdated=len(self.outdated), reason=reason)

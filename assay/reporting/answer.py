"""The first screen of a report, whatever its format: how each target stands that was asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assay.domain.impacts import Impact, sentence
from assay.domain.verdicts import Verdict
from assay.reporting.cells import NOTHING, Cell, Unseen
from assay.reporting.findings import Finding, Findings
from assay.reporting.model import Report

WORST = 5
"""How many findings stand on the first screen."""


ORDER = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.FIXED,
    Verdict.KNOWN,
    Verdict.NOT_RUN,
    Verdict.UNSUPPORTED,
    Verdict.PASS,
)
"""From harm to harmless: what is cut off on a narrow terminal is what matters least."""
FEW = 3
"""Up to so many targets have a sentence each; more of them would be read by nobody, and have a row of a table."""
COUNTING = (
    "A feature holds entirely if every check of it held that the target and its stores can have, also if a part of it "
    "is unsupported. A fault counts once on a target, as the worst that it does there, however many features it "
    "breaks; verdicts count features."
)
"""How the numbers of the answer come about, and why others stand in a table of verdicts."""


@dataclass(frozen=True)
class Standing:
    """How a target stands.

    Args:
        target: Its id.
        asked: How many features have checks that it can have.
        held: How many of these hold entirely.
        faults: How many lines have which of the verdicts that break a run.
        impacts: How many findings do what there at their worst; None stands for a ledger that did not say.
        outdated: How many findings it has of older editions of the documentation only.
        partial: What was not seen of it and why, in words; empty if all was.
        not_seen: How much that is.
        reason: Why it did not run; empty if it did.
    """

    target: str
    asked: int = 0
    held: int = 0
    faults: Counter[Verdict] = field(default_factory=Counter)
    impacts: Counter[Impact | None] = field(default_factory=Counter)
    outdated: int = 0
    partial: str = ""
    not_seen: Unseen = NOTHING
    reason: str = ""

    @property
    def holds(self) -> str:
        """How many features hold, in figures."""
        return f"{self.held} of {self.asked}"

    @property
    def sentence(self) -> str:
        """All of it in a sentence, without the name of the target."""
        if self.reason:
            return f"did not run: {self.reason}"
        said = [_entirely(self.held, self.asked)]
        faults = [f"{n} {one if n == 1 else many}" for v, one, many in _FAULTS if (n := self.faults[v])]
        known = filter(None, (_told(self.impacts), outdated(self.outdated)))
        return "; ".join(filter(None, (*said, ", ".join(faults), ", ".join(known), self.partial)))


def standings(report: Report, found: Findings) -> list[Standing]:
    """How each target stands.

    Args:
        report: The run, without what it was not asked for.
        found: Its findings.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for (_, target), cell in report.cells.items():
        tallies[target].add(cell)
    older = Counter(target for finding in found.outdated for target in finding.targets)
    return [_standing(report, t, tallies[t], found.on(t), older[t]) for t in report.targets]


def together(report: Report, found: Findings) -> str:
    """All targets that ran in a sentence; empty if there are too few for it to say anything else than theirs.

    Args:
        report: The run, without what it was not asked for.
        found: Its findings.
    """
    ran = [standing.target for standing in report.standings if not standing.reason]
    if len(ran) <= FEW:
        return ""
    asked: dict[str, bool] = {}
    for (feature, target), cell in report.cells.items():
        good, every = cell.counted
        if every and target in ran:
            asked[feature] = asked.get(feature, True) and good == every
    known = Counter(finding.impact for finding in found.seen)
    said = f"{_entirely(sum(asked.values()), len(asked))} on every target that can have {_them(len(asked))}"
    both = filter(None, (_told(known), outdated(len(found.outdated))))
    return "; ".join(filter(None, (said, ", ".join(both))))


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


@dataclass
class _Tally:
    """What is counted of a target while its cells are gone through; see :class:`Standing`."""

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


def outdated(count: int) -> str:
    """How many findings are of older editions of the documentation, which nobody reads any more; empty for none."""
    return f"{in_words(count, 'mistake')} of an older edition of the documentation, mended since" if count else ""


def _standing(report: Report, target: str, tally: _Tally, found: Iterable[Finding], older: int) -> Standing:
    if report.state(target) == "not run":
        return Standing(target, reason=report.server(target).reason or "no check was asked for")
    not_seen = report.not_seen.get(target)
    return Standing(
        target,
        tally.asked,
        tally.held,
        tally.faults,
        Counter(finding.impact_on(target) for finding in found),
        outdated=older,
        partial=report.partial(target) if not_seen or not report.part else "",
        not_seen=not_seen or NOTHING,
    )


def _entirely(held: int, asked: int) -> str:
    return f"{held} of {in_words(asked, 'feature')} {'holds' if asked == 1 else 'hold'} entirely"


def _told(impacts: Counter[Impact | None]) -> str:
    """How many findings of each impact there are; empty for none."""
    told = sentence(impact for impact in impacts.elements() if impact is not None)
    return ", ".join(filter(None, (told, in_words(impacts[None], "known issue") if impacts[None] else "")))


def verdict_of_run(report: Report, *, fails: bool = False) -> str:
    """What came of the run as a whole, and how many checks have which verdict, from harm to harmless.

    Args:
        report: What is shown of the run.
        fails: Whether it fails for what the report does not have.
    """
    lines = (line for cell in report.cells.values() for line in cell.results)
    counts = Counter(line.verdict for line in lines if line.check)
    said = ", ".join(f"{counts[v]} {v.value}" for v in ORDER if counts[v]) or "no check"
    if fails or report.killed or report.problems or any(v.breaks for v in counts):
        what = "the run fails"
    else:
        what = "the run is as it should be" if {*counts} - {Verdict.NOT_RUN} else "nothing ran"
    return f"{what}: checks: {said}"


def in_words(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def reach(report: Report, finding: Finding) -> str:
    """How much of a run a finding is seen in, at its worst."""
    said = f"{named(report, finding.hit)}, {in_words(len(finding.places), 'feature')}"
    milder = [target for target in finding.targets if target not in finding.hit]
    return f"{said}; milder on {named(report, milder)}" if milder else said


def named(report: Report, targets: Sequence[str]) -> str:
    """Targets in a few words: all of them, or a backend for all of its targets that ran.

    Args:
        report: What is shown of the run.
        targets: Some of its targets.
    """
    ran: dict[str, list[str]] = defaultdict(list)
    for target in report.targets:
        if report.state(target) != "not run":
            ran[report.target(target).backend].append(target)
    if len(targets) == sum(map(len, ran.values())) > 1:
        return "all targets"
    words = dict.fromkeys(
        backend if len(own := ran[backend]) > 1 and {*own} <= {*targets} else target
        for target in targets
        for backend in [report.target(target).backend]
    )
    return ", ".join(words)

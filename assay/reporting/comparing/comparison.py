"""Compares two runs, feature by feature and target by target.

What a cell says is reduced to whether it *held* (pass, fixed), *failed* (fail, known), is *not offered* (unsupported,
or there is no such cell) or is *unknown* (not-run, error). A change follows from the two, and from their checks: a
check that held and now fails is a regression of its feature, also where another check fails on both sides. Nothing
that did not run on both sides counts as the same. What is known of a feature outranks what cannot be told of a check.
A check or feature with another name is followed: see :mod:`assay.reporting.comparing.renames`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.comparing import renames
from assay.reporting.comparing.baseline import Doubt, doubts
from assay.reporting.comparing.changes import FAILED, Change
from assay.reporting.comparing.known import come
from assay.reporting.comparing.pairs import Pair, pair_of
from assay.reporting.comparing.renames import Cells
from assay.reporting.findings import Finding
from assay.reporting.formats.digest import versions
from assay.reporting.model import Report, load


@dataclass(frozen=True)
class Version:
    """One thing that has a version, in both runs; empty where a run does not have it.

    Args:
        name: Its name for people.
        base: Its version in the base.
        candidate: Its version in the candidate.
        of_server: Whether it is a property of a server, and not of what is installed.
    """

    name: str
    base: str
    candidate: str
    of_server: bool = False

    @property
    def changed(self) -> bool:
        """Whether it differs."""
        return self.base != self.candidate


@dataclass
class Comparison:
    """Two runs side by side.

    Args:
        base: The run that is measured against.
        candidate: The run that is measured.
        pairs: Every feature and target that either run was asked for.
        versions: What both ran on, side by side.
        doubts: Why it says less than it seems to: nothing held in the base, for one. It fails on them.
        notes: What ran otherwise than the user says.
    """

    base: Report
    candidate: Report
    pairs: list[Pair]
    versions: list[Version]
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def counts(self) -> Counter[Change]:
        """How many pairs changed in which way."""
        return Counter(pair.change for pair in self.pairs)

    def of(self, *changes: Change) -> list[Pair]:
        """The pairs with one of the changes."""
        return [pair for pair in self.pairs if pair.change in changes]

    def listed(self, change: Change) -> list[Pair]:
        """The pairs that changed so, and those of which only some checks did; these have the reasons of the checks."""
        return [found for pair in self.pairs if (found := pair.told_as(change))]

    @cached_property
    def changes(self) -> list[Change]:
        """What there is of changes, also of single checks, in the order of reports."""
        seen = {*self.counts, *(what for pair in self.pairs for what, _ in pair.also)}
        return [change for change in Change if change in seen]

    @property
    def regressed(self) -> list[Pair]:
        """What held and now fails, or some of its checks."""
        return self.of(Change.REGRESSED)

    @property
    def renamed(self) -> list[str]:
        """Features that held and are gone from a target on which features that are new fail: one may be the other."""
        come = {p.target for p in self.of(Change.NEW) if p.base is None and p.candidate in FAILED}
        gone = self.of(Change.GONE)
        return list(dict.fromkeys(p.feature for p in gone if p.target in come))

    @cached_property
    def taken_for(self) -> dict[tuple[str, str, str], list[str]]:
        """Targets by feature, old and new name of checks that were taken for the same, though nobody says so."""
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for pair in self.pairs:
            for was, now in pair.checks.renamed:
                found[pair.feature, was, now].append(pair.target)
        return dict(found)

    @property
    def untold(self) -> bool:
        """Whether something may have regressed and nobody can tell, though both runs were asked for it."""
        return bool(self.cut_off) or any(change.untold for change in self.changes)

    @property
    def cut_off(self) -> list[str]:
        """The sides that did not come to their end, or whose file is damaged; the candidate also if it has no plan."""
        sides = {"base": self.base.whole or not _is_cut(self.base), "candidate": self.candidate.whole}
        return [side for side, whole in sides.items() if not whole]

    @property
    def changed_versions(self) -> list[Version]:
        """What the two did not have in common: what is installed, then the servers."""
        return sorted((version for version in self.versions if version.changed), key=lambda version: version.of_server)

    @cached_property
    def new_findings(self) -> list[Finding]:
        """What of its ledger the candidate has seen, and the base has not, though it said something there."""
        return come(self.base, self.candidate, self.pairs)

    @cached_property
    def gone_findings(self) -> list[Finding]:
        """What of its ledger the base has seen, and the candidate has not, though it said something there."""
        return come(self.candidate, self.base, self.pairs, backwards=True)

    def fails(self, *, allow_missing: bool = False) -> bool:
        """Whether ``assay compare`` fails on it.

        Args:
            allow_missing: Whether it may be that nobody can tell.
        """
        known = any(change.fails_compare and not change.untold for change in self.changes)
        return known or bool(self.doubts) or (self.untold and not allow_missing)

    @property
    def fails_upgrade(self) -> bool:
        """Whether ``assay upgrade`` fails on it."""
        return self.fails() or any(change.fails_upgrade for change in self.changes)


def _is_cut(report: Report) -> bool:
    """Whether a run has no end, was stopped before it, or is damaged; one of an older Assay has no plan, and is not."""
    end = report.run.end
    return end is None or not end.whole or bool(report.run.damage)


def compare_files(base: Path, candidate: Path) -> Comparison:
    """Compare two results files, or the directories that hold them.

    Raises:
        UsageError: One cannot be read, or the two cannot be compared; the text says why.
    """
    return compare(load(base), load(candidate))


def compare(base: Report, candidate: Report) -> Comparison:
    """Compare two runs; their versions, targets and features may differ.

    Args:
        base: The run that is measured against.
        candidate: The run that is measured.

    Raises:
        UsageError: They have nothing in common that both ran, or claim the same id without being the same run.
    """
    _refuse(base, candidate)
    return side_by_side(base, candidate, doubts(base))


def side_by_side(base: Report, candidate: Report, doubts: Iterable[Doubt] = ()) -> Comparison:
    """Compare two runs of the same question, whatever came of them: what one of them did not run is said to be lost.

    Args:
        base: The run that is measured against.
        candidate: The run that is measured.
        doubts: Why the comparison says less than it seems to.
    """
    features, sides = _sides(base, candidate)
    targets = _merged(base.targets, candidate.targets)
    both = [pair_of(base, candidate, sides, (f, t)) for f in features for t in targets]
    return Comparison(base, candidate, [p for p in both if p is not None], _versions(base, candidate), [*doubts])


def _refuse(base: Report, candidate: Report) -> None:
    """Refuse runs that cannot be compared."""
    if base.id == candidate.id and base.started != candidate.started:
        raise UsageError(
            f"the runs cannot be compared: two different manifests claim to be run {base.id}, "
            f"started {base.started or 'unknown'} and {candidate.started or 'unknown'}; one file was edited or mixed up"
        )
    for side, report in (("base", base), ("candidate", candidate)):
        if not report.run.results:
            why = "it was killed before its first check" if report.killed else "it checked nothing"
            raise UsageError(f"the runs cannot be compared: the {side}, run {report.id}, has no results: {why}")
    if not set(base.targets) & set(candidate.targets):
        raise UsageError(
            f"the runs cannot be compared: no common target: the base has {', '.join(base.targets)}; "
            f"the candidate has {', '.join(candidate.targets)}"
        )
    sides = _sides(base, candidate)[1]
    if not any(_said(cell) and _said(sides[1].get(key)) for key, cell in sides[0].items()):
        why = _why(base, candidate)
        raise UsageError(f"the runs cannot be compared: no feature was run on the same target in both; {why}")


def _sides(base: Report, candidate: Report) -> tuple[list[str], tuple[Cells, Cells]]:
    """The features of both runs, and their cells, under the names that they have now."""
    names = renames.names(base, candidate)
    features = _merged(*([names.feature(report, f) for f in report.features] for report in (base, candidate)))
    return features, (names.cells(base), names.cells(candidate))


def _merged(base: Iterable[str], candidate: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*base, *candidate]))


def _said(cell: Cell | None) -> bool:
    """Whether any check of a cell says something of the library."""
    return cell is not None and any(r.verdict.ran or r.verdict is Verdict.UNSUPPORTED for r in cell.results)


def _why(base: Report, candidate: Report) -> str:
    ran = [[t for t in report.targets if report.state(t) != "not run"] for report in (base, candidate)]
    shown = [", ".join(targets) or "nothing" for targets in ran]
    return f"the base ran on {shown[0]}; the candidate on {shown[1]}"


def _versions(base: Report, candidate: Report) -> list[Version]:
    old, new = _named(base), _named(candidate)
    installed = {*versions(base.about_run), *versions(candidate.about_run)}
    return [Version(n, old.get(n, ""), new.get(n, ""), n not in installed) for n in _merged(old, new)]


def _named(report: Report) -> dict[str, str]:
    """Everything that has a version or a setting, by a name for people."""
    found = versions(report.about_run)
    for backend, server in report.servers.items():
        said = {"version": server.version, "source": server.source, "image_digest": server.image_digest}
        found |= {f"{backend} {key}": value for key, value in said.items()}
        found |= {f"{backend}: {key}": str(value) for key, value in (server.settings or {}).items()}
    return {name: value for name, value in found.items() if value}

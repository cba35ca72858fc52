"""Compares two runs, feature by feature and target by target.

What a cell says is reduced to whether it *held* (pass, fixed), *failed* (fail, known), is *not offered* (unsupported,
or there is no such cell) or is *unknown* (not-run, error). A change follows from the two, and from their checks: a
check that held and now fails is a regression of its feature, also where another check fails on both sides. Nothing
that did not run on both sides counts as the same. What is known of a feature outranks what cannot be told of a check.
A check or feature with another name is followed: see :mod:`assay.reporting.comparing.renames`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.reporting.comparing import renames
from assay.reporting.comparing.baseline import Doubt, doubts
from assay.reporting.comparing.checks import (
    FAILED,
    HELD,
    Change,
    Checks,
    Said,
    change,
    checks,
    groups,
    of_check,
    reasons,
)
from assay.reporting.comparing.renames import Cells
from assay.reporting.formats.digest import versions
from assay.reporting.model import Cell, Report, load
from assay.results.missing import CUT_OFF, NO_PLAN, NOT_SELECTED


@dataclass(frozen=True)
class Pair:
    """One feature on one target in both runs.

    Args:
        feature: Id of the feature.
        target: Id of the target.
        change: What became of it.
        base: The base's verdict; None if it has no such cell.
        candidate: The candidate's.
        base_reason: The base's reason.
        candidate_reason: The candidate's.
        check: The check that gives the reasons; empty if they are those of the feature as a whole.
        more: How many of its checks changed beside that one.
        checks: Its checks that changed.
        also: What became of its other checks: they did not change as the feature did.
        ids: What the feature is called in the base and in the candidate.
    """

    feature: str
    target: str
    change: Change
    base: Verdict | None
    candidate: Verdict | None
    base_reason: str = ""
    candidate_reason: str = ""
    check: str = ""
    more: int = 0
    checks: Checks = field(default_factory=Checks)
    also: tuple[tuple[Change, Said], ...] = ()
    ids: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Version:
    """One thing that has a version, in both runs; empty where a run does not have it."""

    name: str
    base: str
    candidate: str

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
        found = []
        for pair in self.pairs:
            if pair.change is change:
                found.append(pair)
            for what, said in pair.also:
                if what is change:
                    found.append(
                        replace(
                            pair,
                            change=change,
                            base_reason=said.base,
                            candidate_reason=said.candidate,
                            check=said.check,
                            more=said.more,
                            also=(),
                        )
                    )
        return found

    @property
    def regressed(self) -> list[Pair]:
        """What held and now fails, or some of its checks."""
        return self.of(Change.REGRESSED)

    @property
    def new_errors(self) -> list[Pair]:
        """What held, and now ends in an error that is not the library's: nobody knows whether it still holds."""
        return [p for p in self.pairs if p.checks.errors or (p.base in HELD and p.candidate is Verdict.ERROR)]

    @property
    def lost(self) -> list[Pair]:
        """What held and now was not run, or some of its checks: nobody knows whether it still holds."""
        return [p for p in self.pairs if p.checks.lost or p.checks.left_out or _vanished(p)]

    @property
    def missing(self) -> list[Pair]:
        """What of it the candidate was asked for: it ought to have been run."""
        return [p for p in self.lost if p.checks.lost or (_vanished(p) and p.candidate_reason != NOT_SELECTED)]

    @property
    def unseen(self) -> list[Pair]:
        """What fails, or some of its checks, and was not seen in the base: nobody knows whether it ever held."""
        return [p for p in self.pairs if p.checks.unseen or p.checks.unasked or _appeared(p)]

    @property
    def surprising(self) -> list[Pair]:
        """What of it the base was asked for: it ought to have been seen."""
        return [p for p in self.unseen if p.checks.unseen or (_appeared(p) and p.base_reason != NOT_SELECTED)]

    @property
    def new_failures(self) -> list[Pair]:
        """What held and now fails, in checks that the base did not have."""
        return [p for p in self.of(Change.NEW) if p.base in HELD and p.candidate in FAILED]

    @property
    def renamed(self) -> list[str]:
        """Features that held and are gone from a target on which features that are new fail: one may be the other."""
        gone = {p.target for p in self.of(Change.REMOVED) if p.base in HELD and p.candidate is None}
        come = {p.target for p in self.of(Change.NEW) if p.base is None and p.candidate in FAILED}
        pairs = [p for p in self.of(Change.REMOVED) if p.candidate is None and p.base in HELD]
        return list(dict.fromkeys(p.feature for p in pairs if p.target in gone & come))

    @property
    def untold(self) -> bool:
        """Whether something may have regressed and nobody can tell, though both runs were asked for it."""
        return bool(self.cut_off or self.missing or self.surprising or self.renamed)

    @property
    def cut_off(self) -> list[str]:
        """The sides that did not come to their end, or whose file is damaged; the candidate also if it has no plan."""
        sides = {"base": self.base.whole or not _is_cut(self.base), "candidate": self.candidate.whole}
        return [side for side, whole in sides.items() if not whole]

    @property
    def changed_versions(self) -> list[Version]:
        """What the two did not have in common."""
        return [version for version in self.versions if version.changed]

    @property
    def exit_code(self) -> int:
        """1 if anything regressed, or held and now ends in an error, or fails in a new check; or if nothing held."""
        return 1 if self.regressed or self.new_errors or self.new_failures or self.doubts else 0


def _is_cut(report: Report) -> bool:
    """Whether a run has no end, was stopped before it, or is damaged; one of an older Assay has no plan, and is not."""
    end = report.run.end
    return end is None or not end.whole or bool(report.run.damage)


def _vanished(pair: Pair) -> bool:
    """Whether a feature as a whole held, and was not run."""
    if pair.change is not Change.NOT_COMPARABLE or pair.checks.left_out:
        return False
    return pair.base in HELD and pair.candidate in (None, Verdict.NOT_RUN)


def _appeared(pair: Pair) -> bool:
    """Whether a feature as a whole fails, and was not seen before."""
    if pair.change is not Change.NOT_COMPARABLE or pair.checks.unasked:
        return False
    return pair.base in (None, Verdict.NOT_RUN, Verdict.ERROR) and pair.candidate in FAILED


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
    both = [_pair(base, candidate, sides, (f, t)) for f in features for t in targets]
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


def _pair(base: Report, candidate: Report, sides: tuple[Cells, Cells], key: tuple[str, str]) -> Pair | None:
    """What became of one cell; None if neither run has it, or was asked for it."""
    cells = sides[0].get(key), sides[1].get(key)
    old, new = _asked(*cells)
    if old is None and new is None:
        return None
    runs = base.id, candidate.id
    moved = checks(old, new, (base.whole, candidate.whole)) if old and new else Checks()
    lost = (not old and _unbounded(base)) or (not new and _unbounded(candidate))
    what = Change.NOT_COMPARABLE if lost else change(old, new, moved, runs)
    said = Said(old.reason if old else _absent(base, key), new.reason if new else _absent(candidate, key))
    also = []
    if old and new:
        said = reasons(old, new, what, moved, runs)
        found = ((other, groups(other, moved)) for other in Change if other is not what)
        also = [(other, of_check(old, new, names, moved)) for other, names in found if names]
        if what is Change.REGRESSED and not moved.regressed:  # what is new and fails is what it is told with
            also = [(other, about) for other, about in also if other is not Change.NEW]
    verdicts = (old.verdict if old else None, new.verdict if new else None)
    ids = tuple(cell.feature if cell else key[0] for cell in cells)
    return Pair(
        *key, what, *verdicts, said.base, said.candidate, said.check, said.more, moved, (*also,), (ids[0], ids[1])
    )


def _unbounded(report: Report) -> bool:
    """Whether nobody knows if a run would have had what is missing from it: it has no catalogue, and no end or plan."""
    return not report.context.catalogue and (report.killed or report.run.plan is None)


def _asked(old: Cell | None, new: Cell | None) -> tuple[Cell | None, Cell | None]:
    """Two cells without the checks that neither run was asked for; None for a cell of which nothing is left."""
    unasked = [
        {(r.check, r.store) for r in cell.results if r.reason == NOT_SELECTED} if cell else set() for cell in (old, new)
    ]
    neither = unasked[0] & unasked[1]
    found: list[Cell | None] = []
    for cell, other, mine in ((old, new, unasked[0]), (new, old, unasked[1])):
        left = (r for r in cell.results if (r.check, r.store) not in (neither if other else mine)) if cell else ()
        lines = tuple(left)
        found.append(replace(cell, results=lines) if cell and lines else None)
    return found[0], found[1]


def _absent(report: Report, key: tuple[str, str]) -> str:
    if _unbounded(report):
        return CUT_OFF if report.killed else NO_PLAN
    if key[1] not in report.targets:
        return "the run has no such target"
    return "the run has no such feature on this target"


def _versions(base: Report, candidate: Report) -> list[Version]:
    old, new = _named(base), _named(candidate)
    return [Version(name, old.get(name, ""), new.get(name, "")) for name in _merged(old, new)]


def _named(report: Report) -> dict[str, str]:
    """Everything that has a version or a setting, by a name for people."""
    found = versions(report.manifest)
    for backend, server in report.manifest["servers"].items():
        found |= {f"{backend} {key}": str(server.get(key, "")) for key in ("version", "source", "image_digest")}
        found |= {f"{backend}: {key}": str(value) for key, value in (server.get("settings") or {}).items()}
    return {name: value for name, value in found.items() if value}

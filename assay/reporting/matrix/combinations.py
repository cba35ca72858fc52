"""A version matrix: one run for each combination of versions, and what changed between neighbours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import HELD, Change
from assay.reporting.comparing.comparison import Comparison, compare
from assay.reporting.comparing.pairs import Pair
from assay.reporting.comparing.wording import cause, reasons_of, word
from assay.reporting.model import Report

_REST = {Verdict.FAIL: "x", Verdict.UNSUPPORTED: "u", Verdict.NOT_RUN: "n", Verdict.ERROR: "E"}
LEGEND = (
    "Features that hold / features that ran; of the latter, x: failed without a known issue; "
    "beside them, u: unsupported there, n: not run, E: errors of the harness. "
    "Most that do not hold are known issues of every version."
)


_Key: TypeAlias = "tuple[str, Verdict | None, Verdict | None, str, int]"


@dataclass
class Combination:
    """One combination of versions.

    Args:
        versions: What distinguishes it: version or range by axis.
        report: What its run said; None if it could not run.
        problem: Why it could not, or not to its end.
        seconds: Wall time of the run.
        resolved: The version of every distribution of its environment, by canonical name.
    """

    versions: Mapping[str, str]
    report: Report | None = None
    problem: str = ""
    seconds: float = 0.0
    resolved: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The versions in a few words."""
        return " ".join(f"{axis} {version}" for axis, version in self.versions.items())

    @property
    def title(self) -> str:
        """Its name with the versions that its ranges were resolved to, and what is wrong with its run."""
        parts = []
        for axis, version in self.versions.items():
            found = self.resolved.get(axis.partition("[")[0], version)
            parts.append(f"{axis} {version}" + (f" ({found})" if found != version else ""))
        wrong = self.problem or ("killed before its end" if self.report and self.report.killed else "")
        return " ".join(parts) + (f" ({wrong})" if self.report and wrong else "")

    @property
    def servers(self) -> dict[str, str]:
        """The version that each server of its run reported."""
        found = self.report.servers if self.report else {}
        return {name: server.version for name, server in found.items() if server.version}


@dataclass(frozen=True)
class Moved:
    """A feature that changed in the same way on some targets.

    Args:
        feature: Its id.
        base: Its verdict in the older run; None if it is not there.
        candidate: Its verdict in the newer one.
        check: The check that changed, if the feature as a whole does not tell.
        more: How many of its checks changed beside that one.
        targets: Where.
    """

    feature: str
    base: Verdict | None
    candidate: Verdict | None
    check: str
    more: int
    targets: tuple[str, ...]

    @property
    def verdicts(self) -> str:
        """What it says in both, in words; once if that is the same."""
        return word(self.base) if self.base is self.candidate else f"{word(self.base)} → {word(self.candidate)}"

    @property
    def checks(self) -> str:
        """The checks that changed, in words; empty if the feature as a whole tells."""
        return f"{self.check}{f' and {self.more} more' if self.more else ''}"


@dataclass(frozen=True)
class Step:
    """From one combination to the next one of one axis.

    Args:
        older: Where it starts.
        newer: Where it ends.
        comparison: What changed; None if that cannot be said.
        problem: Why it cannot.
    """

    older: Combination
    newer: Combination
    comparison: Comparison | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """Where it leads, with what both sides have in common behind it."""
        (axis,) = (a for a in self.older.versions if self.older.versions[a] != self.newer.versions[a])
        common = " ".join(f"{a} {v}" for a, v in self.older.versions.items() if a != axis)
        with_ = f" (with {common})" if common else ""
        return f"{axis} {self.older.versions[axis]} → {self.newer.versions[axis]}{with_}"

    @cached_property
    def causes(self) -> list[tuple[Change, str, list[Moved]]]:
        """What changed: every change and its cause, with the features that it moved, those with the most first."""
        if self.comparison is None:
            return []
        found = []
        for change in filter(lambda change: change.known, Change):
            causes: dict[str, dict[_Key, list[Pair]]] = defaultdict(lambda: defaultdict(list))
            for pair in self.comparison.listed(change):
                causes[cause(pair)][pair.feature, pair.base, pair.candidate, pair.check, pair.more].append(pair)
            for said, groups in sorted(causes.items(), key=lambda item: -sum(map(len, item[1].values()))):
                found.append((change, said, [Moved(*key, tuple(p.target for p in g)) for key, g in groups.items()]))
        return found

    @cached_property
    def unknown(self) -> list[str]:
        """Of what nobody can say whether it changed, and why: one line for each reason."""
        if self.comparison is None:
            return []
        unknown = [change for change in Change if not change.known and change is not Change.SAME]
        found = [line for change in unknown for line in reasons_of(self.comparison.listed(change))]
        return [f"{count} x {said} on {targets}" for said, targets, count in found]

    @property
    def nothing(self) -> str:
        """What is to be said where no change is known; empty if one is."""
        if self.problem or self.causes:
            return ""
        return "Nothing is known to have changed." if self.unknown else "Nothing changed."


@dataclass
class Matrix:
    """All combinations.

    Args:
        axes: The values of each axis, in their order.
        cells: Every combination, the last axis changing fastest.
        targets: The targets of the table.
        command: How it was made.
    """

    axes: Mapping[str, Sequence[str]]
    cells: Sequence[Combination]
    targets: Sequence[str]
    command: str = ""

    @cached_property
    def steps(self) -> list[Step]:
        """Every pair of neighbours: they differ in one axis, and there by one place."""
        found = []
        for newer in self.cells:
            for axis, values in self.axes.items():
                place = values.index(newer.versions[axis])
                if place:
                    wanted = {**newer.versions, axis: values[place - 1]}
                    older = next(cell for cell in self.cells if cell.versions == wanted)
                    found.append(_step(older, newer))
        return found

    def shares(self, cell: Combination) -> list[str]:
        """What a cell's row says of each target."""
        return [share(cell.report, target) for target in self.targets] if cell.report else []


def _step(older: Combination, newer: Combination) -> Step:
    for cell in (older, newer):
        if cell.report is None:
            return Step(older, newer, None, f"{cell.name} did not run.")
    assert older.report is not None
    assert newer.report is not None
    try:
        return Step(older, newer, compare(older.report, newer.report))
    except UsageError as error:
        return Step(older, newer, None, str(error))


def share(report: Report, target: str) -> str:
    """What holds of what ran, on one target: ``57/60 3x +2u``; see :data:`LEGEND`."""
    counts = Counter(
        cell.verdict
        for (_, where), cell in report.cells.items()
        if where == target and (cell.verdict is not Verdict.NOT_RUN or cell.cause is not Cause.NOT_SELECTED)
    )
    ran = sum(counts[v] for v in Verdict if v.ran)
    rest = {v: f"{counts[v]}{letter}" for v, letter in _REST.items() if counts[v]}
    failed = rest.pop(Verdict.FAIL, "")
    if not ran:
        return "not run"
    return " ".join(filter(None, (f"{sum(counts[v] for v in HELD)}/{ran}", failed, *(f"+{r}" for r in rest.values()))))

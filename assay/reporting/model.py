"""The model of a report: one verdict per feature and target, from the lines of one run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assay.results import Result, Run
from assay.verdicts import Verdict, worst

NO_CHECK = "no check yet"


@dataclass(frozen=True)
class Cell:
    """What a run says of one feature on one target.

    Args:
        feature: Id of the feature.
        target: Id of the target.
        results: The lines it follows from.
    """

    feature: str
    target: str
    results: tuple[Result, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its checks."""
        return worst(r.verdict for r in self.results)

    @property
    def reason(self) -> str:
        """The reason of the worst verdict."""
        return next(r.reason for r in self.results if r.verdict is self.verdict)


@dataclass
class Report:
    """One run, ready to be rendered.

    Args:
        run: The lines.
        cells: The cells by feature and target; a pair that the feature does not vary over has none.
        features: Ids of the features, in order of appearance.
        targets: Ids of the targets, in order of appearance.
    """

    run: Run
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    features: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest, as complete as the run left it."""
        return {**self.run.header.manifest, "servers": self.run.servers}

    def counts(self, target: str) -> Counter[Verdict]:
        """How many features of a target have which verdict."""
        return Counter(cell.verdict for (_, t), cell in self.cells.items() if t == target)

    @property
    def without_checks(self) -> list[str]:
        """Features that no check proves yet."""
        found = {c.feature for c in self.cells.values() if all(r.reason == NO_CHECK for r in c.results)}
        return [f for f in self.features if f in found]

    def cells_with(self, *verdicts: Verdict) -> list[Cell]:
        """The cells with one of the verdicts."""
        return [cell for cell in self.cells.values() if cell.verdict in verdicts]

    def state(self, target: str) -> str:
        """``complete``; ``partial`` if a feature was not run; ``not run`` if none was."""
        counts = self.counts(target)
        if not any(counts[v] for v in Verdict if v.ran):
            return "not run"
        missing = counts[Verdict.NOT_RUN]
        return "partial" if missing or self.run.end is None else "complete"


def build(run: Run, order: Iterable[str] = ()) -> Report:
    """Make a report of a run.

    Args:
        run: The lines.
        order: Feature ids in the order in which they are to appear; others follow.
    """
    grouped: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in run.results:
        grouped[result.feature, result.target].append(result)
    features = dict.fromkeys([f for f in order if any(f == k for k, _ in grouped)] + sorted(f for f, _ in grouped))
    return Report(
        run=run,
        cells={key: Cell(*key, tuple(results)) for key, results in grouped.items()},
        features=list(features),
        targets=list(dict.fromkeys(target for _, target in grouped)),
    )

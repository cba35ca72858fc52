"""What breaks a run, one for each cause: what its first screen names, whatever the format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.domain.verdicts import Verdict
from assay.reporting.answer import ORDER
from assay.reporting.model import Report

SHOWN = 20
"""How many causes are named: the last screen of a terminal has them and the verdict."""
_NAMED = 3
"""How many features are named that have the same cause, and of each how many targets."""


@dataclass(frozen=True)
class BrokenBy:
    """One cause, and what it breaks.

    Args:
        verdict: What its checks came to.
        reason: The cause, for people.
        places: The targets by feature, in the order of the report.
    """

    verdict: Verdict
    reason: str
    places: Mapping[str, tuple[str, ...]]

    @property
    def first(self) -> tuple[str, str]:
        """The feature and target whose evidence says more."""
        feature, targets = next(iter(self.places.items()))
        return feature, targets[0]

    @property
    def where(self) -> str:
        """Features and targets in a few words."""
        return _some([f"{feature}[{_some(targets)}]" for feature, targets in self.places.items()])


def broken(report: Report) -> list[BrokenBy]:
    """Everything that breaks a run, by cause, wherever it was seen; what harms most is first."""
    told: dict[tuple[Verdict, str], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for line in (line for cell in report.cells.values() for line in cell.said() if line.verdict.breaks):
        told[line.verdict, line.reason][line.feature][line.target] = None
    found = [
        BrokenBy(verdict, reason, {feature: tuple(targets) for feature, targets in places.items()})
        for (verdict, reason), places in told.items()
    ]
    return sorted(found, key=lambda one: (ORDER.index(one.verdict), -sum(map(len, one.places.values()))))


def _some(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more

"""Checks and features that had other names in earlier runs: one run says what those were, and both are told alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import msgspec

from assay.reporting.cells import Cell
from assay.reporting.model import Report

Cells: TypeAlias = "Mapping[tuple[str, str], Cell]"


@dataclass(frozen=True)
class Names:
    """Former names by what they are called now.

    Args:
        features: The names of features that are no more, each with the one that there is.
        checks: The same of checks.
    """

    features: Mapping[str, str]
    checks: Mapping[str, str]

    def feature(self, report: Report, name: str) -> str:
        """What a feature of a run is called now; a name that the run has beside the new one stays."""
        now = self.features.get(name, name)
        return name if now in report.about_features else now

    def cells(self, report: Report) -> Cells:
        """The cells of a run under the names of now; each still has its feature's own."""
        if not self.features and not self.checks:
            return report.cells
        found: dict[tuple[str, str], Cell] = {}
        for (feature, target), cell in report.cells.items():
            key, renamed = (self.feature(report, feature), target), self._renamed(cell)
            if before := found.get(key):  # several features became one
                renamed = replace(before, results=before.results + renamed.results)
            found[key] = renamed
        return found

    def _renamed(self, cell: Cell) -> Cell:
        there = {line.check for line in cell.results}
        now = {name: self.checks[name] for name in there & self.checks.keys() if self.checks[name] not in there}
        if not now:
            return cell
        lines = (msgspec.structs.replace(r, check=now.get(r.check, r.check)) for r in cell.results)
        return replace(cell, results=tuple(lines))


def names(*reports: Report) -> Names:
    """What some runs say of former names, the newest run last."""
    ordered = sorted(reports, key=lambda report: report.started)
    features: dict[str, str] = {}
    checks: dict[str, str] = {}
    for report in ordered:
        features |= _by_former((info.id, info.formerly) for info in report.context.catalogue)
        checks |= _by_former(report.run.plan.former.items() if report.run.plan else ())
    return Names(followed(features), followed(checks))


def followed(names: Mapping[str, str]) -> dict[str, str]:
    """Each name with the last one that it came to have."""
    found = {}
    for was in names:
        now, seen = names[was], {was}
        while now in names and now not in seen:
            seen.add(now)
            now = names[now]
        found[was] = now
    return found


def named(features: list[str], now: Mapping[str, str]) -> list[str]:
    """Features under the names of now; one that is there beside the one of now keeps its own."""
    if not now:
        return features
    found: list[str] = []
    taken = {*features}
    for feature in features:
        found.append(now[feature] if feature in now and now[feature] not in taken else feature)
        taken.add(found[-1])
    return found


def _by_former(found: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    return {was: now for now, earlier in found for was in earlier}

"""The list of findings on the page: what each says, and by which databases it is narrowed without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assay.reporting import upstream
from assay.reporting.answer import reach
from assay.reporting.findings import Finding
from assay.reporting.model import Report
from assay.results.links import upstream_link

_PLACES = 40
"""How many features are named that have a finding."""
_IN_STYLES = re.compile(r"[A-Za-z0-9_-]+")
"""Names that mean nothing else in a style sheet."""


@dataclass(frozen=True)
class Narrowing:
    """A target or a backend to which the list of findings can be narrowed.

    Args:
        name: Its id.
        label: What people are shown.
        count: How many findings it has.
        targets: The targets.
    """

    name: str
    label: str
    count: int
    targets: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The fragment that narrows the list where no script runs; empty if its name cannot stand in a style sheet."""
        return f"on-{self.name}" if all(map(_IN_STYLES.fullmatch, (self.name, *self.targets))) else ""

    @property
    def others(self) -> str:
        """The CSS selector of the findings that none of the targets has."""
        return "".join(f':not([data-on*=" {target} "])' for target in self.targets)


def narrowings(report: Report) -> list[list[Narrowing]]:
    """The targets by backend, each backend with several of them before its own; empty if there is only one target."""
    backends: dict[str, list[str]] = {}
    for target in report.targets:
        backends.setdefault(report.target(target).backend, []).append(target)
    if len(report.targets) < 2:
        return []
    return [
        [
            *([_narrowing(report, name, f"{name} (all)", targets)] if len(targets) > 1 else []),
            *(_narrowing(report, target, target, [target]) for target in targets),
        ]
        for name, targets in backends.items()
    ]


def _narrowing(report: Report, name: str, label: str, targets: list[str]) -> Narrowing:
    count = sum(not {*targets}.isdisjoint(finding.targets) for finding in report.findings.seen)
    return Narrowing(name, label, count, tuple(targets))


def worst(report: Report, finding: Finding) -> dict[str, Any]:
    """A finding on the first screen."""
    return {
        "name": finding.name,
        "word": finding.word,
        "title": finding.title,
        "reach": reach(report, finding),
        "told": finding.reports.told,
        "workaround": finding.workaround,
    }


def listed(report: Report, finding: Finding) -> dict[str, Any]:
    """A finding as the page lists it; of one that the run has not seen, where its ledger says that it is."""
    targets = finding.targets or tuple(dict.fromkeys(t for issue in finding.issues for t in issue.targets))
    places = [
        (feature, at[0], "" if at == finding.targets else ", ".join(at)) for feature, at in finding.places.items()
    ]
    return {
        **worst(report, finding),
        "rank": finding.rank,
        "chapters": finding.chapters,
        "reported": " ".join(finding.reports.marks),
        "targets": targets,
        "hit": len(finding.hit),
        "on": finding.on if len(finding.on) > 1 else [("", targets)],
        "where": ";".join(f"{word}: {' '.join(there)} " for word, there in finding.on),
        "places": places[:_PLACES],
        "more": len(places[_PLACES:]),
        "reasons": finding.reasons,
        "workarounds": finding.workarounds,
        "versions": finding.versions,
        "mended_in": finding.mended_in,
        "mended": finding.mended,
        "editions": finding.editions,
        "faults": list(dict.fromkeys(issue.fault for issue in finding.issues if issue.fault)),
        "upstream": [_report(one, len(finding.issues) > 1) for one in finding.reports.each],
        "in_part": finding.reports.in_part,
        "page": finding.page,
        "ids": [issue.id for issue in finding.issues],
    }


def _report(told: upstream.Told, several: bool) -> dict[str, Any]:
    """Where it is reported, and of which of several entries."""
    return {
        "name": told.name,
        "href": upstream_link(told.name),
        "words": told.words,
        "issues": told.issues if several else (),
    }

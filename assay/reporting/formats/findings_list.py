"""The list of findings on the page: what each says, and by which databases it is narrowed without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.reporting.answer import reach
from assay.reporting.findings import Finding
from assay.reporting.model import Report
from assay.results.links import finding_link, upstream_link

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
        "told": "reported upstream" if finding.upstream else "not reported",
        "workaround": finding.workaround,
    }


def listed(report: Report, finding: Finding, directory: Path | None) -> dict[str, Any]:
    """A finding as the page lists it; of one that the run has not seen, where its ledger says that it is."""
    targets = finding.targets or tuple(dict.fromkeys(t for issue in finding.issues for t in issue.targets))
    places = [
        (feature, at[0], "" if at == finding.targets else ", ".join(at)) for feature, at in finding.places.items()
    ]
    return {
        **worst(report, finding),
        "rank": finding.rank,
        "chapters": finding.chapters,
        "reported": "yes" if finding.upstream else "no",
        "targets": targets,
        "hit": len(finding.hit),
        "on": finding.on if len(finding.on) > 1 else [("", targets)],
        "where": ";".join(f"{word}: {' '.join(there)} " for word, there in finding.on),
        "places": places[:_PLACES],
        "more": len(places[_PLACES:]),
        "reasons": list(dict.fromkeys(issue.reason for issue in finding.issues if issue.reason)),
        "workarounds": finding.workarounds,
        "versions": finding.versions,
        "mended": finding.mended,
        "editions": finding.editions,
        "faults": list(dict.fromkeys(issue.fault for issue in finding.issues if issue.fault)),
        "upstream": [(text, upstream_link(text)) for text in finding.upstream],
        "in_part": finding.reported_in_part,
        "page": finding.page,
        "href": finding_link(finding.page, directory) if directory and finding.page else "",
        "ids": [issue.id for issue in finding.issues],
    }

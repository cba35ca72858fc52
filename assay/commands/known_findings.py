"""What is known to be broken, of the ledger or as a run has seen it: the same findings as a report's page has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from assay.commands.suite_facts import SuiteFacts
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import IMPACTS
from assay.domain.ledger import Entry
from assay.domain.targets import Target
from assay.products.registry import TARGETS
from assay.products.registry import targets as find_targets
from assay.reporting.findings import Finding, Places, grouped, places_of
from assay.results.context import IssueInfo

if TYPE_CHECKING:
    from assay.reporting.model import Report

FINDING_COLUMNS = ("impact", "finding", "targets", "upstream", "title", "workaround")
"""What people are shown of a finding."""
FAULTS: tuple[str, ...] = get_args(next(field.type for field in msgspec.structs.fields(Entry) if field.name == "fault"))
_NAMED = 3


@dataclass(frozen=True)
class Narrowed:
    """Which findings are wanted.

    Args:
        features: Ids and chapters; all if empty.
        targets: Targets and backends; all if empty.
        impact: The worst that they do to users, on these targets; anything if empty.
        fault: Whose fault it is; anybody's if empty.
        unreported: Whether only those are wanted that upstream has not been told of.
    """

    features: Sequence[str] = ()
    targets: Sequence[str] = ()
    impact: str = ""
    fault: str = ""
    unreported: bool = False

    def __post_init__(self) -> None:
        """Refuse what there is not.

        Raises:
            UsageError: There is no such impact, or nobody of that name has faults.
        """
        for option, word, known in (("--fault", self.fault, FAULTS), ("--impact", self.impact, IMPACTS)):
            if word and word not in known:
                near = did_you_mean(word, known) or ";"
                raise UsageError(f"{option} {word!r} is unknown{near} known are {', '.join(known)}")

    def of(
        self, issues: Iterable[IssueInfo], places: Places, pages: Mapping[str, str], targets: Sequence[str]
    ) -> list[Finding]:
        """Those of some issues; see :func:`assay.reporting.findings.grouped`.

        Args:
            issues: Known issues.
            places: Where they are.
            pages: The texts of the pages.
            targets: The targets that are wanted, in their order.
        """
        wanted = [
            issue
            for issue in issues
            if (not self.fault or issue.fault == self.fault) and (not self.unreported or issue.upstream == "unreported")
        ]
        kept: dict[str, dict[str, list[str]]] = {}
        for name, found in places.items():
            of_features = {f: [t for t in there if t in targets] for f, there in found.items() if self._has(f)}
            if left := {feature: there for feature, there in of_features.items() if there}:
                kept[name] = left
        made = grouped(wanted, kept, pages, targets)
        return [found for found in made if found.places and self.impact in ("", found.word)]

    def _has(self, feature: str) -> bool:
        return not self.features or any(name in (feature, feature.partition(".")[0]) for name in self.features)


def of_ledger(facts: SuiteFacts, narrowed: Narrowed, *, every_version: bool = False) -> list[dict[str, Any]]:
    """The findings of the ledger, wherever it says that they are.

    Args:
        facts: The suite.
        narrowed: Which are wanted.
        every_version: Whether those of other versions than the installed ones are wanted too.

    Raises:
        UsageError: There is no such feature, or no such target.
    """
    for name in narrowed.features:
        facts.catalogue.matching(name)
    targets = [target.id for target in find_targets(narrowed.targets)]
    entries = [entry for entry in facts.ledger if every_version or facts.fits(entry)]
    there = {entry.id: tuple(target.id for target in matching(entry, TARGETS)) for entry in entries}
    places = {entry.id: dict.fromkeys(entry.features, there[entry.id]) for entry in entries}
    names = {entry.finding for entry in entries if entry.finding}
    pages = {name: facts.subject.finding(facts.folder, name) for name in names}
    return [_row(found) for found in narrowed.of(map(IssueInfo.of, entries), places, pages, targets)]


def of_run(report: Report, narrowed: Narrowed) -> list[dict[str, Any]]:
    """The findings that a run has seen, as its page shows them.

    Args:
        report: The run.
        narrowed: Which are wanted.

    Raises:
        UsageError: It has no such feature, or no such target.
    """
    chapters = dict.fromkeys(feature.partition(".")[0] for feature in report.features)
    backends = {target: report.target(target).backend for target in report.targets}
    for what, names, known in (
        ("feature", narrowed.features, [*report.features, *chapters]),
        ("target", narrowed.targets, [*backends, *dict.fromkeys(backends.values())]),
    ):
        for name in names:
            if name not in known:
                near = did_you_mean(name, known) or ";"
                raise UsageError(f"run {report.id} has no {what} {name!r}{near} it has {', '.join(known[:8])}")
    targets = [t for t, b in backends.items() if not narrowed.targets or {t, b} & {*narrowed.targets}]
    issues = [issue for finding in report.findings.seen for issue in finding.issues]
    return [_row(found) for found in narrowed.of(issues, places_of(report), report.context.findings, targets)]


def reports_of(entries: Iterable[Entry]) -> str:
    """Where upstream was told of a fault of several known issues, and whether of all of them."""
    return Finding("", "", "", tuple(map(IssueInfo.of, entries))).reported


def _row(found: Finding) -> dict[str, Any]:
    first = found.issues[0]
    return {
        "impact": found.word,
        "finding": found.name,
        "title": found.title,
        "fault": first.fault,
        "reason": first.reason,
        "workaround": found.workaround,
        "targets": condensed([target for target in TARGETS if target.id in found.targets]) or ", ".join(found.targets),
        "target_ids": [*found.targets],
        "features": [*found.places],
        "issues": [issue.id for issue in found.issues],
        "upstream": found.reported,
        "page": f"docs/findings/{found.page}" if found.page else "",
    }


def matching(entry: Entry, targets: Iterable[Target]) -> list[Target]:
    """Those of some targets that an issue speaks of."""
    return [one for one in targets if any(fnmatchcase(one.id, pattern) for pattern in entry.targets)]


def condensed(targets: Sequence[Target]) -> str:
    """Targets in a few words: a backend stands for its every target, and all for all."""
    if {*targets} == {*TARGETS}:
        return "all"
    words: dict[str, None] = {}
    for target in targets:
        every = [one for one in TARGETS if one.backend == target.backend]
        words[target.backend.name if {*every} <= {*targets} else target.id] = None
    named = [*words]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more

"""What is known to be broken, of the ledger or as a run has seen it: the same findings as a report's page has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, get_args

import msgspec
from packaging.version import InvalidVersion, Version

from assay.commands.suite_facts import SuiteFacts
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import IMPACTS
from assay.domain.ledger import Entry
from assay.domain.targets import Target
from assay.domain.upstream_states import UNREPORTED
from assay.domain.version_bounds import mended_in
from assay.products.registry import TARGETS
from assay.products.registry import targets as find_targets
from assay.reporting.findings import Finding, Places, grouped, in_text, places_of
from assay.reporting.upstream import reports
from assay.results.context import IssueInfo

if TYPE_CHECKING:
    from assay.reporting.model import Report

FINDING_COLUMNS = ("impact", "finding", "targets", "upstream", "title", "workaround")
"""What people are shown of a finding."""
FAULTS: tuple[str, ...] = get_args(next(field.type for field in msgspec.structs.fields(Entry) if field.name == "fault"))
ANY_RELEASE = "any"
"""What stands for any release that mended something."""
_NAMED = 3


@dataclass(frozen=True)
class Narrowed:
    """Which findings are wanted.

    Args:
        features: Ids and chapters; all if empty.
        targets: Targets and backends; all if empty.
        impact: The worst that they do to users, on these targets; anything if empty.
        fault: Whose fault it is; anybody's if empty.
        reported: Whether upstream has to have been told of them, or must not have been; None for either.
        mended: What has to have mended them, in whole or in part: a version of a library, such as ``1.9`` or
            ``advanced-alchemy 1.9``, or ``any``; anything, also nothing, if empty.
        search: Words that all have to be in what is said of them, whatever their case.
    """

    features: Sequence[str] = ()
    targets: Sequence[str] = ()
    impact: str = ""
    fault: str = ""
    reported: bool | None = None
    mended: str = ""
    search: str = ""

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
        self,
        issues: Iterable[IssueInfo],
        places: Places,
        pages: Mapping[str, str],
        targets: Sequence[str],
        *,
        versions: Mapping[str, str],
        library: str = "",
    ) -> list[Finding]:
        """Those of some issues; see :func:`assay.reporting.findings.grouped`.

        Args:
            issues: Known issues.
            places: Where they are.
            pages: The texts of the pages.
            targets: The targets that are wanted, in their order.
            versions: The versions with which they are there.
            library: The version of the library whose documentation is checked; nothing is outdated if it is empty.
        """
        wanted = [
            issue
            for issue in issues
            if (not self.fault or issue.fault == self.fault)
            and self.reported in (None, issue.upstream not in ("", UNREPORTED))
        ]
        kept: dict[str, dict[str, list[str]]] = {}
        for name, found in places.items():
            of_features = {f: [t for t in there if t in targets] for f, there in found.items() if self._has(f)}
            if left := {feature: there for feature, there in of_features.items() if there}:
                kept[name] = left
        made = grouped(wanted, kept, pages, targets, versions=versions, library=library)
        there = (found for found in made if found.places and not found.outdated and self.impact in ("", found.word))
        return [found for found in there if self._mended(found) and self._says(found, pages)]

    def _mended(self, found: Finding) -> bool:
        """Whether what is wanted has mended it."""
        if not self.mended:
            return True
        releases = [text for text, _ in found.mended if text]
        if self.mended == ANY_RELEASE:
            return bool(releases)
        return any(_same_release(self.mended, text) for text in releases)

    def _says(self, found: Finding, pages: Mapping[str, str]) -> bool:
        """Whether all words that are looked for are in what is said of it."""
        words = self.search.casefold().split()
        if not words:
            return True
        said = " ".join((*map(str, _row(found).values()), in_text(found.reasons), pages.get(found.page, ""))).casefold()
        return all(word in said for word in words)

    def _has(self, feature: str) -> bool:
        return not self.features or any(name in (feature, feature.partition(".")[0]) for name in self.features)


def of_ledger(facts: SuiteFacts, narrowed: Narrowed, *, every_version: bool = False) -> list[dict[str, Any]]:
    """The findings of the ledger as rows; see :func:`findings_of`."""
    return [_row(found) for found in findings_of(facts, narrowed, every_version=every_version)]


def findings_of(facts: SuiteFacts, narrowed: Narrowed, *, every_version: bool = False) -> list[Finding]:
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
    wide = every_version or bool(narrowed.mended)  # what is mended is not of the versions that are installed
    entries = [entry for entry in facts.ledger if wide or facts.fits(entry)]
    there = {entry.id: tuple(target.id for target in matching(entry, TARGETS)) for entry in entries}
    places = {entry.id: dict.fromkeys(entry.features, there[entry.id]) for entry in entries}
    names = {entry.finding for entry in entries if entry.finding}
    pages = {name: facts.subject.finding(facts.folder, name) for name in names}
    return narrowed.of(
        map(IssueInfo.of, entries),
        places,
        pages,
        targets,
        versions=facts.versions,
        library="" if wide else facts.library,
    )


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
    versions = report.about_run.distributions
    made = narrowed.of(issues, places_of(report), report.context.findings, targets, versions=versions)
    return [_row(found) for found in made]


def reports_of(facts: SuiteFacts, entries: Sequence[Entry]) -> str:
    """Where upstream was told of a fault of several known issues, whether of all of them, and what became of it.

    Args:
        facts: The suite.
        entries: The issues; where one is of the versions that are installed, it is there in spite of what became of it.
    """
    here = any(map(facts.fits, entries))
    return reports([IssueInfo.of(entry) for entry in entries], facts.versions, seen=here).sentence


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
        "mended_in": in_text((text or "not mended", ids) for text, ids in found.mended),
        "upstream": found.reports.sentence,
        "reports": [
            {
                "name": one.name,
                "state": one.state or "unknown",
                "by": one.by,
                "as_of": one.as_of,
                "still_in": one.still,
                "issues": [*one.issues],
            }
            for one in found.reports.each
        ],
        "parts": [
            {
                "issue": issue.id,
                "impact": issue.impact,
                "workaround": issue.workaround,
                "mended_in": mended_in([issue.versions]),
                "documentation": issue.editions,
                "upstream": issue.upstream,
            }
            for issue in found.issues
        ],
        "page": f"docs/findings/{found.page}" if found.page else "",
    }


def _same_release(wanted: str, release: str) -> bool:
    """Whether a release is meant: ``1.9``, ``1.9.0`` or ``advanced-alchemy 1.9`` for ``advanced-alchemy 1.9``."""
    *named, version = wanted.replace("==", " ").split()
    name, _, mended = release.partition(" ")
    try:
        return named in ([], [name]) and Version(version) == Version(mended)
    except InvalidVersion:
        return False


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

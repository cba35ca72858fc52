"""What of the ledger a run has seen: entries about one fault are one finding, the worst and widest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.verdicts import Verdict
from assay.domain.version_bounds import goes_on, mended_in
from assay.reporting.upstream import Reports, reports
from assay.results.context import IssueInfo

if TYPE_CHECKING:
    from assay.reporting.model import Report

UNKNOWN = "known-issue"
"""What stands for the impact of an issue whose ledger did not know of impacts yet."""
_IMPACTS = {impact.value: impact for impact in Impact}
_BY_RANK = tuple(Impact)
_NO_RANK = len(Impact)
_TITLE = 120


Said: TypeAlias = tuple[str, tuple[str, ...]]
"""What is said of a finding, and the ids of the entries of which it is; none if it goes for all of them."""


@dataclass(frozen=True)
class Finding:
    """A fault, with every entry of the ledger that is about it, and where the run has seen it.

    Args:
        name: Its page's name, or the id of its only entry.
        title: It in a few words.
        page: The file of its page; empty if there is none.
        issues: Its entries that the run has seen, or all of a finding that it has not; the worst first.
        places: The features that have it, and on which targets.
        ranks: By target, the rank of the worst that it does there.
        mended: The releases that mended it, such as ``advanced-alchemy 1.7``, each with the ids of the entries that it
            mended, and without if it mended all; what goes on has an empty text. Empty if nothing was mended.
        reports: Where it is reported, and what became of that.
        outdated: Whether it is a fault of older editions of the documentation only.
    """

    name: str
    title: str
    page: str
    issues: tuple[IssueInfo, ...]
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    mended: tuple[Said, ...] = ()
    reports: Reports = field(default_factory=Reports)
    outdated: bool = False

    @property
    def impact(self) -> Impact | None:
        """The worst that it does to users; None if its ledger did not say."""
        return _impact(self.issues[0])

    @property
    def word(self) -> str:
        """Its impact in a word."""
        return self.impact.value if self.impact else UNKNOWN

    @property
    def rank(self) -> int:
        """Where its impact stands, 0 being the worst."""
        return _rank(self.issues[0])

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that have it."""
        return tuple(self.ranks)

    @property
    def chapters(self) -> list[str]:
        """The chapters of the features that have it."""
        return list(dict.fromkeys(feature.partition(".")[0] for feature in self.places))

    @property
    def hit(self) -> tuple[str, ...]:
        """The targets on which it does its worst."""
        return tuple(target for target, rank in self.ranks.items() if rank == self.rank)

    def impact_on(self, target: str) -> Impact | None:
        """The worst that it does on a target that has it; None if its ledger did not say."""
        rank = self.ranks[target]
        return None if rank == _NO_RANK else _BY_RANK[rank]

    @property
    def on(self) -> list[tuple[str, tuple[str, ...]]]:
        """The impacts in words, the worst first, each with the targets of which it is the worst."""
        found: dict[int, list[str]] = defaultdict(list)
        for target, rank in self.ranks.items():
            found[rank].append(target)
        return [(UNKNOWN if rank == _NO_RANK else _BY_RANK[rank].value, tuple(found[rank])) for rank in sorted(found)]

    @property
    def workarounds(self) -> list[Said]:
        """What users can do about it, and about which of its entries; empty if nothing is known."""
        said = labelled(self.issues, lambda issue: issue.workaround)
        return said if any(text not in ("", NO_WORKAROUND) for text, _ in said) else []

    @property
    def workaround(self) -> str:
        """What users can do about the worst of it; where that is not the same for all of it, with the entry's id."""
        first = self.issues[0]
        if first.workaround and len(self.workarounds) > 1:
            return f"{first.workaround} (for {first.id})"
        return first.workaround

    @property
    def mended_in(self) -> str:
        """The releases that mended it, in words; of what is mended in part only, that too."""
        said = [text for text, _ in self.mended if text]
        if not said:
            return ""
        return ", ".join(said) + (" (a part of it)" if len(said) < len(self.mended) else "")

    @property
    def reasons(self) -> list[Said]:
        """What it is, and of which of its entries that is said."""
        return [(text, ids) for text, ids in labelled(self.issues, lambda issue: issue.reason) if text]

    @property
    def editions(self) -> list[Said]:
        """What editions of the documentation say of it, and of which of its entries."""
        return [(text, ids) for text, ids in labelled(self.issues, lambda issue: issue.editions) if text]

    @property
    def versions(self) -> list[Said]:
        """The versions that have it, where its entries name any; and which entries these are."""
        return [(text, ids) for text, ids in labelled(self.issues, _ranges) if text]


@dataclass(frozen=True)
class Findings:
    """What there is of the ledger in a run, the worst and widest first.

    Args:
        seen: What the run has seen.
        others: What it has not.
        outdated: What it has seen of pages of the documentation that are older than its libraries: mended since.
    """

    seen: tuple[Finding, ...]
    others: tuple[Finding, ...]
    outdated: tuple[Finding, ...] = ()

    def on(self, target: str) -> list[Finding]:
        """Those that a target has."""
        return [finding for finding in self.seen if target in finding.targets]


Places: TypeAlias = Mapping[str, Mapping[str, Iterable[str]]]
"""Where issues are: by their ids, the features with the targets."""


def findings(report: Report) -> Findings:
    """The findings of a run, and those of its ledger that it has not seen."""
    known = {issue.id for issue in report.context.ledger}
    places = places_of(report)
    issues = [*report.context.ledger, *(IssueInfo(name, reason=name) for name in places if name not in known)]
    versions = report.about_run.distributions
    made = grouped(issues, places, report.context.findings, report.targets, versions=versions, library=report.library)
    return Findings(
        tuple(f for f in made if f.places and not f.outdated),
        tuple(f for f in made if not f.places),
        tuple(f for f in made if f.places and f.outdated),
    )


def places_of(report: Report) -> dict[str, dict[str, dict[str, None]]]:
    """Where a run has seen which known issues."""
    places: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for (feature, target), cell in report.cells.items():
        for line in cell.results:
            if line.verdict is Verdict.KNOWN:
                places[line.issue or line.reason][feature][target] = None
    return places


def grouped(
    issues: Iterable[IssueInfo],
    places: Places,
    pages: Mapping[str, str],
    targets: Sequence[str],
    *,
    versions: Mapping[str, str] = {},
    library: str = "",
) -> list[Finding]:
    """Those of one page together, the worst and widest first.

    Args:
        issues: Known issues.
        places: Where they are; of a finding that is nowhere all of its issues count.
        pages: The texts of the pages, by name.
        targets: All targets, in their order.
        versions: The versions with which they are there, by canonical name of the distribution.
        library: The version of the library whose documentation is checked: what a page of an edition up to it no
            longer says is outdated, and stands behind everything else.
    """
    groups: dict[str, list[IssueInfo]] = defaultdict(list)
    for issue in issues:
        groups[issue.finding or issue.id].append(issue)
    order = {target: n for n, target in enumerate(targets)}
    made = (_finding(group, places, pages, order, versions, library) for group in groups.values())
    return sorted(made, key=lambda f: (f.outdated, f.rank, -len(f.hit), -len(f.places), f.name))


def labelled(issues: Iterable[IssueInfo], say: Callable[[IssueInfo], str]) -> list[Said]:
    """What issues say, each text once, with the ids of those that say it; without ids if all say the same.

    Args:
        issues: They.
        say: What one says.
    """
    said: dict[str, list[str]] = defaultdict(list)
    for issue in issues:
        said[say(issue)].append(issue.id)
    return [(text, tuple(ids) if len(said) > 1 else ()) for text, ids in said.items()]


def in_text(said: Iterable[Said]) -> str:
    """What is said of a finding, on one line."""
    return "; ".join(f"{text} ({', '.join(ids)})" if ids else text for text, ids in said)


def _finding(
    issues: Iterable[IssueInfo],
    places: Places,
    pages: Mapping[str, str],
    order: Mapping[str, int],
    versions: Mapping[str, str],
    library: str,
) -> Finding:
    every = sorted(issues, key=lambda issue: (issue.outdated(library), _rank(issue)))
    seen = [issue for issue in every if issue.id in places] or every
    current = [issue for issue in seen if not issue.outdated(library)] or seen
    found: dict[str, dict[str, None]] = defaultdict(dict)
    ranks: dict[str, int] = {}
    for issue in current:  # the worst first
        for feature, targets in places.get(issue.id, {}).items():
            found[feature] |= dict.fromkeys(targets)
            for target in targets:
                ranks.setdefault(target, _rank(issue))
    page = seen[0].finding

    def ordered(targets: Iterable[str]) -> list[str]:
        return sorted(targets, key=lambda target: order.get(target, -1))

    return Finding(
        name=re.sub(r"[^\w.-]+", "-", page.removesuffix(".md") or seen[0].id),
        title=_title(pages.get(page, ""), seen[0]),
        page=page,
        issues=tuple(seen),
        places={feature: tuple(ordered(targets)) for feature, targets in found.items()},
        ranks={target: ranks[target] for target in ordered(ranks)},
        mended=tuple(mended(every, every)),
        reports=reports(seen, versions, seen=bool(found)),
        outdated=current[0].outdated(library),
    )


def mended(issues: Iterable[IssueInfo], fault: Iterable[IssueInfo]) -> list[Said]:
    """Which releases mended which of some issues, with an empty text for what goes on; empty if nothing was mended.

    Args:
        issues: They.
        fault: All of their finding: unless it has an end as a whole, nothing ends where another one of it begins.
    """
    ranges = [issue.versions for issue in fault]

    ends = bool(mended_in(ranges))

    def release(issue: IssueInfo) -> str:
        return "" if not ends and goes_on(issue.versions, ranges) else mended_in([issue.versions])

    said = labelled(issues, release)
    return said if any(text for text, _ in said) else []


def _ranges(issue: IssueInfo) -> str:
    """The versions that have an issue; empty if it names none."""
    return ", ".join(f"{name} {spec}" for name, spec in issue.versions.items())


def _title(page: str, issue: IssueInfo) -> str:
    """The head of its page, or the beginning of its reason."""
    heading = re.match(r"# (.+)", page)
    if heading:
        return heading.group(1).replace("`", "").strip()
    said = re.split(r"(?<=\w)[.:;] ", issue.reason, maxsplit=1)[0].removesuffix(".")
    return (said if len(said) <= _TITLE else f"{said[:_TITLE]}…") or issue.id


def _impact(issue: IssueInfo) -> Impact | None:
    return _IMPACTS.get(issue.impact)


def _rank(issue: IssueInfo) -> int:
    found = _impact(issue)
    return found.rank if found else _NO_RANK

"""What of the ledger a run has seen: entries about one fault are one finding, the worst and widest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.verdicts import Verdict
from assay.domain.version_bounds import mended_in
from assay.results.context import IssueInfo

if TYPE_CHECKING:
    from assay.reporting.model import Report

UNKNOWN = "known-issue"
"""What stands for the impact of an issue whose ledger did not know of impacts yet."""
_IMPACTS = {impact.value: impact for impact in Impact}
_BY_RANK = tuple(Impact)
_NO_RANK = len(Impact)
_TITLE = 120


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
        mended: The release that mended all of it, such as ``advanced-alchemy 1.7``; empty if none is known.
    """

    name: str
    title: str
    page: str
    issues: tuple[IssueInfo, ...]
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    mended: str = ""

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
    def workarounds(self) -> list[str]:
        """What users can do about it; empty if nothing is known."""
        said = (issue.workaround for issue in self.issues)
        return list(dict.fromkeys(text for text in said if text and text != NO_WORKAROUND))

    @property
    def workaround(self) -> str:
        """What users can do about the worst of it."""
        return self.issues[0].workaround or next(iter(self.workarounds), "")

    @property
    def upstream(self) -> list[str]:
        """Where it is reported; empty if nowhere."""
        return list(dict.fromkeys(i.upstream for i in self.issues if i.upstream not in ("", "unreported")))

    @property
    def reported(self) -> str:
        """That in words."""
        return ", ".join(self.upstream) + " (of a part of it)" * self.reported_in_part or "unreported"

    @property
    def reported_in_part(self) -> bool:
        """Whether upstream was told of some of its entries, and not of others."""
        return bool(self.upstream) and any(issue.upstream == "unreported" for issue in self.issues)

    @property
    def editions(self) -> list[str]:
        """What editions of the documentation say of it; of which entry, where they differ."""
        said = {issue.id: issue.editions for issue in self.issues if issue.editions}
        if len({*said.values()}) > 1:
            return [f"{name}: {text}" for name, text in said.items()]
        return list(dict.fromkeys(said.values()))

    @property
    def versions(self) -> list[str]:
        """The versions that have it, where its entries name any."""
        said = (", ".join(f"{name} {spec}" for name, spec in issue.versions.items()) for issue in self.issues)
        return list(dict.fromkeys(text for text in said if text))


@dataclass(frozen=True)
class Findings:
    """What a run has seen of the ledger, and what it has not, both with the worst and widest first."""

    seen: tuple[Finding, ...]
    others: tuple[Finding, ...]

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
    made = grouped(issues, places, report.context.findings, report.targets)
    return Findings(tuple(f for f in made if f.places), tuple(f for f in made if not f.places))


def places_of(report: Report) -> dict[str, dict[str, dict[str, None]]]:
    """Where a run has seen which known issues."""
    places: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for (feature, target), cell in report.cells.items():
        for line in cell.results:
            if line.verdict is Verdict.KNOWN:
                places[line.issue or line.reason][feature][target] = None
    return places


def grouped(
    issues: Iterable[IssueInfo], places: Places, pages: Mapping[str, str], targets: Sequence[str]
) -> list[Finding]:
    """Those of one page together, the worst and widest first.

    Args:
        issues: Known issues.
        places: Where they are; of a finding that is nowhere all of its issues count.
        pages: The texts of the pages, by name.
        targets: All targets, in their order.
    """
    groups: dict[str, list[IssueInfo]] = defaultdict(list)
    for issue in issues:
        groups[issue.finding or issue.id].append(issue)
    order = {target: n for n, target in enumerate(targets)}
    made = (_finding(group, places, pages, order) for group in groups.values())
    return sorted(made, key=lambda f: (f.rank, -len(f.hit), -len(f.places), f.name))


def _finding(
    issues: Iterable[IssueInfo], places: Places, pages: Mapping[str, str], order: Mapping[str, int]
) -> Finding:
    every = sorted(issues, key=_rank)
    seen = [issue for issue in every if issue.id in places] or every
    found: dict[str, dict[str, None]] = defaultdict(dict)
    ranks: dict[str, int] = {}
    for issue in seen:  # the worst first
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
        mended=mended_in(issue.versions for issue in every),
    )


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

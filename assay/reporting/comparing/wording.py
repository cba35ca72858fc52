"""A comparison in words, whatever the format."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias
from urllib.parse import urlencode

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import GROUPED, LISTED, Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.pairs import Pair
from assay.reporting.findings import Finding
from assay.reporting.model import Report

NEW_FINDINGS = "known issues that the base did not have"
GONE_FINDINGS = "known issues that are gone"
"""What of the ledger one side has seen and the other has not, though it ran there."""
NOTES = "not as the file says"
"""What ran in other versions than the user has."""
TAKEN_FOR = "checks taken for the same under another name"
"""What the comparison guessed: nobody says so."""
_NAMED = 5
_REASON_WIDTH = 300


def word(verdict: Verdict | None) -> str:
    """A verdict, or that there is none."""
    return verdict.value if verdict else "absent"


def title(report: Report) -> str:
    """A run in one line."""
    known = report.about_run.distributions
    about = ", ".join(report.context.subject.versions(known)) or ("" if known else "versions unknown")
    versions = f" ({about})" if about else ""
    killed = ", killed" if report.killed else ""
    return f"run {report.id} of {report.started or 'unknown'}{versions}{killed}"


Groups: TypeAlias = "dict[tuple[str, Verdict | None, Verdict | None, str], list[Pair]]"


def grouped(pairs: list[Pair]) -> Groups:
    """Pairs that say the same of one feature, on several targets."""
    groups: Groups = defaultdict(list)
    for pair in pairs:
        groups[pair.feature, pair.base, pair.candidate, why(pair)].append(pair)
    return groups


def sections(comparison: Comparison) -> list[tuple[Change, list[Pair]]]:
    """What is listed pair by pair; what fails the comparison comes first."""
    return [(change, found) for change in LISTED if (found := comparison.listed(change))]


def cause(pair: Pair) -> str:
    """The reason that matters: the candidate's, the base's of what is fixed, both where that is what changed."""
    before, after = (" ".join(text.split())[:_REASON_WIDTH] for text in (pair.base_reason, pair.candidate_reason))
    if pair.change is Change.REASON:
        return f"{before} → {after}"
    return before if pair.change is Change.FIXED else after


def why(pair: Pair) -> str:
    """The reason that matters, with the check that gives it if the feature as a whole does not tell."""
    was = "was: " if pair.change is Change.FIXED else ""
    more = f" (and {pair.more} more of its checks)" if pair.more else ""
    return f"{was}{pair.check}{': ' if pair.check else ''}{cause(pair)}{more}"


def place(feature: str, target: str) -> str:
    """Where the page of a report has the evidence: the part of its address behind ``#``."""
    return urlencode({"cell": f"{feature}@{target}"})


def grouped_by_reason(comparison: Comparison) -> list[tuple[Change, list[tuple[str, str, int]]]]:
    """What is not listed pair by pair: of each change why, with the targets and how many pairs there are."""
    return [(change, found) for change in GROUPED if (found := reasons_of(comparison.listed(change)))]


def reasons_of(pairs: list[Pair]) -> list[tuple[str, str, int]]:
    """Why pairs changed, or cannot be compared: each reason with the targets and how many there are, the most first."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        sides = []
        for side, verdict, reason in (
            ("base", pair.base, pair.base_reason),
            ("candidate", pair.candidate, pair.candidate_reason),
        ):
            if pair.check:
                sides.append(f"{side}: {reason[:160] or 'ran'}")
                continue
            said = verdict not in (None, Verdict.NOT_RUN, Verdict.ERROR)
            sides.append(f"{side}: ran" if said else f"{side}: {word(verdict)} ({reason[:160]})")
        groups["; ".join(sides)].append(pair)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return [(f"{said} [{_names(pairs)}]", ", ".join(_targets(pairs)), len(pairs)) for said, pairs in ordered]


def _targets(pairs: list[Pair]) -> list[str]:
    return list(dict.fromkeys(pair.target for pair in pairs))


def _names(pairs: list[Pair]) -> str:
    """The first few features."""
    features = list(dict.fromkeys(pair.feature for pair in pairs))
    more = f" and {len(features) - _NAMED} more" if len(features) > _NAMED else ""
    return ", ".join(features[:_NAMED]) + more


def headline(comparison: Comparison) -> str:
    """The outcome in a few words: a comparison that says nothing begins with that."""
    said = [doubt.headline for doubt in comparison.doubts]
    return ", ".join([*said, f"{len(comparison.regressed)} regressed"])


def findings(comparison: Comparison) -> list[tuple[str, list[Finding]]]:
    """What of the ledger has come, and what has gone, each with its heading; what there is nothing of is left out."""
    found = ((NEW_FINDINGS, comparison.new_findings), (GONE_FINDINGS, comparison.gone_findings))
    return [(heading, those) for heading, those in found if those]


def finding_line(finding: Finding) -> str:
    """A finding in a line."""
    return f"{finding.word}: {finding.title} ({finding.name}) on {', '.join(finding.targets)}"


def taken_for(comparison: Comparison) -> list[str]:
    """Which checks were taken for the same under another name, one line each."""
    found = comparison.taken_for.items()
    return [f"{feature}: {was} → {now} on {', '.join(targets)}" for (feature, was, now), targets in found]


def verdict_line(comparison: Comparison) -> str:
    """The outcome in one line."""
    counts = ", ".join(f"{comparison.counts[c]} {c.value}" for c in Change if comparison.counts[c])
    if cut_off := comparison.cut_off:
        counts += f"; the {' and the '.join(cut_off)} did not come to the end: nobody can tell of the rest"
    if renamed := comparison.renamed:
        counts += f"; {len(renamed)} features held and are gone where new ones fail: formerly in the catalogue tells"
    if also := sum(bool(pair.also) for pair in comparison.pairs):
        counts += f"; of {also}, some checks changed otherwise"
    return counts

"""Whether a chapter can be used, by all that the ledger knows: ``assay explain session-backend --target mysql``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.commands.known_findings import Narrowed, condensed, findings_of
from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json, show_block
from assay.domain.targets import Target
from assay.products.registry import TARGETS
from assay.products.registry import targets as find_targets
from assay.reporting.chapters import Usable, of_known
from assay.reporting.findings import Finding
from assay.reporting.say import say
from assay.reporting.screen import printable


def explain_chapter(facts: SuiteFacts, chapter: str, wanted: Sequence[str], *, as_json: bool) -> None:
    """Say of each target whether a chapter can be used there, and what the worst is that is known.

    Args:
        facts: The suite.
        chapter: The chapter.
        wanted: Targets and backends; all if empty.
        as_json: Whether it is for a program.

    Raises:
        UsageError: There is no such target.
    """
    answers = _answers(facts, chapter, find_targets(wanted))
    if as_json:
        print_json([_row(chapter, targets, one) for targets, one in answers])
        return
    shown: dict[str, Finding] = {}
    for targets, one in answers:
        say(printable(f"{chapter} on {condensed(targets)}: {one.sentence}"))
        shown |= {finding.name: finding for finding in one.worst}
    for finding in shown.values():
        facts_of = {"finding": finding.name, "what helps": finding.workaround, "upstream": finding.reports.told}
        show_block(f"{finding.word}: {finding.title}", facts_of)
    say(f"of the ledger, with the versions that are installed here; `assay findings {chapter}` lists all", err=True)


def _answers(facts: SuiteFacts, chapter: str, targets: Sequence[Target]) -> list[tuple[list[Target], Usable]]:
    """The answer for each target; those of which the same is to be said stand together."""
    found: list[tuple[list[Target], Usable]] = []
    features = [feature for feature in facts.catalogue if feature.chapter == chapter]
    offered = [feature for feature in features if not facts.library or feature.offered_by(facts.library)]
    for target in targets:
        there = [feature.id for feature in offered if target in feature.targets(TARGETS)]
        known = findings_of(facts, Narrowed([chapter], [target.id]))
        broken = {feature for finding in known for feature in finding.places} & {*there}
        impacts = [(finding, finding.impact_on(target.id)) for finding in known]
        one = of_known(len(there), len(broken), impacts, by_ledger=True)
        same = next((those for those, other in found if other.sentence == one.sentence), None)
        if same is None:
            found.append(([target], one))
        else:
            same.append(target)
    return found


def _row(chapter: str, targets: Sequence[Target], one: Usable) -> dict[str, Any]:
    return {
        "chapter": chapter,
        "targets": [target.id for target in targets],
        "answer": one.answer,
        "sentence": one.sentence,
        "features": one.asked,
        "without_known_issue": one.held,
        "worst": [
            {
                "finding": finding.name,
                "impact": finding.word,
                "title": finding.title,
                "workaround": finding.workaround,
                "upstream": finding.reports.sentence,
            }
            for finding in one.worst
        ],
    }

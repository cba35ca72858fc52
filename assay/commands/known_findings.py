"""What is known to be broken: the known issues of one cause together, as a finding's page has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any, get_args

import msgspec

from assay.commands.suite_facts import SuiteFacts, titled
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import Impact
from assay.domain.ledger import Entry
from assay.domain.targets import Target
from assay.products.registry import TARGETS
from assay.products.registry import targets as find_targets

FINDING_COLUMNS = ("impact", "finding", "targets", "upstream", "title")
"""What people are shown of a finding."""
FAULTS: tuple[str, ...] = get_args(next(field.type for field in msgspec.structs.fields(Entry) if field.name == "fault"))
IMPACTS = tuple(impact.value for impact in Impact)
_NAMED = 3


def findings_of(
    facts: SuiteFacts,
    *,
    features: Sequence[str] = (),
    targets: Sequence[str] = (),
    impact: str = "",
    fault: str = "",
    unreported: bool = False,
    every_version: bool = False,
) -> list[dict[str, Any]]:
    """The findings, one for each page, and for each known issue without one.

    Args:
        facts: The suite.
        features: Ids and chapters; all if empty.
        targets: Targets and backends; all if empty.
        impact: What they do to users; anything if empty.
        fault: Whose fault it is; anybody's if empty.
        unreported: Whether only those are wanted that upstream has not been told of.
        every_version: Whether those of other versions than the installed ones are wanted too.

    Raises:
        UsageError: Something that is named there is not.
    """
    for option, word, known in (("--fault", fault, FAULTS), ("--impact", impact, IMPACTS)):
        if word and word not in known:
            near = did_you_mean(word, known) or ";"
            raise UsageError(f"{option} {word!r} is unknown{near} known are {', '.join(known)}")
    wanted = {feature.id for name in features for feature in facts.catalogue.matching(name)}
    places = find_targets(targets)
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in facts.ledger:
        if (
            (not wanted or wanted & {*entry.features})
            and (not impact or entry.impact.value == impact)
            and (not fault or entry.fault == fault)
            and (not unreported or entry.upstream == "unreported")
            and (every_version or facts.fits(entry))
            and matching(entry, places)
        ):
            groups[entry.finding.removesuffix(".md") or entry.id].append(entry)
    return [_row(facts, name, entries) for name, entries in sorted(groups.items(), key=_harm)]


def _harm(group: tuple[str, Sequence[Entry]]) -> tuple[int, int, int, str]:
    """What puts the worst and widest first, as a report does with what its run has seen."""
    name, entries = group
    worst = min(entry.impact.rank for entry in entries)
    hit = {target.id for entry in entries if entry.impact.rank == worst for target in matching(entry, TARGETS)}
    return worst, -len(hit), -len({feature for entry in entries for feature in entry.features}), name


def reports_of(entries: Iterable[Entry]) -> str:
    """Where upstream was told of a fault of several known issues, and whether of all of them."""
    said = list(dict.fromkeys(entry.upstream for entry in entries))
    reported = ", ".join(text for text in said if text != "unreported")
    if "unreported" in said:
        return f"{reported} (of a part of it)" if reported else "unreported"
    return reported


def _row(facts: SuiteFacts, name: str, entries: Sequence[Entry]) -> dict[str, Any]:
    first = min(entries, key=lambda entry: entry.impact.rank)
    places = [target for target in TARGETS if any(matching(entry, [target]) for entry in entries)]
    return {
        "impact": first.impact.value,
        "finding": name,
        "title": titled(facts.subject.finding(facts.folder, first.finding)) or first.reason,
        "fault": first.fault,
        "reason": first.reason,
        "workaround": first.workaround,
        "targets": condensed(places),
        "target_ids": [target.id for target in places],
        "features": list(dict.fromkeys(feature for entry in entries for feature in entry.features)),
        "issues": [entry.id for entry in entries],
        "upstream": reports_of(entries),
        "page": f"docs/findings/{first.finding}" if first.finding else "",
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

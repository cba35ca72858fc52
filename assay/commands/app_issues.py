"""Which known issues hit an application: the ledger asked by the facts of what was read."""

from __future__ import annotations

import importlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from assay.commands.known_findings import condensed, matching, reports_of
from assay.commands.suite_facts import SuiteFacts, titled
from assay.domain.applying import Applies, Defaults, Facts, applies, evidence
from assay.domain.catalogue import Feature
from assay.domain.errors import UsageError
from assay.domain.ledger import Entry
from assay.domain.targets import Target
from assay.products.registry import TARGETS
from assay.products.registry import targets as find_targets
from assay.reporting.application import ApplicationReport, Hit, Unknown
from assay.selftest.planted import import_name


class ApplicationFacts(Protocol):
    """What a suite's package says of an application; its module ``known`` says what each means."""

    failure: str
    application: str
    facts: Facts
    versions: dict[str, str]
    dialects: tuple[tuple[str, bool], ...]
    summary: dict[str, str]
    replaced: tuple[str, ...]
    refused: tuple[str, ...]
    inventory: dict[str, Any]


class ApplicationReader(Protocol):
    """The module ``known`` of a suite's package."""

    DEFAULTS: Path
    VOCABULARY: Mapping[str, str]

    def read(self, application: str, directory: str, python: str = "", seconds: float = 0) -> ApplicationFacts:
        """Read an application in a process of its own."""
        ...


def reader_of(facts: SuiteFacts) -> ApplicationReader:
    """What reads an application of the suite's subject.

    Raises:
        UsageError: The suite has nothing that does.
    """
    name = facts.subject.application
    if not name:
        raise UsageError(
            f"{facts.folder / 'subject.toml'}: application is missing: this suite cannot read an application"
        )
    package = import_name((facts.folder / name).resolve())
    return cast("ApplicationReader", importlib.import_module(f"{package}.known"))


def report_of(
    facts: SuiteFacts, reading: ApplicationFacts, defaults: Defaults, directory: str, wanted: Sequence[str]
) -> ApplicationReport:
    """Which known issues hit what was read.

    Args:
        facts: The suite.
        reading: The application.
        defaults: To what the issues of features apply.
        directory: The application's directory.
        wanted: Targets and backends for which it is asked; those of its own drivers if empty.

    Raises:
        UsageError: There is no such target.
    """
    targets, notes = _targets(reading, wanted)
    names = [target.id for target in targets]
    counts: Counter[Applies] = Counter(dict.fromkeys(Applies, 0))
    hits: dict[str, list[Entry]] = defaultdict(list)
    unknown = []
    for entry in facts.ledger:
        there = targets_of(facts, entry, targets)
        conditions = defaults.conditions_of(entry)
        answer = applies(entry, conditions, reading.facts, reading.versions, on_targets=bool(there))
        counts[answer] += 1
        if answer is Applies.HITS:
            hits[entry.finding.removesuffix(".md") or entry.id].append(entry)
        elif answer is Applies.UNKNOWN:
            unknown.append(Unknown(entry.id, entry.impact, entry.reason))
    found = [_hit(facts, reading, defaults, name, entries, targets) for name, entries in hits.items()]
    shown = {name: reading.versions.get(name.lower(), "") for name in facts.subject.shown}
    return ApplicationReport(
        application=reading.application,
        directory=directory,
        targets=tuple(names),
        notes=tuple(notes),
        versions={**shown, "python": reading.versions.get("python", "")},
        summary=reading.summary,
        replaced=reading.replaced,
        refused=reading.refused,
        hits=tuple(sorted(found, key=lambda hit: (hit.impact.rank, -len(hit.where), hit.finding))),
        unknown=tuple(sorted(unknown, key=lambda one: (one.impact.rank, one.issue))),
        counts={answer.value: counts[answer] for answer in Applies},
    )


def targets_of(facts: SuiteFacts, entry: Entry, targets: Sequence[Target]) -> list[Target]:
    """Those of some targets on which an issue is one, also where the target that was checked stands for others.

    What a feature says does not vary over is checked on one target, for which then alone the ledger has a line. Of a
    driver or a server it is known where it was seen, and no further.
    """
    named = matching(entry, targets)
    if entry.anywhere or entry.fault in {"driver", "server", "emulator"}:
        return named
    features = [facts.catalogue[name] for name in entry.features]
    return [t for t in targets if t in named or any(matching(entry, [_checked_for(f, t)]) for f in features)]


def _checked_for(feature: Feature, target: Target) -> Target:
    """The target on which a feature is checked in the place of another; that itself if it is."""
    checked = feature.targets(TARGETS)
    near = [one for one in checked if one.backend == target.backend] or checked
    same = [one for one in near if one.is_async is target.is_async] or near
    return target if target in checked or not same else same[0]


def _targets(reading: ApplicationFacts, wanted: Sequence[str]) -> tuple[list[Target], list[str]]:
    """The targets that are asked for, or those of the application's drivers; and what is to be said of them."""
    modes = {is_async for _, is_async in reading.dialects}
    if wanted:
        named = find_targets(wanted)
        found = [target for target in named if not modes or target.is_async in modes]
        other = [target.id for target in named if target not in found]
        word = "async" if modes == {True} else "sync"
        notes = [f"not asked for {', '.join(other)}: the application's engines are {word}"] if other and found else []
        if not found:
            raise UsageError(f"--target: {', '.join(other)}: the application's engines are {word}; name such a target")
        return found, notes
    found, notes = [], []
    for dialect, is_async in reading.dialects:
        own = [target for target in TARGETS if target.driver.dialect == dialect and target.is_async is is_async]
        if not own:
            backend = dialect.partition("+")[0]
            own = [t for t in TARGETS if t.driver.dialect.partition("+")[0] == backend and t.is_async is is_async]
            like = f"it is taken for {condensed(own)}" if own else "name another target with --target"
            notes.append(f"Assay has no target for {dialect}: {like}")
        found += own
    if not found:
        raise UsageError(
            f"{reading.application}: {'; '.join(notes) or 'it makes no engine: name a target with --target'}"
        )
    return list(dict.fromkeys(found)), notes


def _hit(
    facts: SuiteFacts,
    reading: ApplicationFacts,
    defaults: Defaults,
    name: str,
    entries: Sequence[Entry],
    targets: Sequence[Target],
) -> Hit:
    by_harm = sorted(entries, key=lambda entry: entry.impact.rank)
    first = by_harm[0]
    where = dict.fromkeys(
        place for entry in by_harm for place in evidence(defaults.conditions_of(entry), reading.facts)
    )
    versions = dict.fromkeys(
        ", ".join(f"{what} {spec}" for what, spec in entry.versions.items()) or "every version" for entry in by_harm
    )
    return Hit(
        impact=first.impact,
        finding=name,
        title=titled(facts.subject.finding(facts.folder, first.finding)) or first.reason,
        reason=first.reason,
        issues=tuple(entry.id for entry in by_harm),
        where=tuple(where),
        workarounds=tuple(dict.fromkeys(entry.workaround for entry in by_harm)),
        targets=tuple(target.id for target in targets if any(targets_of(facts, entry, [target]) for entry in entries)),
        versions="; ".join(versions),
        fault=first.fault,
        upstream=reports_of(facts, entries),
        page=f"docs/findings/{first.finding}" if first.finding else "",
    )

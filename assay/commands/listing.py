"""The commands ``assay list`` and ``assay findings``: what there is, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from assay.commands.known_findings import ANY_RELEASE, FINDING_COLUMNS, Narrowed, of_ledger, of_run
from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json, show_block, show_rows
from assay.products import registry
from assay.reporting.last_report import last_report
from assay.reporting.say import say

Rows = Sequence[dict[str, Any]]


def _targets(facts: SuiteFacts, names: Sequence[str]) -> Rows:
    del facts
    return [
        {
            "target": one.id,
            "backend": one.backend.title,
            "dialect": one.driver.dialect,
            "mode": "async" if one.is_async else "sync",
            "driver": one.driver.distribution,
        }
        for one in registry.targets(names)
    ]


def _stores(facts: SuiteFacts, names: Sequence[str]) -> Rows:
    del facts
    return [
        {
            "store": one.id,
            "product": one.product.name,
            "client": one.client.name,
            "server": "no" if one.product.image_key is None else "yes",
            "distributions": ", ".join(one.distributions),
        }
        for one in registry.stores(names)
    ]


def _features(facts: SuiteFacts, names: Sequence[str]) -> Rows:
    chosen = [f for name in names for f in facts.catalogue.matching(name)] if names else facts.catalogue
    return [
        {"feature": one.id, "level": one.level, "checks": len(facts.checks_of(one.id)), "claim": one.claim}
        for one in dict.fromkeys(chosen)
    ]


def _checks(facts: SuiteFacts, names: Sequence[str]) -> Rows:
    wanted = {f.id for name in names for f in facts.catalogue.matching(name)}
    return [{"feature": id_, "check": check} for id_, check in facts.pairs if not names or id_ in wanted]


def _findings(facts: SuiteFacts, names: Sequence[str]) -> Rows:
    return of_ledger(facts, Narrowed(names))


KINDS: dict[str, tuple[Callable[[SuiteFacts, Sequence[str]], Rows], tuple[str, ...]]] = {
    "targets": (_targets, ("target", "backend", "mode", "dialect", "driver")),
    "stores": (_stores, ("store", "product", "client", "server", "distributions")),
    "features": (_features, ("feature", "level", "checks", "claim")),
    "checks": (_checks, ("feature", "check")),
    "findings": (_findings, FINDING_COLUMNS),
}
"""What can be listed: who gives the rows, and the columns that people are shown."""


def list_(kind: str, names: tuple[str, ...], suite_dir: str | None, as_json: bool) -> None:
    """What ``assay list`` does."""
    rows_of, columns = KINDS[kind]
    give(rows_of(SuiteFacts(suite_dir), names), columns, as_json, kind)


def findings(
    names: tuple[str, ...],
    targets: tuple[str, ...],
    impact: str | None,
    fault: str | None,
    reported: bool | None,
    fixed_in: str | None,
    mended: bool,
    search: str | None,
    every_version: bool,
    report: Path | None,
    suite_dir: str | None,
    as_json: bool,
) -> None:
    """What ``assay findings`` does."""
    named = [name for given in targets for name in given.split(",") if name]
    release = fixed_in or (ANY_RELEASE if mended else "")
    narrowed = Narrowed(names, named, impact or "", fault or "", reported, release, search or "")
    if report is None:
        rows = of_ledger(SuiteFacts(suite_dir), narrowed, every_version=every_version)
        give(rows, FINDING_COLUMNS, as_json, "findings")
        if not as_json:
            versions = "any version" if every_version or release else "the versions that are installed here"
            say(f"of the ledger, with {versions}; --report DIR has those that a run has seen", err=True)
        return
    from assay.reporting import model  # not above: a help does without

    found = model.load(last_report(report), cleaned=False)
    give(of_run(found, narrowed), FINDING_COLUMNS, as_json, "findings")
    if not as_json:
        unseen = len(found.findings.others)
        say(f"that run {found.id} has seen; {unseen} more are in its ledger, and it has not seen them", err=True)


_HEADS = {"workaround": "what helps"}
_BLOCK = {
    "finding": "finding",
    "on": "targets",
    "what helps": "workaround",
    "mended in": "mended_in",
    "upstream": "upstream",
}
"""What a terminal has below each other of a finding: its lines are too long to stand beside each other."""


def give(rows: Rows, columns: Sequence[str], as_json: bool, what: str) -> None:
    """Print rows, for people with how many there are, or for programs."""
    if as_json:
        print_json(rows)
        return
    if rows and columns is FINDING_COLUMNS and Console().is_terminal:
        for row in rows:
            show_block(f"{row['impact']}: {row['title']}", {name: str(row[key]) for name, key in _BLOCK.items()})
    elif rows:
        show_rows(
            [_HEADS.get(column, column) for column in columns],
            [[str(row[column]) for column in columns] for row in rows],
        )
    say(f"{len(rows)} {what.removesuffix('s') if len(rows) == 1 else what}", err=True)

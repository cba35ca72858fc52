"""The commands ``assay list`` and ``assay findings``: what there is, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.console import Console

from assay.commands import completion
from assay.commands.help_texts import ExampleCommand, json_option
from assay.commands.known_findings import FINDING_COLUMNS, IMPACTS, Narrowed, of_ledger, of_run
from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json, show_block, show_rows
from assay.domain.close_names import did_you_mean
from assay.products import registry
from assay.reporting.last_report import last_report
from assay.reporting.say import say

Rows = Sequence[dict[str, Any]]
suite_option = click.option("--suite-dir", metavar="DIR", help="Of another suite (default: Assay's own).")


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


def _kind(context: click.Context, argument: click.Parameter, value: str) -> str:
    """A kind, also in the singular; of another word it is said which was probably meant."""
    for kind in KINDS:
        if value in (kind, kind.removesuffix("s")):
            return kind
    raise click.BadParameter(f"{value!r} is none of {', '.join(KINDS)}{did_you_mean(value, KINDS)}", context, argument)


def _kinds(context: click.Context, argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The kinds that begin so."""
    del context, argument
    return [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete)]


def _impacts(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The impacts that begin so."""
    del context, option
    return [CompletionItem(impact) for impact in IMPACTS if impact.startswith(incomplete)]


@click.command(
    name="list",
    cls=ExampleCommand,
    examples=[
        ("assay list targets postgres", "the drivers of a database"),
        ("assay list features crud", "the features of a chapter, with what each claims"),
        ("assay list checks crud.create --json", "the checks of a feature, for a program"),
    ],
)
@click.argument("kind", callback=_kind, metavar="targets|stores|features|checks|findings", shell_complete=_kinds)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completion.features)
@suite_option
@json_option
def list_(kind: str, names: tuple[str, ...], suite_dir: str | None, as_json: bool) -> None:
    """List targets, stores, features, checks or findings.

    NAME narrows the list: a backend or target, a store, and for the others a feature or chapter.
    """
    rows_of, columns = KINDS[kind]
    give(rows_of(SuiteFacts(suite_dir), names), columns, as_json, kind)


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay findings --target postgres --impact data-loss", "what can lose data on PostgreSQL"),
        ("assay findings session-backend --target mysql", "what is wrong with a chapter on MySQL"),
        ("assay findings --unreported --json", "what nobody has reported yet, for a program"),
        ("assay findings --report reports/latest", "what a run has seen, as its page has it"),
    ],
)
@click.argument("names", nargs=-1, metavar="[FEATURE]...", shell_complete=completion.features)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME[,NAME...]",
    help="Only those of these targets or backends.",
    shell_complete=completion.values_of("target"),
)
@click.option(
    "--impact",
    metavar="WHAT",
    help=f"Only those that do this to users: {', '.join(IMPACTS)}.",
    shell_complete=_impacts,
)
@click.option("--fault", metavar="WHOSE", help="Only those whose fault it is: library, driver, server, documentation.")
@click.option("--unreported", is_flag=True, help="Only those that upstream has not been told of.")
@click.option("--every-version", is_flag=True, help="Also those of other versions than the installed ones.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="What this run has seen, instead of all that the ledger has.",
)
@suite_option
@json_option
def findings(
    names: tuple[str, ...],
    targets: tuple[str, ...],
    impact: str | None,
    fault: str | None,
    unreported: bool,
    every_version: bool,
    report: Path | None,
    suite_dir: str | None,
    as_json: bool,
) -> None:
    """List what is known to be broken, the worst first.

    All that the ledger has, with the versions that are installed here; of one run with --report. FEATURE is a feature's
    id or a chapter; `assay explain` says more of one.
    """
    named = [name for given in targets for name in given.split(",") if name]
    narrowed = Narrowed(names, named, impact or "", fault or "", unreported)
    if report is None:
        rows = of_ledger(SuiteFacts(suite_dir), narrowed, every_version=every_version)
        give(rows, FINDING_COLUMNS, as_json, "findings")
        if not as_json:
            versions = "any version" if every_version else "the versions that are installed here"
            say(f"of the ledger, with {versions}; --report DIR has those that a run has seen", err=True)
        return
    from assay.reporting import model  # not above: a help does without

    found = model.load(last_report(report), cleaned=False)
    give(of_run(found, narrowed), FINDING_COLUMNS, as_json, "findings")
    if not as_json:
        unseen = len(found.findings.others)
        say(f"that run {found.id} has seen; {unseen} more are in its ledger, and it has not seen them", err=True)


_HEADS = {"workaround": "what helps"}
_BLOCK = {"finding": "finding", "on": "targets", "what helps": "workaround", "upstream": "upstream"}
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

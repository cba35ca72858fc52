"""The command lines of ``assay list`` and ``assay findings``."""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from assay.commands import completion
from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, suite_option
from assay.commands.help_texts import ExampleCommand
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import IMPACTS

KINDS = ("targets", "stores", "features", "checks", "findings")
"""What can be listed."""


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


def _impact(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An impact of the list; another word is refused before anything is imported."""
    del context, option
    if value and value not in IMPACTS:
        near = did_you_mean(value, IMPACTS) or ";"
        raise UsageError(f"--impact {value!r} is unknown{near} known are {', '.join(IMPACTS)}")
    return value


def _impacts(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The impacts that begin so."""
    del context, option
    return [CompletionItem(impact) for impact in IMPACTS if impact.startswith(incomplete)]


def _release(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A release, alone or behind its library's name; anything else is refused."""
    del context, option
    if value is not None and not _RELEASE.fullmatch(value.strip()):
        raise UsageError(f"--fixed-in {value!r} is no release; give one as 1.9 or 'advanced-alchemy 1.9'")
    return value


_RELEASE = re.compile(r"(?:[A-Za-z][\w.-]*(?: |==))?\d[\w.+!-]*")


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
@carried_out_in("assay.commands.listing")
def list_() -> None:
    """List targets, stores, features, checks or findings.

    NAME narrows the list: a backend or target, a store, and for the others a feature or chapter.
    """


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay findings --target postgres --impact data-loss", "what can lose data on PostgreSQL"),
        ("assay findings session-backend --target mysql", "what is wrong with a chapter on MySQL"),
        ("assay findings --unreported --json", "what nobody has reported yet, for a program"),
        ("assay findings --search 'unset columns'", "whose text has these words"),
        ("assay findings --fixed-in 1.9", "what a release mended, in whole or in part"),
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
    callback=_impact,
    help=f"Only those that do this to users: {', '.join(IMPACTS)}.",
    shell_complete=_impacts,
)
@click.option("--fault", metavar="WHOSE", help="Only those whose fault it is: library, driver, server, documentation.")
@click.option(
    "--reported/--unreported",
    default=None,
    help="Only those that upstream has been told of, or has not.",
)
@click.option("--search", metavar="WORDS", help="Only those whose text, or page, has all these words.")
@click.option(
    "--fixed-in", metavar="VERSION", callback=_release, help="Only what this release mended, in whole or in part."
)
@click.option("--mended", is_flag=True, help="Only what some release mended, in whole or in part.")
@click.option("--every-version", is_flag=True, help="Also those of other versions than the installed ones.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="What this run has seen, instead of all that the ledger has.",
)
@suite_option
@json_option
@carried_out_in("assay.commands.listing")
def findings() -> None:
    """List what is known to be broken, the worst first.

    All that the ledger has, with the versions that are installed here; of one run with --report. FEATURE is a feature's
    id or a chapter; `assay explain` says more of one.
    """

"""The command line of ``assay explain``."""

from __future__ import annotations

import click

from assay.commands import completion
from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, suite_option
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay explain session-backend --target mysql", "a chapter: whether it can be used on a database"),
        ("assay explain crud.create", "a feature: what is claimed, where it is checked, what is known to be wrong"),
        ("assay explain crud/test_get.py::test_it", "a check, also by its node id in a report"),
        ("assay explain id-filter-ignores-its-type", "a known issue, or a finding"),
    ],
)
@click.argument("name", metavar="CHAPTER|FEATURE|CHECK|ISSUE", shell_complete=completion.features)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME[,NAME...]",
    help="Of a chapter: only on these targets or backends.",
    shell_complete=completion.values_of("target"),
)
@suite_option
@json_option
@carried_out_in("assay.commands.explain")
def explain() -> None:
    """Say what a feature, check or known issue is about, or whether a chapter can be used.

    Of a chapter the ledger is asked, with the versions that are installed here; `assay show CHAPTER@TARGET` says what
    a run has seen of it.
    """

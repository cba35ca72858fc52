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
        ("assay explain crud.create", "a feature: what is claimed, where it is checked, what is known to be wrong"),
        ("assay explain crud/test_get.py::test_it", "a check, also by its node id in a report"),
        ("assay explain id-filter-ignores-its-type", "a known issue, or a finding"),
    ],
)
@click.argument("name", metavar="FEATURE|CHECK|ISSUE", shell_complete=completion.features)
@suite_option
@json_option
@carried_out_in("assay.commands.explain")
def explain() -> None:
    """Say what a feature, a check or a known issue is about."""

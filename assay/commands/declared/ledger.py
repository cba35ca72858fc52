"""The command lines of ``assay ledger``."""

from __future__ import annotations

from pathlib import Path

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, report_option, suite_option
from assay.commands.help_texts import ExampleCommand


@click.group()
def ledger() -> None:
    """Help with the known issues: suggest entries, write a report for upstream."""


@ledger.command(
    cls=ExampleCommand,
    examples=[
        ("assay ledger suggest", "what of the failures of the last run is known, and on which targets"),
        ("assay ledger suggest --write", "add these targets to the ledger, and write drafts of what is in no entry"),
        ("assay ledger suggest --report reports/latest --json", "for a program"),
    ],
)
@report_option
@click.option("--write", is_flag=True, help="Add the targets to the files of the ledger, and write the drafts.")
@suite_option
@json_option
@carried_out_in("assay.commands.ledger")
def suggest() -> None:
    """Suggest what makes the ledger right after a run.

    What fails as an entry says, on targets of which it does not speak, needs no new entry. Of the rest there are
    drafts, one for each cause, to be completed.
    """


@ledger.command(
    cls=ExampleCommand,
    examples=[
        ("assay ledger issue total-past-the-end", "the text of a report, as the upstream's form asks for it"),
        ("assay ledger issue total-past-the-end --output report.md", "into a file"),
        ("assay ledger issue asyncpg-dates-at-the-ends --to other", "in a form that any project takes"),
    ],
)
@click.argument("name", metavar="ID")
@click.option("--to", "upstream", metavar="NAME", help="Whose form (default: as its upstream reference and fault say).")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file.")
@suite_option
@json_option
@carried_out_in("assay.commands.ledger")
def issue() -> None:
    """Write the text of a report for upstream: what is claimed, what happens, versions, and a script that shows it.

    ID is that of a known issue, or of a finding. Read it before you send it, and run the script.
    """

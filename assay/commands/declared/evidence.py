"""The command lines of ``assay show`` and ``assay open``."""

from __future__ import annotations

import click

from assay.commands import completion
from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, report_option
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay show crud.create@postgres-asyncpg", "why it has its verdict: what was raised, the SQL, the command"),
        ("assay show crud.create@sqlite", "on every target of a backend"),
        ("assay show crud.create", "the verdict on every target"),
        ("assay show crud@postgres-asyncpg", "a chapter: the verdict of each feature, the worst first"),
        ("assay show @postgres", "a target, or all of a backend: how it stands, and what does not hold"),
        ("assay show crud.create@sqlite-aiosqlite --report reports/upgrade/upgraded --json", "of another report"),
    ],
)
@click.argument("what", metavar="FEATURE|CHAPTER[@TARGET]", shell_complete=completion.features)
@click.option("--full", is_flag=True, help="Every check, with its whole traceback and all of its statements.")
@report_option
@json_option
@carried_out_in("assay.commands.evidence")
def show() -> None:
    """Show the evidence of FEATURE@TARGET in the last report.

    Of a CHAPTER it shows the verdicts, the worst first; of @TARGET alone how it stands, and what does not hold.
    """


@click.command(
    name="open",
    cls=ExampleCommand,
    examples=[
        ("assay open", "the page of the last report"),
        ("assay open crud.create@postgres-asyncpg", "the same, with that evidence open"),
        ("assay open --report reports/upgrade --json", "where another page is, for a program"),
    ],
)
@click.argument("what", required=False, default="", metavar="[FEATURE@TARGET]", shell_complete=completion.features)
@report_option
@json_option
@click.pass_context
@carried_out_in("assay.commands.evidence")
def open_() -> None:
    """Open the page of the last report in a browser, at a FEATURE@TARGET if one is named."""

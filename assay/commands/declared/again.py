"""The command line of ``assay again``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, report_option
from assay.commands.declared.run import HELP, workers_option
from assay.commands.run_command import RunCommand, run_options
from assay.domain.close_names import did_you_mean
from assay.domain.verdicts import BREAKING, Verdict


def _verdicts(context: click.Context, option: click.Parameter, value: Sequence[str]) -> list[Verdict]:
    del context, option
    words = {verdict.value: verdict for verdict in Verdict}
    found = []
    for name in (part.strip() for given in value for part in given.split(",") if part.strip()):
        if name not in words:
            near = did_you_mean(name, words) or ";"
            raise click.BadParameter(f"{name!r} is no verdict{near} known are {', '.join(words)}")
        found.append(words[name])
    return found or [*BREAKING]


@click.command(
    cls=RunCommand,
    context_settings=HELP,
    examples=[
        ("assay again", "what failed, was fixed or ended in an error in the last run"),
        ("assay again --verdict fail,error --target postgres", "only such, on one database"),
        ("assay again --verdict known --report reports/latest -x", "what is known, until the first that is otherwise"),
        ("assay again --json", "which checks that would be, for a program; none is run"),
    ],
)
@run_options
@workers_option(None, "by how many checks there are")
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    metavar="VERDICT[,...]",
    callback=_verdicts,
    help="Checks with these verdicts (default: fail, fixed and error).",
)
@report_option
@json_option
@click.pass_context
@carried_out_in("assay.commands.again")
def again() -> None:
    """Run the checks again that failed in the last run, or in that of a REPORT.

    On the servers that they ran on, in the same versions, unless an option says otherwise.
    """

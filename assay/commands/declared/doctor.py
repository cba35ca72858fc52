"""The command line of ``assay doctor``."""

from __future__ import annotations

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, server_options
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay doctor", "where each server would come from"),
        ("assay doctor --target postgres --source postgres=local", "one database, without a container"),
        ("assay doctor --deep", "and whether a row can be written, read and removed on each target"),
    ],
)
@server_options()
@click.option("--deep", is_flag=True, help="Also do on each target what every check does.")
@json_option
@click.pass_context
@carried_out_in("assay.commands.doctor")
def doctor() -> None:
    """Start every server once and say where it comes from, or why it cannot run and what to do."""

"""The command line of ``assay servers``."""

from __future__ import annotations

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import server_options
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay servers --target postgres,mysql", "keep these until Ctrl-C, and say where they are"),
        ("assay run --servers-from DIR", "run on them, as often as wanted, in another terminal"),
    ],
)
@server_options()
@carried_out_in("assay.commands.servers")
def servers() -> None:
    """Keep the servers running for several runs, until Ctrl-C: `assay run --servers-from DIR`."""

"""The command line of ``assay down``."""

from __future__ import annotations

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay down", "all that are kept"),
        ("assay down postgres", "those of one database"),
    ],
)
@click.argument("backends", nargs=-1, metavar="[BACKEND]...")
@carried_out_in("assay.commands.down")
def down() -> None:
    """End the servers that `pytest --keep-servers` keeps: all, or those of BACKENDs."""

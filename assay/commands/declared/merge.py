"""The command line of ``assay merge``."""

from __future__ import annotations

from pathlib import Path

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option
from assay.commands.help_texts import ExampleCommand

_PATH = click.Path(path_type=Path)


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay merge shards --plan plan.json --output report", "all shards in a folder, held against their plan"),
        ("assay merge run-1 run-2 --output report", "two runs of different targets or chapters"),
    ],
)
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=_PATH)
@click.option("--output", type=_PATH, required=True, help="Where the merged run and its report go.")
@click.option("--plan", type=_PATH, help="The plan of `assay ci plan` that they are of: what is missing is named.")
@json_option
@carried_out_in("assay.commands.merge")
def merge() -> None:
    """Make one run, with its report, of the runs of shards; DIR is a report, or a folder of such.

    Refuses runs of other versions, servers, catalogues or ledgers, and those that checked the same. Exits with 1 if a
    shard is missing, empty, was cut off or is not whole, or if anything in it fails; with 2 if they cannot be merged.
    """

"""The command line of ``assay golden``."""

from __future__ import annotations

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.help_texts import ExampleCommand


@click.command(
    cls=ExampleCommand,
    examples=[("assay golden", "after a check was added, renamed or removed: commit what it changes")],
)
@carried_out_in("assay.commands.golden")
def golden() -> None:
    """Write the golden list anew: what is added or taken away shows in the diff."""

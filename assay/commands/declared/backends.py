"""The command line of ``assay check-backend``."""

from __future__ import annotations

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import server_options
from assay.commands.help_texts import ExampleCommand


@click.command(
    name="check-backend",
    cls=ExampleCommand,
    examples=[
        ("assay check-backend postgres", "in a container, or wherever a server of it can be had"),
        ("assay check-backend postgres --server-version postgres=15", "of another version"),
    ],
)
@click.argument("name")
@server_options(targets=False)
@click.pass_context
@carried_out_in("assay.commands.backends")
def check_backend() -> None:
    """Prove the profile of a backend against a server of it.

    Drivers, facts, spaces, values, and each capability, declared or not.
    """

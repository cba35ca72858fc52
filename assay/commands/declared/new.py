"""The command lines of ``assay new``."""

from __future__ import annotations

from pathlib import Path

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.help_texts import ExampleCommand


@click.group()
def new() -> None:
    """Write the skeleton of what can be added."""


@new.command(
    cls=ExampleCommand,
    examples=[
        ("assay new backend yugabyte --like postgres", "a product that speaks the protocol of another"),
        ("assay new backend firebird --directory plugins/firebird", "one of its own kind"),
    ],
)
@click.argument("name")
@click.option("--like", default="", metavar="BACKEND", help="It is like this one, and differs in few things.")
@click.option("--directory", type=click.Path(path_type=Path), help="Where it goes (default: ./NAME).")
@carried_out_in("assay.commands.new")
def backend() -> None:
    """Write a package that brings a database, to be completed: docs/adding-a-database.md goes through it."""

"""The command line of ``assay app``."""

from __future__ import annotations

import click

from assay.commands import completion
from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option, suite_option
from assay.commands.help_texts import ExampleCommand
from assay.domain.impacts import IMPACTS
from assay.running.option_table import option

_SECONDS = 180


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay app myproject.asgi:app", "which known issues hit it, on the databases that its engines are for"),
        ("assay app myproject.asgi:create_app --target postgres,mysql", "and on other databases, before a move"),
        ("assay app --python .venv/bin/python --fail-on data-loss", "of another environment, for a CI server"),
        ("assay app myproject.asgi:app --target sqlite,postgres --checks", "and check its models and routes there"),
    ],
)
@click.argument("application", default="", metavar="[MODULE:NAME]")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME[,NAME...]",
    help="Ask for these targets or backends (default: those of the application's own drivers).",
    shell_complete=completion.values_of("target"),
)
@click.option("--app-dir", default=".", metavar="DIR", help="The application's directory (default: this one).")
@click.option("--python", default="", metavar="FILE", help="The Python of its environment (default: that of Assay).")
@click.option("--timeout", default=_SECONDS, metavar="SECONDS", show_default=True, help="Give up its import then.")
@click.option("--html", default="", metavar="FILE", help="Write the report as a page, too.")
@click.option(
    "--fail-on",
    default="",
    metavar="IMPACT",
    help=f"Exit with 1 if a known issue with this impact or a worse one hits: {', '.join(IMPACTS)}.",
)
@click.option("--checks", is_flag=True, help="Check its models, migrations and routes, too, on real servers.")
@click.option("--check", "wanted", multiple=True, metavar="NAME", help="Only this check, or this line of a report.")
@click.option("--scripts", default="", metavar="DIR", help="Write there a script that shows each failed check.")
@click.option(
    "--header", multiple=True, metavar="'NAME: VALUE'", help="Send it with every request of the checks: a login, a key."
)
@click.option("--source", "source", multiple=True, metavar="[BACKEND=]SOURCE", help=option("source").described())
@click.option("--database-url", multiple=True, metavar="URL", help=option("database-url").described())
@click.option("--servers-from", metavar="DIR", help=option("servers-from").described())
@suite_option
@json_option
@carried_out_in("assay.commands.app")
def app() -> None:
    """Say which known issues hit an application of your own, where in it, and what helps.

    MODULE:NAME is the application or a factory of it; without it LITESTAR_APP counts, then what Litestar would take.
    The application is imported in a process of its own, and not started; nothing is connected, and nothing written.
    With --checks it is started, on databases that Assay makes for it and drops, and on no others.
    """

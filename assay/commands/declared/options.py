"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from assay.commands import completion
from assay.domain.errors import UsageError
from assay.process import unimportable
from assay.running.option_table import option

SERVERS = ("target", "source", "database-url", "server-version")
"""The options that say which servers, and where from."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
suite_option = click.option("--suite-dir", metavar="DIR", help="Of another suite (default: Assay's own).")
report_option = click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Of this report, or results file (default: the last one here).",
)


def server_options(
    *further: str, report_dir: str = "", targets: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of servers, which it takes as ``options``, an :class:`assay.running.options.Options`.

    Args:
        further: Names of more options of a run that it has.
        report_dir: Where its report goes if nobody says otherwise; empty if it writes none.
        targets: Whether it has the option for targets; one whose argument is a backend has not.
    """
    names = [
        *(name for name in SERVERS if targets or name != "target"),
        *further,
        *(["report-dir"] if report_dir else []),
    ]
    taken = [option(name) for name in names]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(*args: Any, **given: Any) -> Any:
            with unimportable.placeholders():
                from assay.running.options import Options  # not above: a help does without
                from assay.running.plugin_news import say_refused
            for name, error in unimportable.ERRORS.items():
                raise UsageError(f"{name} cannot be imported: {error}")
            say_refused()
            values = {one.parameter: given.pop(one.parameter) for one in taken}
            return function(*args, options=Options.parse(**values), **given)

        for one in reversed(taken):
            command = click.option(
                f"--{one.name}",
                multiple=one.repeatable,
                metavar=one.metavar,
                help=one.described(report_dir if one.name == "report-dir" else None),
                shell_complete=completion.values_of(one.name),
            )(command)
        return command

    return decorate


def cluster_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of runs on a cluster.

    Args:
        what: What is tried again, in words.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        retries = click.option(
            "--retries",
            type=click.IntRange(0),
            default=2,
            show_default=True,
            help=f"How often {what} is tried again that came to no end.",
        )
        scheduler = "Run them on a Dask cluster; each starts its servers there."
        return click.option("--scheduler", metavar="ADDRESS", help=scheduler)(retries(function))

    return decorate

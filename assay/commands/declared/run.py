"""The commands ``assay run`` and ``assay selftest``: pytest on the suites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from assay.commands.run_command import RunCommand, refuse_mistakes, run_options, words_of
from assay.process.leaving import leave
from assay.running.start import start

HELP = {"help_option_names": ["-h", "--help"]}


def _processes(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    del context, option
    if value is not None and value not in {"auto", "logical"} and not (value.isascii() and value.isdigit()):
        raise click.BadParameter(f"{value!r} is neither a number nor auto or logical")
    return value


def workers_option(default: str | None, shown: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option that says how many processes run checks.

    Args:
        default: What holds if it is not given; None to have it chosen.
        shown: That in words.
    """
    return click.option(
        "-n",
        "--workers",
        default=default,
        show_default=shown,
        callback=_processes,
        metavar="NUMBER",
        help="How many processes run checks.",
    )


@click.command(
    cls=RunCommand,
    context_settings=HELP,
    examples=[
        ("assay run", "everything, on every server that can be had"),
        ("assay run --target postgres", "one database; --target postgres-asyncpg is one driver of it"),
        ("assay run --feature crud --target sqlite -k create", "a chapter, and of that the checks of that name"),
        ("assay run --require postgres,mysql-pymysql", "everything, and fail if these cannot run"),
        ("assay run --lf", "only what failed in the last run"),
        ("assay run --database-url postgresql://me:secret@db.example:5432/postgres", "a server of your own"),
    ],
)
@run_options
@workers_option(None, "by what is selected, one per core at most")
@click.option("--lf", "--last-failed", "last_failed", is_flag=True, help="Only the checks that failed in the last run.")
@click.option(
    "--json", "as_json", is_flag=True, help="With --lf: print which checks these are, for programs; run none."
)
@click.pass_context
def run(
    context: click.Context,
    /,
    options: Mapping[str, Any],
    workers: str | None,
    last_failed: bool,
    as_json: bool,
    pytest_args: tuple[str, ...],
) -> None:
    """Run the suites on every server that can be had, and write the report."""
    refuse_mistakes(context, options, pytest_args)
    if last_failed:
        from assay.commands import again  # not above: it reads results

        again.run_last_failed(options, workers, pytest_args, as_json=as_json)
    if as_json:
        raise click.UsageError("--json says what --lf would run; what a run has seen is in report.json of its report")
    leave(start([*words_of(options), *pytest_args], workers=workers))


@click.command(
    cls=RunCommand,
    context_settings=HELP,
    examples=[
        ("assay selftest", "the proof for every feature"),
        ("assay selftest --feature filters --target sqlite-aiosqlite", "for a chapter"),
        ("assay selftest --every-check --feature crud.get", "with every check, also after one has caught the defect"),
    ],
)
@run_options
@workers_option("logical", "one per core")
@click.pass_context
def selftest(context: click.Context, /, options: Mapping[str, Any], workers: str, pytest_args: tuple[str, ...]) -> None:
    """Prove with planted defects that every feature's checks can fail."""
    refuse_mistakes(context, options, pytest_args)
    given = ["-p", "assay.selftest.plugin", "--selftest", "-q", *words_of(options), *pytest_args]
    leave(start(given, workers=workers))

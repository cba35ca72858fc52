"""The commands ``assay run`` and ``assay selftest``: pytest on the suites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from assay.process.leaving import leave
from assay.running.options import OPTIONS
from assay.running.start import start

PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}


def _processes(context: click.Context, option: click.Parameter, value: str) -> str:
    del context, option
    if value not in {"auto", "logical"} and not (value.isascii() and value.isdigit()):
        raise click.BadParameter(f"{value!r} is neither a number nor auto or logical")
    return value


def _workers(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-n",
        "--workers",
        default="logical",
        show_default="one per core",
        callback=_processes,
        metavar="NUMBER",
        help="How many processes run checks.",
    )(function)


class _Passing(click.Command):
    """A command that shows the options of a run too, though they are pytest's to read."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its own options, and those of the table."""
        super().format_options(ctx, formatter)
        with formatter.section("Options of a run"):
            formatter.write_dl([(f"--{one.name} {one.metavar}".rstrip(), one.described()) for one in OPTIONS])


@click.command(cls=_Passing, context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def run(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Run the suites on every server that can be had, and write the report.

    Further arguments go to pytest: paths, the options of a run, and its own such as -k, -x and --collect-only.
    """
    leave(start(pytest_args, workers=workers))


@click.command(cls=_Passing, context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def selftest(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Prove with planted defects that every feature's checks can fail."""
    leave(start(["-p", "assay.selftest.plugin", "--selftest", "-q", *pytest_args], workers=workers))

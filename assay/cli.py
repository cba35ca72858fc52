"""The command ``assay``."""

from __future__ import annotations

import errno
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import click
import pytest

from assay.commands import doctor, reports, upgrade
from assay.domain import golden
from assay.domain.errors import AssayError, UsageError
from assay.pool import users
from assay.process import environment_variables, home, interpreter
from assay.process.leaving import leave
from assay.products import registry
from assay.reporting.model import printable
from assay.reporting.say import say
from assay.running.former_names import refuse_unknown
from assay.running.hooks import CHECK
from assay.running.pool_options import make_pool, pool_options, wait
from assay.running.selection import repository_file
from assay.running.start import start

TRACEBACK = "ASSAY_TRACEBACK"
"""If this variable is set, a fault of Assay itself is shown with its traceback."""
INTERNAL_ERROR = 3
"""The exit code of such a fault."""

PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}


class _Group(click.Group):
    """A group whose commands end in one clear line on a mistake of the user's, and on one of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        environment_variables.keep_away()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except AssayError as error:
            said = str(error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has gone: click ends quietly
                raise
            said = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)
        except Exception as error:  # noqa: BLE001 - 1 would mean that something regressed
            if os.environ.get(TRACEBACK):
                say(traceback.format_exc().rstrip(), err=True)
            said = f"internal error: {type(error).__name__}: {error}; please report it ({TRACEBACK}=1 shows where)"
            _say(said)
            sys.exit(INTERNAL_ERROR)
        _say(said)
        sys.exit(2)


def _say(text: str) -> None:
    """One line, whatever is in the names and texts that it quotes."""
    say(f"assay: {printable(text)}", err=True)


@click.group(cls=_Group)
@click.version_option(package_name="alchemy-assay")
def main() -> None:
    """Conformance of Litestar + Advanced Alchemy, with evidence."""
    interpreter.refuse()
    home.settle()
    for plugin in registry.REFUSED:
        _say(f"{plugin.line}; the others are used")


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


@main.command(context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def run(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Run the suites on every server that can be had, and write the report.

    Further arguments go to pytest: --target, --feature, --require, --source, --database-url, --report-dir, -k, ...
    """
    leave(start(pytest_args, workers=workers))


@main.command(context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def selftest(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Prove with planted defects that every feature's checks can fail."""
    leave(start(["--selftest", "-q", *pytest_args], workers=workers))


@main.command(name="golden")
def write_golden() -> None:
    """Write the golden list anew: what is added or taken away shows in the diff."""

    class Listing:
        def __init__(self) -> None:
            self.pairs: list[golden.Pair] = []
            self.former: set[golden.Pair] = set()

        def pytest_collection_finish(self, session: pytest.Session) -> None:
            checks = [item.stash[CHECK] for item in session.items if CHECK in item.stash]
            self.pairs = [(feature, check.name) for check in checks for feature in check.features]
            plugin: Any = session.config.pluginmanager.get_plugin("assay-checks")
            self.former = plugin.former

    listing = Listing()
    code = start(["--collect-only", "-qq"], plugins=[listing])
    if code != pytest.ExitCode.OK:
        raise UsageError("the suites cannot be collected; mend what pytest names above")
    file = repository_file("golden.txt")
    if listing.former:
        refuse_unknown(listing.former, golden.load(file), golden.former(file))
    golden.save(file, listing.pairs, listing.former)
    features = {feature for feature, _ in listing.pairs}
    say(f"{file}: {len(features)} features, {len(set(listing.pairs))} checks")


for command in (
    reports.report,
    reports.compare,
    reports.history,
    doctor.doctor,
    upgrade.upgrade,
    upgrade.matrix,
):
    main.add_command(command)


@main.command()
@pool_options
def servers(**options: Any) -> None:
    """Keep the servers running for several runs, until Ctrl-C: `assay run --servers-from DIR`."""
    with make_pool(options) as pool:
        wait(pool)
        for backend in pool.backends:
            state = pool.client.state(backend.name)
            say(f"{backend.name}: {state.state} {state.public()['detail'] or state.reason}")
        try:  # whoever reads the next line may end this process before it returns
            say(f"use them with: assay run --servers-from {pool.run_dir}")
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            for user in users.present(pool.run_dir):
                say(f"still used by {user}: its remaining checks are lost")
            say("stopping")

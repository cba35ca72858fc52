"""The options of commands that start servers themselves, and these servers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import click

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.pool.pool import Pool
from assay.process import unimportable
from assay.reporting.say import say
from assay.running.option_table import option
from assay.running.options import Options
from assay.running.plugin_news import say_refused
from assay.running.process_count import ProcessCount
from assay.running.selection import Selection, wants_stores
from assay.servers.run_records import RunResources

_START_SECONDS = 240.0
SERVERS = ("target", "source", "database-url", "server-version")
"""The options that say which servers, and where from."""


def server_options(
    *further: str, report_dir: str = "", targets: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of servers, which it takes as ``options``, an :class:`Options`.

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
            )(command)
        return command

    return decorate


def selection_of(options: Options) -> Selection:
    """What the options select of the suites.

    Raises:
        UsageError: They name a feature that there is not.
    """
    return Selection.of(options, _catalogue(options))


def uses_stores(options: Options) -> bool:
    """Whether the selected features come to object stores."""
    catalogue, suites = _catalogue(options), options.suite_dir
    return wants_stores(catalogue, Selection.of(options, catalogue), suites, [suites])


def processes(options: Options, given: int | None) -> int:
    """How many processes run the checks of each run: as it is said, or by what is selected."""
    catalogue, suites = _catalogue(options), options.suite_dir
    return given or max(1, ProcessCount.of(Selection.of(options, catalogue), catalogue, suites).processes)


def _catalogue(options: Options) -> Catalogue:
    return Catalogue.load(options.suite_dir / "catalogue.toml")


def make_pool(options: Options) -> Pool:
    """The servers that the options ask for.

    Raises:
        UsageError: They name a feature that there is not, or a server of the user's is another one than they say.
    """
    options.check_owners()
    catalogue, suites = _catalogue(options), options.suite_dir
    services = Selection.of(options, catalogue).servers(catalogue, suites, [suites])
    urls, versions = options.database_urls, options.server_versions
    return Pool(RunResources(), services, options.sources, urls, versions, partial(say, err=True))


def wait_for_servers(pool: Pool) -> None:
    """Wait until every server is ready, or will not be."""
    pool.wait(_START_SECONDS)

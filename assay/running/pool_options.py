"""The options of commands that start servers themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import click

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.pool.pool import Pool, parse_sources, parse_versions
from assay.process import unimportable
from assay.reporting.say import say
from assay.running.selection import Selection, check_servers, choose, repository_file, wants_stores
from assay.servers.run_records import RunResources

_START_SECONDS = 240.0


def pool_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :func:`make_pool`."""
    for option in (
        click.option("--target", multiple=True, help="Targets or backends (default: all)."),
        click.option("--source", multiple=True, metavar="[BACKEND=]SOURCE", help="Force container, local or url."),
        click.option("--database-url", multiple=True, metavar="URL", help="A server of yours."),
        click.option(
            "--server-version",
            multiple=True,
            metavar="BACKEND=VERSION",
            help="Run this version of a server, in a container.",
        ),
    ):
        function = option(function)
    return function


def selection(options: Mapping[str, Any]) -> Selection:
    """The targets and features that the options choose; the other options are checked too.

    Raises:
        UsageError: Something in them is unknown or malformed.
    """
    parse_versions(options["server_version"])
    parse_sources(options["source"])
    return choose(_catalogue(), options["target"], options.get("feature", ()), ())


def uses_stores(chosen: Selection) -> bool:
    """Whether the chosen features come to object stores."""
    suites = repository_file("")
    return wants_stores(_catalogue(), chosen, suites, [suites])


def _catalogue() -> Catalogue:
    return Catalogue.load(repository_file("catalogue.toml"))


def make_pool(options: Mapping[str, Any], versions: Mapping[str, str] | None = None) -> Pool:
    """The servers that the options ask for.

    Args:
        options: Their values, by the names of the parameters.
        versions: Versions of servers that go before those of the options.

    Raises:
        UsageError: Something in them is unknown or contradictory.
    """
    for name, error in unimportable.ERRORS.items():
        raise UsageError(f"{name} cannot be imported: {error}")
    chosen = selection(options)
    names = [*chosen.backends, *(chosen.services if uses_stores(chosen) else ())]
    wanted = {**parse_versions(options["server_version"]), **(versions or {})}
    sources = parse_sources(options["source"])
    check_servers(None, sources, options["database_url"], wanted)
    return Pool(RunResources(), names, sources, options["database_url"], wanted, partial(say, err=True))


def wait(pool: Pool) -> None:
    """Wait until every server is ready, or will not be."""
    deadline = time.monotonic() + _START_SECONDS
    names = [backend.name for backend in pool.backends]
    while any(pool.client.state(n).state == "starting" for n in names) and time.monotonic() < deadline:
        time.sleep(0.05)

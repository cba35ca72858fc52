"""The command ``assay check-backend``: whether a backend is what its profile says, before any check is believed."""

from __future__ import annotations

import logging
import time
import warnings
from functools import partial
from typing import TYPE_CHECKING

import click

from assay.commands.server_options import wait_for_servers
from assay.domain import exit_codes
from assay.pool.pool import Pool
from assay.products import contract
from assay.products.registry import backend as find_backend
from assay.reporting.say import say
from assay.servers.run_records import RunResources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from assay.domain.targets import Backend
    from assay.running.options import Options


def check_backend(context: click.Context, name: str, options: Options) -> None:
    """What ``assay check-backend`` does."""
    backend = find_backend(name)
    failed = _show(contract.examine_drivers(backend))
    options.check_owners()
    urls, versions = options.database_urls, options.server_versions
    with Pool(RunResources(), [backend], options.sources, urls, versions, partial(say, err=True)) as pool:
        wait_for_servers(pool)
        state = pool.client.state(name)
        if state.state != "ready":
            say(f"{name}: {state.state}: {state.reason}", err=True)
            context.exit(exit_codes.FAILED if failed or state.state != "unavailable" else exit_codes.NOTHING_RAN)
        say(f"{name}: {state.public().detail}")
        failed += _on_server(backend, pool)
    if failed:
        say(f"{name}: {failed} not as they have to be: mend the backend, or its profile", err=True)
        context.exit(exit_codes.FAILED)


def _on_server(backend: Backend, pool: Pool) -> int:
    server, _ = pool.client.wait(backend.name, 60)  # which sets what its clients need
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drivers; a run shows them
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # of connections whose database is dropped
        return _show(contract.examine_server(backend, server, f"assay_{pool.client.run_id}"), pool.run.secrets.mask)


def _show(outcomes: Iterable[contract.Clause], mask: Callable[[str], str] = str) -> int:
    """Print outcomes as they come; how many of them do not hold, or could not be tried."""
    failed, began = 0, time.monotonic()
    for outcome in outcomes:
        word = {True: "ok", False: "broken", None: "unknown"}[outcome.held]
        failed += outcome.held is not True
        seconds = time.monotonic() - began
        said = f": {mask(outcome.said)}" if outcome.said else ""
        say(f"{word:<8}{outcome.demand}{said} ({seconds:.1f} s)")
        began = time.monotonic()
    return failed

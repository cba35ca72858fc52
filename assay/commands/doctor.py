"""The command ``assay doctor``: where each server comes from, or why not, and whether the targets can be used."""

from __future__ import annotations

import sys
import time
import warnings
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from assay.commands.server_options import make_pool, wait_for_servers
from assay.domain import exit_codes
from assay.products.registry import BACKENDS, PRODUCTS
from assay.reporting.say import say
from assay.reporting.screen import colours, drawn, plain_console, printable
from assay.servers.waiting import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import URL

    from assay.domain.secrets import Secrets
    from assay.domain.servers import Server
    from assay.domain.targets import Target
    from assay.pool.pool import Pool
    from assay.running.options import Options

_SECONDS = 60.0
"""How long a probe may take: a driver may wait for ever."""


def doctor(context: click.Context, /, options: Options, deep: bool) -> None:
    """What ``assay doctor`` does."""
    with make_pool(options) as pool:
        wait_for_servers(pool)
        table = Table(show_lines=False)
        for column in (
            "backend",
            "drivers",
            "source",
            "server version",
            "ready in",
            "detail, or why not and what to do",
        ):
            table.add_column(column, overflow="fold")
        for backend in BACKENDS:
            if backend not in pool.services:
                continue
            state = pool.client.state(backend.name)
            shown = state.public()
            _row(
                table,
                backend.name,
                ", ".join(d.name for d in backend.drivers),
                shown.source or "-",
                shown.version or "-",
                f"{state.seconds:.1f} s" if state.state == "ready" else "-",
                shown.detail if state.state == "ready" else f"{state.state}: {state.reason}",
            )
        _show(table)
        stores = Table(show_lines=False)
        for column in ("store", "clients", "source", "server version", "detail, or why not and what to do"):
            stores.add_column(column, overflow="fold")
        for product in PRODUCTS:
            clients = ", ".join(client.name for client in product.clients)
            if product.image_key is None:
                _row(stores, product.name, clients, "local", "-", product.detail)
                continue
            state = pool.client.state(product.name)
            shown = state.public()
            _row(
                stores,
                product.name,
                clients,
                shown.source or "-",
                shown.version or "-",
                shown.detail if state.state == "ready" else f"{state.state}: {state.reason}",
            )
        _show(stores)
        if deep and not _deep(pool, options.targets):
            context.exit(exit_codes.FAILED)


def _deep(pool: Pool, targets: Iterable[Target]) -> bool:
    """Probe each target whose server is ready, and show a table; whether all that were probed are as they should be."""
    table, held = Table(show_lines=False), True
    for column in ("target", "probe", "time", "why not"):
        table.add_column(column, overflow="fold")
    for number, target in enumerate(targets):
        state = pool.client.state(target.backend.name)
        if state.state != "ready":
            _row(table, target.id, "not probed", "-", f"{state.state}: {state.reason}")
            continue
        server, _ = pool.client.wait(target.backend.name, _SECONDS)  # which sets what its clients need
        began = time.monotonic()
        step, reason = _probe(target, server, f"assay_{pool.client.run_id}_doctor_{number:x}", pool.run.secrets)
        held = held and not step
        _row(table, target.id, step or "ok", f"{time.monotonic() - began:.1f} s", reason)
    _show(table)
    return held


def _probe(target: Target, server: Server, name: str, secrets: Secrets) -> tuple[str, str]:
    """At which step a probe fails and why; both empty if it does not."""
    from assay.running.probe import (  # with SQLAlchemy's drivers and anyio, which the other tables do without
        ProbeFailed,
        probe,
    )

    def keep(url: URL) -> None:
        secrets.keep(str(url.password or ""))

    keep(server.address)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drivers; a run shows them
            within(_SECONDS, target.id, lambda: probe(target, server, name, keep))
    except ProbeFailed as failed:
        return f"failed at {failed.step}", secrets.mask(failed.reason)
    except TimeoutError as error:
        return "failed", str(error)
    return "", ""


def _row(table: Table, *cells: str) -> None:
    table.add_row(*map(printable, cells))


def _show(table: Table) -> None:
    console = plain_console(max(Console().width, 120), colours(sys.stdout))
    console.print(table)
    say(drawn(console).rstrip("\n"))

"""The command ``assay doctor``: where each server comes from, or why not, and whether the targets can be used."""

from __future__ import annotations

import sys
import time
import warnings
from typing import TYPE_CHECKING, TypeAlias

import click
from rich.console import Console
from rich.table import Table

from assay.commands.server_options import make_pool, wait_for_servers
from assay.commands.tables import print_json
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
    from assay.pool.state import ServerState
    from assay.running.options import Options

_SECONDS = 60.0
"""How long a probe may take: a driver may wait for ever."""


def doctor(context: click.Context, /, options: Options, deep: bool, as_json: bool) -> None:
    """What ``assay doctor`` does."""
    with make_pool(options) as pool:
        wait_for_servers(pool)
        found = {"backends": _backends(pool), "stores": _stores(pool)}
        if not as_json:
            for rows in found.values():
                _show(rows)
        if deep:
            found["targets"] = _deep(pool, options.targets)
            if not as_json:
                _show(found["targets"])
        if as_json:
            print_json(found)
        if any(row["probe"] not in (_HELD, _NOT_PROBED) for row in found.get("targets", ())):
            context.exit(exit_codes.FAILED)


Rows: TypeAlias = "list[dict[str, str]]"
_DETAIL = "detail, or why not and what to do"
_HEADS = {"server_version": "server version", "ready_in": "ready in", "detail": _DETAIL, "why_not": "why not"}
"""What heads a column for people, where it is not the key for programs."""
_HELD, _NOT_PROBED = "ok", "not probed"


def _backends(pool: Pool) -> Rows:
    """Where the server of each backend that was asked for comes from."""
    found = []
    for backend in BACKENDS:
        if backend in pool.services:
            state = pool.client.state(backend.name)
            about = _about(state)
            detail = about.pop("detail")
            drivers = ", ".join(driver.name for driver in backend.drivers)
            seconds = f"{state.seconds:.1f} s" if state.state == "ready" else "-"
            found.append({"backend": backend.name, "drivers": drivers, **about, "ready_in": seconds, "detail": detail})
    return found


def _stores(pool: Pool) -> Rows:
    """Where the server of each object store comes from."""
    found = []
    for product in PRODUCTS:
        row = {"store": product.name, "clients": ", ".join(client.name for client in product.clients)}
        if product.image_key is None:
            about = {"state": "ready", "source": "local", "server_version": "-", "detail": product.detail}
        else:
            about = _about(pool.client.state(product.name))
        found.append({**row, **about})
    return found


def _about(state: ServerState) -> dict[str, str]:
    shown = state.public()
    return {
        "state": state.state,
        "source": shown.source or "-",
        "server_version": shown.version or "-",
        "detail": shown.detail if state.state == "ready" else f"{state.state}: {state.reason}",
    }


def _deep(pool: Pool, targets: Iterable[Target]) -> Rows:
    """What came of the probe of each target whose server is ready."""
    found = []
    for number, target in enumerate(targets):
        state = pool.client.state(target.backend.name)
        if state.state != "ready":
            why = f"{state.state}: {state.reason}"
            found.append({"target": target.id, "probe": _NOT_PROBED, "time": "-", "why_not": why})
            continue
        server, _ = pool.client.wait(target.backend.name, _SECONDS)  # which sets what its clients need
        began = time.monotonic()
        step, reason = _probe(target, server, f"assay_{pool.client.run_id}_doctor_{number:x}", pool.run.secrets)
        seconds = f"{time.monotonic() - began:.1f} s"
        found.append({"target": target.id, "probe": step or _HELD, "time": seconds, "why_not": reason})
    return found


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


def _show(rows: Rows) -> None:
    """A table of rows; that a server is ready is seen by its detail."""
    table = Table(show_lines=False)
    columns = [key for key in (rows[0] if rows else ()) if key != "state"]
    for key in columns:
        table.add_column(_HEADS.get(key, key), overflow="fold")
    for row in rows:
        table.add_row(*(printable(row[key]) for key in columns))
    console = plain_console(max(Console().width, 120), colours(sys.stdout))
    console.print(table)
    say(drawn(console).rstrip("\n"))

"""Whether a server lives: what it says itself counts, silence only after a while, and a broken connection at once."""

from __future__ import annotations

import os
import socket
import time
from typing import Literal, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from assay.domain.errors import chain
from assay.domain.servers import Server, Service
from assay.products.registry import service
from assay.servers.waiting import one_line, within

PROBE_SECONDS = 5.0
_POLL = 0.1
_CERTAIN_SECONDS = 1.0
_USERS_RESTART_SECONDS = 8.0
"""How long a user's own server may refuse connections: its administrator may restart it, which nobody does to ours."""
_BUSIEST = 6.0


class Answer(NamedTuple):
    """What came of asking a server.

    Args:
        kind: ``well``; ``refuses``: it lives, and refuses; ``passing``: it does so because it is about to start again;
            ``gone``: there is no answer.
        said: What it said, or how it is gone, for people; not masked.
    """

    kind: Literal["well", "refuses", "passing", "gone"]
    said: str = ""


def ask(server: Server, seconds: float = PROBE_SECONDS) -> Answer:
    """Log in, and do a round trip.

    A refused connection, or one that ends without a word, is certain after a second. Mere silence is not: a living
    server on a busy machine is silent too.

    Args:
        server: The server.
        seconds: How long it may be silent on a machine that is not busy.
    """
    product = service(server.backend)
    if product.image_key is None:
        return Answer("well")  # there is no process that could have died
    began = time.monotonic()
    deadline = began + seconds * busyness()
    patience = _USERS_RESTART_SECONDS if server.source == "url" else _CERTAIN_SECONDS
    while True:
        asked = time.monotonic()
        try:
            _knock(server, deadline - asked)
            within(max(0.1, deadline - time.monotonic()), server.backend, lambda: product.facts(server))
        except (SQLAlchemyError, OSError) as error:
            if product.answered(error):
                return _refusal(product, error)
            # Some drivers give up by themselves, each with an error of its own.
            waited = time.monotonic() - asked >= _CERTAIN_SECONDS
            said = "it says nothing" if waited else f"it refuses or breaks connections: {one_line(error, 160)}"
        except Exception:  # noqa: BLE001 - a client that stumbles over an answer has got one
            return Answer("well")
        else:
            return Answer("well")
        now = time.monotonic()
        certain = now - asked < _CERTAIN_SECONDS and now - began > patience
        if certain or now > max(deadline, began + patience):
            return Answer("gone", f"for {now - began:.0f} s {said}")
        time.sleep(_POLL)


def _refusal(product: Service, error: Exception) -> Answer:
    for seen in (error, *chain(error)):
        if code := product.refusals.code(seen):
            return Answer("passing" if code in product.refusals.passing else "refuses", product.refusals.said(code))
    return Answer("refuses", one_line(error, 160))


def _knock(server: Server, seconds: float) -> None:
    """Open and close a connection, which costs a dead server's clients less than a driver's login."""
    address = server.address
    if address.host and address.port:
        socket.create_connection((address.host, address.port), timeout=max(0.1, seconds)).close()


def busyness() -> float:
    """How many times more there is to do on this machine than it has cores for; one if there is not."""
    return min(max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), _BUSIEST)

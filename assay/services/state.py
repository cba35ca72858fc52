"""What the pool publishes of each backend's server, and the clients' view of it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from assay.errors import HarnessError, ServerLost, ServerUnavailable
from assay.services.known import service
from assay.services.runs import write_atomically
from assay.services.waiting import within
from assay.targets import Server, ServerFacts

State = Literal["starting", "ready", "unavailable", "error", "lost"]

_POLL = 0.02
_PROBE_SECONDS = 5.0
_CERTAIN_SECONDS = 1.0
_BUSIEST = 6.0


class ServerState(msgspec.Struct, frozen=True):
    """The published state of one backend's server.

    Args:
        backend: The backend's name.
        state: ``starting``; ``ready``; ``unavailable``: none can be had; ``error``: the harness or infrastructure
            failed, such as a version that is not the promised one; ``lost``: it was ready and died.
        server: The server, when it is or was ready.
        facts: What the server says of itself, when it is or was ready.
        environment: Environment variables that clients need.
        reason: Why it is not ready, for people.
        seconds: How long its start took.
    """

    backend: str
    state: State
    server: Server | None = None
    facts: ServerFacts | None = None
    environment: dict[str, str] = {}
    reason: str = ""
    seconds: float = 0.0

    def public(self) -> dict[str, Any]:
        """What may be written to a report: everything but the way in."""
        server = self.server
        return {
            "state": self.state,
            "reason": self.reason,
            "seconds": self.seconds,
            "source": server.source if server else "",
            "detail": server.detail if server else "",
            "image": server.image if server else "",
            "image_digest": server.image_digest if server else "",
            "promised_version": server.promised_version if server else "",
            "version": self.facts.version if self.facts else "",
            "settings": dict(self.facts.settings) if self.facts else {},
        }


class ReadyServer(NamedTuple):
    """A server that is ready, and what it says of itself."""

    server: Server
    facts: ServerFacts


def servers_directory(run_dir: Path) -> Path:
    """Where the states of a run are."""
    return run_dir / "servers"


def publish(run_dir: Path, state: ServerState) -> None:
    """Write a state so that readers see all of it or none."""
    write_atomically(servers_directory(run_dir) / f"{state.backend}.json", msgspec.json.encode(state))


class PoolClient:
    """A pool as seen from another process: an xdist worker, or a run that attaches to somebody else's pool.

    Args:
        run_dir: The run directory of the pool.
    """

    def __init__(self, run_dir: Path) -> None:
        self.run_dir = run_dir
        self._asked: dict[str, float] = {}

    @property
    def run_id(self) -> str:
        """Id of the run that owns the pool: spaces with it in their name are dropped at the latest when that ends."""
        return self.run_dir.name.rpartition("-")[2]

    def backends(self) -> list[str]:
        """Names of the backends that the pool has been asked for."""
        return sorted(path.stem for path in servers_directory(self.run_dir).glob("[!.]*.json"))

    def state(self, backend: str) -> ServerState:
        """What is published of a backend's server; does not block."""
        try:
            content = (servers_directory(self.run_dir) / f"{backend}.json").read_bytes()
        except FileNotFoundError:
            return ServerState(
                backend, "unavailable", reason=f"{backend}: the server pool does not serve it, or has ended"
            )
        return msgspec.json.decode(content, type=ServerState)

    def wait(self, backend: str, timeout: float) -> ReadyServer:
        """Wait until the backend's server is ready, and set the environment variables that its clients need.

        Args:
            backend: The backend's name.
            timeout: Seconds to wait at most since this client was first asked for the backend: who comes later need
                not wait in vain once more.

        Raises:
            ServerUnavailable: No server can be had.
            ServerLost: The server died.
            HarnessError: The server is faulty, or did not become ready in time.
        """
        deadline = self._asked.setdefault(backend, time.monotonic()) + timeout
        while True:
            found = self.state(backend)
            if found.state == "ready" and found.server is not None and found.facts is not None:
                os.environ.update(found.environment)
                return ReadyServer(found.server, found.facts)
            if found.state == "unavailable":
                raise ServerUnavailable(found.reason)
            if found.state == "lost":
                raise ServerLost(found.reason)
            if found.state == "error":
                raise HarnessError(found.reason)
            if time.monotonic() > deadline:
                raise HarnessError(f"{backend}: the server was not ready within {timeout:.0f} s")
            time.sleep(_POLL)

    def mark_lost(self, backend: str, reason: str) -> None:
        """Publish that a server died; the first reason stays."""
        found = self.state(backend)
        if found.state == "ready":
            publish(self.run_dir, msgspec.structs.replace(found, state="lost", reason=reason))

    def check_alive(self, backend: str) -> bool:
        """Ask the server itself: tells a dead server from a failing library.

        Returns:
            False if it is not ready, or does not answer; see :func:`answers`.
        """
        found = self.state(backend)
        return found.state == "ready" and found.server is not None and answers(found.server)

    def lost(self, backend: str) -> bool:
        """Whether the server was ready and is gone; if it is found out here, it is published.

        A server that never became ready is not lost: why not is in its state.
        """
        if self.state(backend).state == "ready" and not self.check_alive(backend):
            self.mark_lost(backend, "its server stopped answering during the run")
        return self.state(backend).state == "lost"


def answers(server: Server, seconds: float = _PROBE_SECONDS) -> bool:
    """Whether the server answers a login and a round trip, or says itself why it does not, as one that is full does.

    A refused connection, or one that ends without a word, is certain after a second. Mere silence is not: a living
    server on a busy machine is silent too.

    Args:
        server: The server.
        seconds: How long it may be silent on a machine that is not busy.
    """
    product = service(server.backend)
    if product.image_key is None:
        return True  # there is no process that could have died
    began = time.monotonic()
    deadline = began + seconds * _busyness()
    while True:
        asked = time.monotonic()
        try:
            _knock(server, deadline - asked)
            within(max(0.1, deadline - time.monotonic()), server.backend, lambda: product.facts(server))
        except (SQLAlchemyError, OSError) as error:
            if product.answered(error):
                return True
        except Exception:  # noqa: BLE001 - a client that stumbles over an answer has got one
            return True
        else:
            return True
        now = time.monotonic()
        certain = now - asked < _CERTAIN_SECONDS < now - began
        if certain or now > deadline:
            return False
        time.sleep(_POLL * 5)


def _knock(server: Server, seconds: float) -> None:
    """Open and close a connection, which costs a dead server's clients less than a driver's login."""
    address = server.address
    if address.host and address.port:
        socket.create_connection((address.host, address.port), timeout=max(0.1, seconds)).close()


def _busyness() -> float:
    """How many times more there is to do on this machine than it has cores for; one if there is not."""
    return min(max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), _BUSIEST)

"""What the pool publishes of each backend's server, and the clients' view of it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from assay.domain.errors import AssayError, HarnessError, ServerLost, ServerRefuses, ServerUnavailable
from assay.domain.servers import Server, ServerFacts
from assay.pool.liveness import Answer, ask
from assay.results.lines import USERS_SERVER, Pause, ServerAbout
from assay.servers.images import pinned_versions
from assay.servers.run_records import write_atomically

State = Literal["starting", "ready", "interrupted", "unavailable", "error", "lost"]

PATIENCE = 30.0
"""Seconds that a server may be paused, or on its way up again, before it is lost."""
OVERSEER_SECONDS = 3.0
"""How long a worker that gets no answer waits for the owner of the pool to say what has become of the server."""
_POLL = 0.02
_POOL_ENDED = "the pool of servers has ended: `assay servers`, or the run that owned it, was stopped or killed"


class Interruption(msgspec.Struct, frozen=True):
    """A time in which a server that was ready did not serve.

    Args:
        began: When it began, by the machine's monotonic clock, which all processes share.
        reason: Why.
        ended: When it ended.
    """

    began: float
    reason: str
    ended: float


class ServerState(msgspec.Struct, frozen=True):
    """The published state of one backend's server.

    Args:
        backend: The backend's name.
        state: ``starting``; ``ready``; ``interrupted``: it was ready, and may be again soon; ``unavailable``: none can
            be had; ``error``: the harness or infrastructure failed, such as a version that is not the promised one;
            ``lost``: it was ready and died.
        server: The server, when it is or was ready.
        facts: What the server says of itself, when it is or was ready.
        environment: Environment variables that clients need.
        reason: Why it is not ready, for people.
        seconds: How long its start took.
        interruptions: When it did not serve, since it was first ready.
    """

    backend: str
    state: State
    server: Server | None = None
    facts: ServerFacts | None = None
    environment: dict[str, str] = {}
    reason: str = ""
    seconds: float = 0.0
    interruptions: tuple[Interruption, ...] = ()

    def public(self) -> ServerAbout:
        """What may be written to a report: everything but the way in."""
        server, facts = self.server, self.facts
        return ServerAbout(
            state=self.state,
            reason=self.reason,
            seconds=self.seconds,
            source=server.source if server else "",
            detail=server.detail if server else "",
            image=server.image if server else "",
            image_digest=server.image_digest if server else "",
            promised_version=server.promised_version if server else "",
            version=facts.version if facts else "",
            settings=dict(facts.settings) if facts else {},
            interruptions=tuple(Pause(p.reason, round(p.ended - p.began, 1)) for p in self.interruptions),
            options=self._options(),
        )

    def _options(self) -> tuple[str, ...]:
        """What leads another run to such a server; the address of one of the user's is not told."""
        server = self.server
        if server is None:
            return ()
        if server.source == "url":
            return "--database-url", USERS_SERVER
        version = server.promised_version
        if server.source == "container" and version and version not in pinned_versions(self.backend):
            return "--server-version", f"{self.backend}={version}"
        return ()


_read_state = msgspec.json.Decoder(ServerState).decode


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


def _mark(about: os.stat_result) -> tuple[int, int, int]:
    """What tells a file from the one that takes its place."""
    return about.st_ino, about.st_mtime_ns, about.st_size


class PoolClient:
    """A pool as seen from another process: an xdist worker, or a run that attaches to somebody else's pool.

    Args:
        run_dir: The run directory of the pool.
    """

    def __init__(self, run_dir: Path) -> None:
        self.run_dir = run_dir
        self._paths: dict[str, Path] = {}
        self._known: dict[str, tuple[tuple[int, int, int], ServerState]] = {}
        """By backend, which file was read last, and what it says: a new state is a new file."""
        self._asked: dict[str, float] = {}
        self._seen: dict[str, ServerState] = {}

    @property
    def run_id(self) -> str:
        """Id of the run that owns the pool: spaces with it in their name are dropped at the latest when that ends."""
        return self.run_dir.name.rpartition("-")[2]

    def backends(self) -> list[str]:
        """Names of the backends that the pool has been asked for."""
        return sorted(path.stem for path in servers_directory(self.run_dir).glob("[!.]*.json"))

    def state(self, backend: str) -> ServerState:
        """What is published of a backend's server; does not block.

        A server that this client has seen ready, and of which nothing is published any more, is lost with its pool.
        """
        try:
            found = self._read(backend)
        except FileNotFoundError:
            seen = self._seen.get(backend)
            if seen is None:
                return ServerState(
                    backend, "unavailable", reason=f"{backend}: the server pool does not serve it, or has ended"
                )
            if seen.state != "lost":
                self._seen[backend] = msgspec.structs.replace(seen, state="lost", reason=f"{backend}: {_POOL_ENDED}")
            return self._seen[backend]
        if found.server is not None:
            self._seen[backend] = found
        return found

    def _read(self, backend: str) -> ServerState:
        """What the backend's file says; each check asks several times, and it seldom changes.

        Raises:
            FileNotFoundError: There is none.
        """
        if (path := self._paths.get(backend)) is None:
            path = self._paths[backend] = servers_directory(self.run_dir) / f"{backend}.json"
        known = self._known.get(backend)
        if known is not None and known[0] == _mark(path.stat()):
            return known[1]
        with path.open("rb") as file:
            mark = _mark(os.fstat(file.fileno()))
            found = _read_state(file.read())
        self._known[backend] = mark, found
        return found

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
        # While it is interrupted the owner of the pool decides how long that may last.
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
            if found.state == "interrupted":
                self._outlast(backend)
                continue
            if time.monotonic() > deadline:
                raise HarnessError(f"{backend}: the server was not ready within {timeout:.0f} s")
            time.sleep(_POLL)

    def mark_lost(self, backend: str, reason: str) -> None:
        """Publish that a server died; the first reason stays."""
        found = self.state(backend)
        if found.state in {"ready", "interrupted"}:
            self._publish(msgspec.structs.replace(found, state="lost", reason=reason))

    def mark_interrupted(self, backend: str, reason: str) -> None:
        """Publish that a server does not serve, and may do so again."""
        found = self.state(backend)
        if found.state == "ready":
            self._publish(msgspec.structs.replace(found, state="interrupted", reason=reason))

    def mark_resumed(self, backend: str, began: float, reason: str) -> None:
        """Publish that a server serves again.

        Args:
            backend: The backend's name.
            began: When it ceased to, by the monotonic clock.
            reason: Why it did.
        """
        found = self.state(backend)
        if found.state in {"ready", "interrupted"}:
            again = (*found.interruptions, Interruption(began, reason, time.monotonic()))
            self._publish(msgspec.structs.replace(found, state="ready", reason="", interruptions=again))

    def _publish(self, state: ServerState) -> None:
        self._seen[state.backend] = state
        with suppress(FileNotFoundError):  # the pool has ended meanwhile; this client keeps what it knows
            publish(self.run_dir, state)

    def lost(self, backend: str) -> bool:
        """Whether the server was ready and is gone; if it is found out here, it is published.

        A server that never became ready is not lost: why not is in its state.
        """
        return isinstance(self.trouble(backend, time.monotonic()), ServerLost)

    def trouble(self, backend: str, since: float) -> AssayError | None:
        """What was wrong with a server while something failed that needs it; None if nothing was.

        Args:
            backend: The backend's name.
            since: When that began, by the monotonic clock.

        Returns:
            A :exc:`ServerLost`; a :exc:`ServerRefuses` of one that lives, and refuses, or did not serve meanwhile.
        """
        answer = self._answer(backend)
        found = self.state(backend)
        if found.state == "lost":
            return ServerLost(found.reason)
        if found.state == "error":
            return HarnessError(found.reason)
        for pause in found.interruptions:
            if pause.ended > since:
                return ServerRefuses(f"{pause.reason}, for {max(0.1, pause.ended - pause.began):.1f} s")
        if answer.kind == "refuses":
            return ServerRefuses(f"{backend}: the server refuses: {answer.said}")
        return None

    def _answer(self, backend: str) -> Answer:
        """Ask a server that is ready, and wait for what may pass; a server that is gone is published as lost."""
        while True:
            found = self.state(backend)
            if found.state == "interrupted":
                self._outlast(backend)
                continue
            if found.state != "ready" or found.server is None:
                return Answer("well")
            answer = ask(found.server)
            if answer.kind == "passing":
                self._await_start(backend, found.server, answer)
            elif answer.kind == "gone":
                self._overseer(backend)
                if self.state(backend).state == "ready":
                    self.mark_lost(backend, f"{backend}: its server stopped answering during the run: {answer.said}")
            elif self.state(backend).state != "interrupted":  # else its owner is about to say for how long it was
                return answer

    def _await_start(self, backend: str, server: Server, answer: Answer) -> None:
        """Wait for a server that says that it is about to start again."""
        began = time.monotonic()
        reason = f"{backend}: the server started again during the run: {answer.said}"
        self.mark_interrupted(backend, reason)
        while answer.kind == "passing" and time.monotonic() - began < PATIENCE:
            time.sleep(_POLL * 5)
            answer = ask(server)
        if answer.kind in {"well", "refuses"}:
            self.mark_resumed(backend, began, reason)
        else:
            waited = time.monotonic() - began
            self.mark_lost(backend, f"{backend}: the server is not back after {waited:.0f} s: {answer.said}")

    def _overseer(self, backend: str) -> None:
        """Let the owner of the pool say what has become of a server: it sees containers and processes."""
        deadline = time.monotonic() + OVERSEER_SECONDS
        while self.state(backend).state == "ready" and time.monotonic() < deadline:
            time.sleep(_POLL)

    def _outlast(self, backend: str) -> None:
        """Wait until an interruption has ended in one way or the other."""
        deadline = time.monotonic() + PATIENCE + OVERSEER_SECONDS
        while (found := self.state(backend)).state == "interrupted":
            if time.monotonic() > deadline:  # the owner of the pool has died, and nobody else will say so
                self.mark_lost(backend, f"{found.reason}; the owner of the server pool says no more")
            time.sleep(_POLL)

"""The pool: starts the servers of a run in the background, publishes their states, and ends them."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assay.domain.errors import AssayError, HarnessError, ServerUnavailable
from assay.domain.servers import SOURCES, Condition, Server, ServerFacts, Service
from assay.domain.targets import Backend
from assay.pool.liveness import ask
from assay.pool.reaper import clear, reap
from assay.pool.state import PATIENCE, PoolClient, ServerState, State, publish, servers_directory
from assay.pool.user_servers import UrlRunner, check_database_urls, owner_of
from assay.process.signals import Termination
from assay.servers.local import ProcessRunner
from assay.servers.run_records import RunResources
from assay.servers.waiting import one_line

if TYPE_CHECKING:
    from assay.servers.container import DockerRunner

__all__ = ("Pool", "PoolClient", "ServerState", "check_facts")

_WATCH_SECONDS = 0.5
_STOP_SECONDS = 20.0


class Watched(Protocol):
    """What the pool asks of a source while its server runs."""

    def condition(self) -> Condition:
        """What has become of the server's container or process."""
        ...


class Pool:
    """The servers of one run; one per backend or object store, shared by all workers.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`.

    Args:
        run: The run that owns them; it is closed with the pool.
        services: The backends and object stores to serve.
        sources: Forced sources by backend name; ``all`` for every backend that has no entry of its own.
        urls: The users' ``--database-url`` values.
        versions: Versions of servers by backend name, in place of the pinned ones; these run in containers.
        announce: Told, in one line and in any thread, what takes long: an image or a package that is fetched.
    """

    def __init__(
        self,
        run: RunResources,
        services: Iterable[Service],
        sources: Mapping[str, str] | None = None,
        urls: Iterable[str] = (),
        versions: Mapping[str, str] | None = None,
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.run = run
        self._announce = announce
        self.services = list(dict.fromkeys(services))
        self.sources = dict(sources or {})
        self.versions = dict(versions or {})
        self._url_texts = list(urls)
        self._urls: dict[str, Server] = {}
        self._cancelled = threading.Event()
        self._threads: list[threading.Thread] = []
        self._settled = {backend.name: threading.Event() for backend in self.services}
        self._troubles: list[str] = []
        self._stopping = threading.Lock()
        self._stopped = False
        self._termination = Termination()

    @property
    def run_dir(self) -> Path:
        """The directory where the servers are published."""
        return self.run.run_dir

    @property
    def client(self) -> PoolClient:
        """The pool as its workers see it."""
        return PoolClient(self.run.run_dir)

    def start(self) -> Pool:
        """Clear away what killed runs left, check the users' URLs, then start all servers in the background.

        Raises:
            UsageError: A URL cannot serve; nothing was started.
        """
        try:
            reap({backend.name: server for backend, server in map(owner_of, self._url_texts)})
            self._urls = check_database_urls(self._url_texts, self.run)
        except BaseException:
            self.stop()
            raise
        servers_directory(self.run.run_dir).mkdir(mode=0o700)
        atexit.register(self.stop)
        self._termination.handle()
        for backend in self.services:
            publish(self.run.run_dir, ServerState(backend.name, "starting"))
        for backend in sorted(self.services, key=lambda b: b.image_key is not None):
            thread = threading.Thread(target=self._serve, args=(backend,), daemon=True, name=f"assay-{backend.name}")
            self._threads.append(thread)
            thread.start()
            if backend.image_key is None:
                # Ready in milliseconds, and checks can run on it while the others' libraries are imported.
                self._settled[backend.name].wait(1.0)
        return self

    def wait(self, seconds: float) -> None:
        """Wait until every server is ready, or will not be.

        Args:
            seconds: How long at most.
        """
        deadline = time.monotonic() + seconds
        for settled in self._settled.values():
            settled.wait(max(0.0, deadline - time.monotonic()))

    def stop(self) -> None:
        """End all servers, delete the run's files and its record; a second call does nothing."""
        with self._stopping:
            if self._stopped:
                return
            self._cancelled.set()
            deadline = time.monotonic() + _STOP_SECONDS
            for thread in self._threads:
                thread.join(max(0.0, deadline - time.monotonic()))
            self._stopped = True
            atexit.unregister(self.stop)
            self._termination.restore()
            self._clear_up()

    def _clear_up(self) -> None:
        """Delete the run's files; what could not be ended in order is ended by its record."""
        record = self.run.record
        in_order = not self._troubles and not any(thread.is_alive() for thread in self._threads)
        # What still cannot be removed stays in the record, for the next run.
        if in_order or not (clear(record).left or (self._troubles and record.url_servers)):
            self.run.close()

    def __enter__(self) -> Pool:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self, backend: Service) -> None:
        """The life of one server; runs in a thread of its own, which the server's process depends on."""
        started = time.monotonic()
        state = ServerState(backend.name, "starting")
        try:
            with self._open(backend) as (runner, server):
                facts = check_facts(backend, server)
                state = ServerState(
                    backend=backend.name,
                    state="ready",
                    server=server,
                    facts=facts,
                    environment=backend.environment(server),
                    seconds=round(time.monotonic() - started, 3),
                )
                publish(self.run.run_dir, state)
                self._settled[backend.name].set()
                self._watch(backend, runner)
                # What is lost is ended at once: who still waits for an answer of it need not.
        except ServerUnavailable as error:
            self._failed(state, "unavailable", error, started)
        except BaseException as error:  # noqa: BLE001 - a library that ends our thread must not end as "never ready"
            self._failed(state, "error", error, started)

    def _failed(self, state: ServerState, kind: State, error: BaseException, started: float) -> None:
        if self._cancelled.is_set() or self.client.state(state.backend).state == "lost":
            # What is not ended in order, such as with an engine that has gone, is ended by its record.
            self._troubles.append(state.backend)
            return
        text = str(error) if isinstance(error, AssayError) else one_line(error)
        reason = self.run.secrets.mask(text if text.startswith(state.backend) else f"{state.backend}: {text}")
        seconds = round(time.monotonic() - started, 3)
        publish(self.run.run_dir, ServerState(state.backend, kind, reason=reason, seconds=seconds))
        self._settled[state.backend].set()

    def _watch(self, backend: Service, runner: Watched) -> None:
        """Publish what becomes of a server; ends with the run, or when a server of ours is lost."""
        if backend.image_key is None or isinstance(runner, UrlRunner):
            self._cancelled.wait()  # no process or container of ours, of which something could become
            return
        served, paused = time.monotonic(), ""
        while not self._cancelled.wait(_WATCH_SECONDS):
            kind, note = runner.condition()
            note = f"{backend.name}: {self.run.secrets.mask(note)}"
            if kind == "runs":
                if paused:
                    self.client.mark_resumed(backend.name, served, paused)
                served, paused = time.monotonic(), ""
            elif kind == "paused":
                paused = note
                self._paused(backend.name, note, time.monotonic() - served)
            else:
                self._silent(backend.name, note, dead=kind == "dead")
            if self.client.state(backend.name).state == "lost":
                break

    def _paused(self, name: str, note: str, seconds: float) -> None:
        self.client.mark_interrupted(name, note)
        if seconds > PATIENCE:
            self.client.mark_lost(name, f"{note}; not resumed within {PATIENCE:.0f} s")

    def _silent(self, name: str, note: str, *, dead: bool) -> None:
        """A server that died, or of which nothing is known: then it is asked itself."""
        server = self.client.state(name).server
        if dead:
            self.client.mark_lost(name, note)
        elif server is not None and (answer := ask(server)).kind == "gone":
            said = self.run.secrets.mask(answer.said)
            self.client.mark_lost(name, f"{note}; nor does the server: {said}")

    def _order(self, backend: Service) -> tuple[str, ...]:
        if backend.name in self.versions:
            return ("container",)
        # What needs no server has one source: "all" does not take it away.
        everybody = None if backend.image_key is None else self.sources.get("all")
        forced = self.sources.get(backend.name, everybody)
        if forced is not None:
            return (forced,)
        return SOURCES if backend.name in self._urls else SOURCES[1:]

    @contextmanager
    def _open(self, backend: Service) -> Iterator[tuple[Watched, Server]]:
        """Run the server from the first source that has one."""
        reasons = []
        with ExitStack() as stack:
            for source in self._order(backend):
                try:
                    found = self._source(backend, source)
                    if found is None:
                        continue
                    runner, context = found
                    server = stack.enter_context(context)
                except ServerUnavailable as error:
                    reasons.append(f"{source}: {error}")
                    continue
                yield runner, server
                return
        raise ServerUnavailable("; ".join(reasons) or f"it has no source {' or '.join(self._order(backend))}")

    def _source(self, backend: Service, source: str) -> tuple[Watched, AbstractContextManager[Server]] | None:
        def announce(text: str) -> None:
            self._announce(self.run.secrets.mask(f"{backend.name}: {text}"))

        runner: UrlRunner | ProcessRunner | DockerRunner
        context: AbstractContextManager[Server] | None
        if source == "url":
            if backend.name not in self._urls or not isinstance(backend, Backend):
                raise ServerUnavailable(f"no --database-url names a {backend.title}")
            runner = UrlRunner(self.run, backend, self._urls[backend.name])
            context = runner.serve()
        elif source == "local":
            runner = ProcessRunner(self.run, backend.name, self._cancelled, announce)
            context = backend.local(runner)
        elif backend.image_key is None:
            return None
        else:
            version = self.versions.get(backend.name, "")
            runner = container_runner(self.run, backend, self._cancelled, version, announce)
            context = backend.container(runner)
        return None if context is None else (runner, context)


def container_runner(
    run: RunResources, backend: Service, cancelled: threading.Event, version: str, announce: Callable[[str], None]
) -> DockerRunner:
    """The runner of containers, whose libraries are an optional part of the installation.

    Raises:
        ServerUnavailable: They are not installed.
    """
    try:
        from assay.servers.container import DockerRunner
    except ImportError as error:
        raise ServerUnavailable(f"{error.name} is not installed: pip install 'alchemy-assay[servers]'") from error
    return DockerRunner(run, backend, cancelled, version, announce)


def check_facts(backend: Service, server: Server) -> ServerFacts:
    """What the server says of itself, if it is the version that was promised.

    Raises:
        HarnessError: It is another one.
    """
    facts = backend.facts(server)
    promised = server.promised_version
    # "17.6" promises 17.6 and 17.6.1, not 17.60.
    if promised and facts.version != promised and not facts.version.startswith(f"{promised}."):
        raise HarnessError(
            f"{server.detail} reports version {facts.version}, but {promised} is promised: "
            "correct the version in images.toml, or build or pull the image again"
        )
    return facts

"""What a worker has for its checks: a space on each target, and a bucket on each store, clean before each check."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL

from assay.checking.recorder import Recorder
from assay.domain.errors import AssayError, HarnessError
from assay.domain.object_stores import Bucket, Store
from assay.domain.secrets import masked
from assay.domain.servers import Server
from assay.domain.targets import Target
from assay.pool.state import PoolClient
from assay.servers.waiting import one_line

if TYPE_CHECKING:
    from assay.checking.runtime import TargetRuntime

SERVER_DEADLINE = 1200.0
"""Seconds a worker waits for a server: the pull of its image may take 900, and then the slowest, Oracle, has 180."""


class NotCleanError(HarnessError):
    """What a check left behind could not be cleared away."""


class Spaces:
    """The spaces and buckets of one worker.

    Args:
        run_id: Id of the run.
        name: Name of the worker, unique in the run.
        pool: Where the run's servers are published.
    """

    def __init__(self, run_id: str, name: str, pool: PoolClient) -> None:
        self.run_id = run_id
        self.name = name
        self.pool = pool
        self.recorder = Recorder()
        self.runtimes: dict[str, TargetRuntime] = {}
        self.buckets: dict[str, tuple[Store, Bucket]] = {}
        self._secrets: set[str] = set()
        self._spaces = 0

    def close_spaces(self) -> None:
        """Drop all of them."""
        for runtime in self.runtimes.values():
            gone = self.pool.state(runtime.target.backend.name).state == "lost"
            self._end(runtime.name, partial(runtime.close, server_gone=gone), gone)
        self.runtimes.clear()
        for store, bucket in self.buckets.values():
            gone = store.product.image_key is not None and self.pool.state(store.product.name).state == "lost"
            self._end(bucket.name, bucket.remove, gone)
        self.buckets.clear()

    def _end(self, name: str, end: Callable[[], None], gone: bool) -> None:
        """End a space or a bucket; the next one has its turn whatever comes of it."""
        try:
            end()
        except Exception as error:  # noqa: BLE001 - applications, drivers and stores each have their own
            # A dead server makes every shutdown step fail; what it held is gone with it. What a living one refuses,
            # such as one that a check filled up, goes with the server, or the owner of the run drops it.
            if not gone:
                sys.stderr.write(f"assay: {name} was not dropped: {self.mask(one_line(error))}\n")

    def mask(self, text: str) -> str:
        """A text without the passwords of servers and stores, which tracebacks show among the values of variables."""
        return masked(text, self._secrets)

    def _keep_secret(self, *urls: URL) -> None:
        """Know the passwords of URLs from before they are used: the first use may be what fails."""
        self._secrets.update(str(url.password) for url in urls if url.password)

    def new_space_name(self) -> str:
        """A space name that nobody else in any run uses."""
        self._spaces += 1
        # The servers' owner drops what carries its id, also what a killed run that borrowed them has left.
        owner, guest = self.pool.run_id, "" if self.pool.run_id == self.run_id else self.run_id[:4]
        return f"assay_{owner}_{guest}{self.name}_{self._spaces:x}"  # Spanner takes 30 characters

    def settle(self, name: str) -> None:
        """Wait until a server is ready, or will not be."""
        with contextlib.suppress(AssayError):
            self.pool.wait(name, SERVER_DEADLINE)

    def server(self, target: Target) -> Server:
        """The server of a target, once it is ready.

        Raises:
            ServerUnavailable: There is none, with the reason.
            ServerLost: It died.
        """
        server, _ = self.pool.wait(target.backend.name, SERVER_DEADLINE)
        self._keep_secret(server.address)
        return server

    def make_runtime(self, target: Target) -> TargetRuntime:
        """A new space on a target, once its server is ready.

        Raises:
            ServerUnavailable: There is no server, with the reason.
            ServerLost: It died.
        """
        # Here and not above: the owner of a distributed run does without Litestar, whose import takes a second.
        from assay.checking.runtime import TargetRuntime

        server = self.server(target)
        runtime = TargetRuntime(target, server, self.new_space_name(), self.recorder)
        self._keep_secret(runtime.url)
        return runtime

    def runtime(self, target: Target) -> TargetRuntime:
        """The worker's own space on a target, made when it is first asked for."""
        if self.pool.state(target.backend.name).state in {"interrupted", "lost"}:
            self.pool.wait(target.backend.name, SERVER_DEADLINE)
        for other in [runtime for id_, runtime in self.runtimes.items() if id_ != target.id]:
            self._rest(other)
        if target.id not in self.runtimes:
            self.runtimes[target.id] = self.make_runtime(target)
        return self.runtimes[target.id]

    def _rest(self, other: TargetRuntime) -> None:
        """Close the applications of another target; what they refuse costs no check of this one its verdict."""
        try:
            other.rest()
        except Exception:  # noqa: BLE001 - applications and drivers each have their own, as in _end
            self.runtimes.pop(other.target.id)
            gone = self.pool.state(other.target.backend.name).state == "lost"
            self._end(other.name, partial(other.close, server_gone=gone), gone)

    def bucket(self, store: Store) -> Bucket:
        """The worker's own bucket on a store, made when it is first asked for.

        Raises:
            ServerUnavailable: There is no server, with the reason.
            ServerLost: It died.
        """
        server: Server | None = None
        if store.product.image_key is not None:
            server, _ = self.pool.wait(store.product.name, SERVER_DEADLINE)
            self._keep_secret(server.address)
        if store.id not in self.buckets:
            self._spaces += 1
            name = f"assay_{self.run_id}_{self.name}_{self._spaces}"
            directory = self.pool.run_dir / "buckets"
            bucket = store.product.create_bucket(server, name, store.client, directory)
            self._secrets.update(bucket.secrets)
            self.buckets[store.id] = (store, bucket)
        return self.buckets[store.id][1]

    def clean(self, runtime: TargetRuntime, *, keep: bool) -> None:
        """Make a space fit for the next check, or throw it away: the next one gets another.

        Args:
            runtime: The space.
            keep: Whether it can be kept.

        Raises:
            NotCleanError: It could not be emptied.
        """
        try:
            keep = keep and runtime.fit
            if keep:
                runtime.clean()
        except BaseException as error:
            keep = False
            if not isinstance(error, Exception):
                raise
            why = self.mask(one_line(error))
            raise NotCleanError(
                f"what the check left could not be cleared away, its space is given up: {why}"
            ) from error
        finally:
            if not keep:
                self.runtimes = {id_: kept for id_, kept in self.runtimes.items() if kept is not runtime}
                self.recorder.written.clear()
                gone = self.pool.state(runtime.target.backend.name).state == "lost"
                self._end(runtime.name, partial(runtime.close, server_gone=gone), gone)

    def clear(self, bucket: Bucket) -> None:
        """Empty a bucket for the next check; one that cannot be emptied is given up.

        Raises:
            NotCleanError: It could not.
        """
        try:
            bucket.clear()
        except BaseException as error:
            (store,) = [store for store, kept in self.buckets.values() if kept is bucket]
            del self.buckets[store.id]
            self._end(bucket.name, bucket.remove, gone=False)
            if not isinstance(error, Exception):
                raise
            why = self.mask(one_line(error))
            raise NotCleanError(
                f"what the check left could not be cleared away, its bucket is given up: {why}"
            ) from error

"""What has become of a run's servers, as its owner notices it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from assay.pool.state import PoolClient, ServerState
from assay.running.selection import Selection

_LOOK_SECONDS = 0.25


class ServerNews:
    """Looks after the servers of a run.

    Args:
        pool: Where they are published.
        selection: What was asked for.
    """

    def __init__(self, pool: PoolClient, selection: Selection) -> None:
        self._pool = pool
        self._databases = [backend.name for backend in selection.backends]
        self._stores = [product.name for product in selection.store_servers]
        self._seen: set[tuple[str, str, int]] = set()
        self._looked = 0.0

    def since_last(self, *, at_once: bool = False) -> Iterator[ServerState]:
        """Each server that has come up, failed or been lost since the last call.

        Args:
            at_once: Look even if the last look was a moment ago.
        """
        if not at_once and time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        started = self._pool.backends()
        for name in (*self._databases, *self._stores):
            state = self._pool.state(name)
            key = (name, state.state, len(state.interruptions))
            served = name in started or name in self._databases
            if served and state.state != "starting" and key not in self._seen:
                self._seen.add(key)
                yield state

"""How many connections an application holds over its life, counted at SQLAlchemy's pool events."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event
from sqlalchemy.pool import Pool


class Connections:
    """The DBAPI connections that were opened since this was made, and are not closed."""

    def __init__(self) -> None:
        self._open: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._open)

    def opened(self, connection: Any, _record: Any) -> None:
        """Take note of a new connection."""
        self._open[id(connection)] = connection

    def closed(self, connection: Any, *_record: Any) -> None:
        """Take note that a connection is closed."""
        self._open.pop(id(connection), None)


@contextmanager
def connections() -> Iterator[Connections]:
    """Watch all pools of the process."""
    watched = Connections()
    listeners = (("connect", watched.opened), ("close", watched.closed), ("close_detached", watched.closed))
    for name, listener in listeners:
        event.listen(Pool, name, listener)
    try:
        yield watched
    finally:
        for name, listener in listeners:
            event.remove(Pool, name, listener)


def live(app: Litestar) -> dict[str, Any]:
    """Start an application, send it one request and shut it down; says how many connections were open when."""
    found: dict[str, Any] = {}

    async def after_plugins(_: Litestar) -> None:
        # Litestar runs this hook when the plugins have shut down, and the event loop still runs.
        found["after shutdown"] = len(watched)
        for engine in engines:  # whatever the plugin leaves open must not reach the next check
            result = engine.dispose()
            if inspect.isawaitable(result):
                await result

    app.on_shutdown.append(after_plugins)
    with connections() as watched:
        found["before start"] = len(watched)
        with TestClient(app, raise_server_exceptions=False) as client:
            engines = [v for v in app.state.values() if hasattr(v, "dispose") and hasattr(v, "dialect")]
            found["engines"] = len(engines)
            found["status"] = client.get("/authors").status_code
            found["running"] = len(watched)
    return found

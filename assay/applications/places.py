"""The servers on which an application's checks have their databases: started for them, or kept by another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from assay.domain.errors import ServerLost, ServerUnavailable
from assay.domain.servers import Server
from assay.domain.targets import Backend
from assay.pool import users
from assay.pool.pool import Pool
from assay.pool.state import PoolClient
from assay.servers.run_records import RunResources, new_run_id

_START_SECONDS = 1200.0
"""The pull of an image may take 900, and then the slowest server has 180."""


class DatabasePlace(NamedTuple):
    """Where databases are made.

    Args:
        server: The server; None if there is none.
        prefix: How names of databases begin that are ours on it.
        version: What the server calls itself.
        reason: Why there is none.
    """

    server: Server | None
    prefix: str = ""
    version: str = ""
    reason: str = ""


@contextmanager
def places(
    backends: Iterable[Backend],
    *,
    sources: Mapping[str, str],
    urls: Sequence[str],
    versions: Mapping[str, str],
    servers_from: Path | None,
    announce: Callable[[str], None],
) -> Iterator[Callable[[Backend], DatabasePlace]]:
    """Give the server of each product, within the block.

    Args:
        backends: The products.
        sources: Forced sources by backend name.
        urls: The user's own servers.
        versions: Versions of servers in containers, by backend name.
        servers_from: Where another process has published its servers, in the place of the three above.
        announce: Told, in one line, what takes long.

    Raises:
        UsageError: A server of the user's cannot be used, or nobody keeps any.
    """
    with ExitStack() as stack:
        guest = new_run_id()
        if servers_from is not None:
            users.enter(servers_from, guest)
            stack.callback(users.leave, servers_from, guest)
            client = PoolClient(servers_from)
            prefix = f"assay_{client.run_id}_{guest[:4]}"
        else:
            pool = stack.enter_context(Pool(RunResources(), backends, sources, urls, versions, announce))
            client = pool.client
            prefix = f"assay_{client.run_id}_a"

        def place(backend: Backend) -> DatabasePlace:
            try:
                server, facts = client.wait(backend.name, _START_SECONDS)
            except (ServerUnavailable, ServerLost) as error:
                return DatabasePlace(None, reason=str(error))
            return DatabasePlace(server, prefix, facts.version)

        yield place

"""The user's own servers: ``--database-url``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from assay.domain.errors import UsageError
from assay.domain.servers import Condition, Server
from assay.domain.targets import Backend
from assay.products.registry import BACKENDS
from assay.servers.run_records import Run
from assay.servers.waiting import one_line, within

_LOGIN_SECONDS = 15.0


def address_of(url: URL) -> str:
    """Where a URL leads, without user and password: ``db.example.org:5432/main``."""
    host = url.host or ""
    if ":" in host:
        host = f"[{host}]"
    port = f":{url.port}" if url.port else ""
    return f"{host}{port}/{url.database or url.query.get('service_name', '')}"


def parse_database_url(text: str) -> tuple[Backend, Server]:
    """The backend and the server that a ``--database-url`` names; nothing is connected to.

    Raises:
        UsageError: It is no database URL, or of a product that Assay does not know.
    """
    known = {b.admin_dialect.partition("+")[0]: b for b in BACKENDS}
    example = "postgresql://user:password@host:5432/database"
    try:
        url = make_url(text)
    except (exc.ArgumentError, ValueError):
        # The text is not repeated: it may hold a password.
        raise UsageError(f"--database-url: not a database URL; write it as {example}") from None
    dialect = url.drivername.partition("+")[0]
    # "postgres" was the scheme before SQLAlchemy 1.4, and still is in many settings.
    dialect = {"postgres": "postgresql"}.get(dialect, dialect)
    if dialect not in known:
        raise UsageError(f"--database-url: unknown dialect {dialect!r}; known are {', '.join(known)}")
    backend = known[dialect]
    url = backend.user_url(url.set(drivername=backend.admin_dialect))
    return backend, Server(
        backend=backend.name,
        source="url",
        url=url.render_as_string(hide_password=False),
        detail=f"--database-url {address_of(url)}",
    )


def check_database_urls(texts: Iterable[str], run: Run) -> dict[str, Server]:
    """The users' servers by backend name, each proved by making and dropping a space.

    Raises:
        UsageError: One cannot serve: malformed, unreachable, refused, without the right to create a space, or not
            safe to use; one line that says which and why, without the password.
    """
    found: dict[str, Server] = {}
    for text in texts:
        backend, server = parse_database_url(text)
        if backend.name in found:
            raise UsageError(f"--database-url: two URLs for {backend.title}; give one")
        run.secrets.keep(server.address.password or "")
        run.note_url_server(backend.name, address_of(server.address))
        where = f"--database-url: {backend.title} at {address_of(server.address)}"
        probe = f"assay_{run.run_id}_probe"
        try:
            within(_LOGIN_SECONDS, "it", partial(backend.facts, server))
        except UsageError as error:
            raise UsageError(f"{where} cannot be used: {error}") from None
        except (exc.SQLAlchemyError, OSError) as error:
            raise UsageError(f"{where} cannot be used: {run.secrets.mask(one_line(error))}") from None
        try:
            unfit = _proved(backend, server, probe)
        except (exc.SQLAlchemyError, OSError) as error:
            raise UsageError(
                f"{where}: the user cannot create a database of its own: {run.secrets.mask(one_line(error))}"
            ) from None
        if unfit:
            raise UsageError(f"{where} cannot be used: {unfit}")
        found[backend.name] = server
    return found


def _proved(backend: Backend, server: Server, name: str) -> str:
    """Make a space and drop it; gives what of the server's settings no check can live with."""
    space = backend.create_space(server, name)
    try:
        return backend.unfit(server, space)
    finally:
        backend.drop_space(server, name)


class UrlRunner:
    """The user's server during a run: nothing to start; at the end the run's spaces are dropped.

    Args:
        run: The run that makes spaces on it.
        backend: Its backend.
        server: The server, checked.
    """

    def __init__(self, run: Run, backend: Backend, server: Server) -> None:
        self.run = run
        self.backend = backend
        self.server = server

    def condition(self) -> Condition:
        """It runs: the server is not ours; a worker that doubts it asks :meth:`PoolClient.check_alive`."""
        return Condition("runs")

    def serve(self) -> AbstractContextManager[Server]:
        """The server, until the context ends."""
        return self._serve()

    @contextmanager
    def _serve(self) -> Iterator[Server]:
        try:
            yield self.server
        finally:
            drop_spaces(self.backend, self.server, self.run.run_id)


def drop_spaces(backend: Backend, server: Server, run_id: str) -> list[str]:
    """Drop all spaces of a run on a server; their names."""
    dropped = [name for name in backend.spaces(server) if name.lower().startswith(f"assay_{run_id}_")]
    for name in dropped:
        backend.drop_space(server, name)
    return dropped

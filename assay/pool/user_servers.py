"""The user's own servers: ``--database-url``."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from assay.domain.errors import UsageError
from assay.domain.secrets import masked
from assay.domain.servers import Condition, Server
from assay.domain.targets import Backend
from assay.products.registry import BACKENDS
from assay.products.registry import backend as find_backend
from assay.servers.run_records import RunResources
from assay.servers.waiting import one_line, within

_LOGIN_SECONDS = 15.0


def address_of(url: URL) -> str:
    """Where a URL leads, without user and password: ``db.example.org:5432/main``."""
    host = url.host or ""
    if ":" in host:
        host = f"[{host}]"
    port = f":{url.port}" if url.port else ""
    return f"{host}{port}/{url.database or url.query.get('service_name', '')}"


_EXPLICIT = re.compile(r"([a-z][a-z0-9_]*)=(?=[^=/]*://)")
"""What says whose a URL is, where its dialect does not: ``mariadb=mysql://...``."""


def parse_database_url(text: str) -> list[tuple[Backend, Server]]:
    """The backends that a ``--database-url`` may be of, each with its server; nothing is connected to.

    Raises:
        UsageError: It is no database URL, or of a product that Assay does not know.
    """
    example = "postgresql://user:password@host:5432/database"
    said = _EXPLICIT.match(text)
    try:
        url = make_url(text[said.end() :] if said else text)
    except (exc.ArgumentError, ValueError):
        # The text is not repeated: it may hold a password.
        raise UsageError(f"--database-url: not a database URL; write it as {example}") from None
    dialect = url.drivername.partition("+")[0]
    # "postgres" was the scheme before SQLAlchemy 1.4, and still is in many settings.
    dialect = {"postgres": "postgresql"}.get(dialect, dialect)
    speaking = [one for one in BACKENDS if dialect in one.dialects]
    if not speaking:
        known = dict.fromkeys(name for one in BACKENDS for name in one.dialects)
        raise UsageError(f"--database-url: unknown dialect {dialect!r}; known are {', '.join(known)}")
    if said:
        named = find_backend(said[1])
        if named not in speaking:
            raise UsageError(f"--database-url: {named.title} has no dialect {dialect!r}; known is {named.dialects[0]}")
        speaking = [named]
    return [(one, _server(one, url)) for one in speaking]


def _server(backend: Backend, url: URL) -> Server:
    url = backend.user_url(url.set(drivername=backend.admin_dialect))
    return Server(
        backend=backend.name,
        source="url",
        url=url.render_as_string(hide_password=False),
        detail=f"--database-url {address_of(url)}",
    )


def owner_of(text: str) -> tuple[Backend, Server]:
    """The backend whose server a ``--database-url`` names, and the server.

    Where several products speak its dialect, each asks the server whether it is one of it. It is asked once.

    Raises:
        UsageError: As :func:`parse_database_url`; or none of the products claims the server, or more than one.
    """
    candidates = parse_database_url(text)
    return candidates[0] if len(candidates) == 1 else _claimed(text)


@cache
def _claimed(text: str) -> tuple[Backend, Server]:
    """Whose server it is of which several products speak the dialect."""
    candidates = parse_database_url(text)
    claims: list[tuple[Backend, Server]] = []
    reasons: list[str] = []
    for backend, server in candidates:
        try:
            if within(_LOGIN_SECONDS, "it", partial(backend.claims, server)):
                claims.append((backend, server))
        except Exception as error:  # noqa: BLE001 - a driver that is asked a foreign server may raise anything
            reasons.append(masked(one_line(error), [str(server.address.password or "")]))
    where = f"--database-url: the server at {address_of(candidates[0][1].address)}"
    titles = " or ".join(backend.title for backend, _ in candidates)
    if not claims:
        why = f": {reasons[0]}" if reasons else ""
        raise UsageError(f"{where} cannot be used: it does not say that it is {titles}{why}")
    if len(claims) > 1:
        said = " or ".join(f"{backend.name}=URL" for backend, _ in claims)
        raise UsageError(f"{where} is claimed by {' and '.join(b.title for b, _ in claims)}: say which, as {said}")
    return claims[0]


def check_database_urls(texts: Iterable[str], run: RunResources) -> dict[str, Server]:
    """The users' servers by backend name, each proved by making and dropping a space.

    Raises:
        UsageError: One cannot serve: malformed, unreachable, refused, without the right to create a space, or not
            safe to use, or its backend's class is faulty; one line that says which and why, without the password.
    """
    found: dict[str, Server] = {}
    for text in texts:
        backend, server = owner_of(text)
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
        except Exception as error:  # noqa: BLE001 - of the backend's class, or of what it calls
            raise UsageError(f"{where} cannot be used: {_fault(backend, 'facts', error, run)}") from None
        try:
            unfit = _proved(backend, server, probe)
        except (exc.SQLAlchemyError, OSError) as error:
            raise UsageError(
                f"{where}: the user cannot create a database of its own: {run.secrets.mask(one_line(error))}"
            ) from None
        except Exception as error:  # noqa: BLE001 - as above
            raise UsageError(f"{where} cannot be used: {_fault(backend, 'create_space', error, run)}") from None
        if unfit:
            raise UsageError(f"{where} cannot be used: {unfit}")
        found[backend.name] = server
    return found


def _fault(backend: Backend, method: str, error: Exception, run: RunResources) -> str:
    """What a method raised that neither the server nor the connection has said, and where: a class to be mended."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    kind = type(backend)
    return f"{method} of {kind.__module__}.{kind.__qualname__} failed: {run.secrets.mask(one_line(error))}{at}"


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

    def __init__(self, run: RunResources, backend: Backend, server: Server) -> None:
        self.run = run
        self.backend = backend
        self.server = server

    def condition(self) -> Condition:
        """It runs: the server is not ours; a worker that doubts it asks :meth:`assay.pool.state.PoolClient.lost`."""
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


def drop_spaces(backend: Backend, server: Server, run_id: str, guest: str = "") -> list[str]:
    """Drop all spaces of a run on a server; their names.

    Args:
        backend: The product.
        server: The server.
        run_id: The run that owns the server, or uses it if it is the user's.
        guest: With what the names go on of the spaces of one who borrowed the server.
    """
    dropped = [name for name in backend.spaces(server) if name.lower().startswith(f"assay_{run_id}_{guest}")]
    for name in dropped:
        backend.drop_space(server, name)
    return dropped

"""The databases of a gate: one of its own for each side and product, and new for each run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from assay.domain.errors import AssayError, UsageError
from assay.domain.servers import Server, Space
from assay.domain.targets import Backend
from assay.pool.state import PoolClient
from assay.products.project_settings import Variable
from assay.servers.waiting import one_line

_START_SECONDS = 1200.0
"""The pull of an image may take 900, and then the slowest server has 180."""


class Databases:
    """The databases that a project's variables and fixtures lead to. Drivers of one product share one database.

    Args:
        pool: Where their servers are.
        variables: The variables.
        fixtures: The fixtures of pytest, which have one database for each of its processes.
        processes: How many of these there may be; the first shares its database with the variables.
    """

    def __init__(
        self, pool: PoolClient, variables: Sequence[Variable], fixtures: Sequence[Variable] = (), processes: int = 1
    ) -> None:
        self._pool = pool
        self._variables = variables
        self._fixtures = fixtures
        self._processes = processes
        self._spaces: dict[tuple[str, str], list[Space]] = {}

    @property
    def backends(self) -> list[Backend]:
        """The products."""
        return list(dict.fromkeys(one.target.backend for one in (*self._variables, *self._fixtures)))

    def renew(self, side: str) -> None:
        """Make the databases of a side anew: they are empty.

        Raises:
            UsageError: A database cannot be had, or refuses.
        """
        several = {fixture.target.backend for fixture in self._fixtures}
        for backend in self.backends:
            count = self._processes if backend in several else 1
            self._spaces[backend.name, side] = [self._new(backend, side, number) for number in range(count)]

    def variables(self, side: str) -> dict[str, str]:
        """The values of the variables of a side."""
        return {v.name: str(self._values(v, side)[0][v.part]) for v in self._variables}

    def fixtures(self, side: str) -> dict[str, list[dict[str, object]]]:
        """What the fixtures of a side give, for each process."""
        return {fixture.name: self._values(fixture, side) for fixture in self._fixtures}

    def lost(self) -> str:
        """Which server has died, with the reason; empty if none has."""
        states = (self._pool.state(backend.name) for backend in self.backends)
        return next((state.reason for state in states if state.state == "lost"), "")

    def close(self) -> None:
        """Drop them; a server that refuses or has died takes its own with it."""
        for (name, side), spaces in self._spaces.items():
            backend = next(found for found in self.backends if found.name == name)
            for number in range(len(spaces)):
                with suppress(SQLAlchemyError, OSError, AssayError):
                    backend.drop_space(self._server(backend), self._name(side, number))

    def _new(self, backend: Backend, side: str, number: int) -> Space:
        server = self._server(backend)
        try:
            backend.drop_space(server, self._name(side, number))
            return backend.create_space(server, self._name(side, number))
        except (SQLAlchemyError, OSError) as error:
            raise UsageError(f"{backend.name}: no database can be made: {one_line(error)}") from None

    def _server(self, backend: Backend) -> Server:
        return self._pool.wait(backend.name, _START_SECONDS).server

    def _name(self, side: str, number: int) -> str:
        return f"assay_{self._pool.run_id}_{side[:1]}{number or ''}"

    def _values(self, one: Variable, side: str) -> list[dict[str, object]]:
        return [_parts(one, space) for space in self._spaces[one.target.backend.name, side]]


def _parts(one: Variable, space: Space) -> dict[str, object]:
    """All that a project may want to know of a database."""
    url = one.target.backend.url(space, one.target.driver)
    return {
        "url": url.render_as_string(hide_password=False),
        "dsn": _plain(url).render_as_string(hide_password=False),
        "host": url.host or "",
        "port": url.port or "",
        "user": url.username or "",
        "password": url.password or "",
        "database": url.database or "",
    }


def _plain(url: URL) -> URL:
    """The URL without SQLAlchemy's name of the driver: what clients other than SQLAlchemy take."""
    return url.set(drivername=url.get_backend_name())

"""Databases with servers that are reached through a URL: what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url

from assay.domain import administration
from assay.domain.servers import Server, Space
from assay.domain.targets import Backend, Driver


class ServerBackend(Backend):
    """A database product whose server is reached over the network, by a URL with host, user and password."""

    connect_args: ClassVar[Mapping[str, Any]] = {"connect_timeout": 5}
    """What the administrator's driver is given: a limit to the time that it waits for a server that says nothing."""

    def url(self, space: Space, driver: Driver) -> URL:
        """The space's URL through the driver."""
        return make_url(space.url).set(drivername=driver.dialect)

    def drop_space(self, server: Server, name: str) -> None:
        """Drop the database of that name; connections that are still open are ended, as they may hold locks."""
        self.end_connections(server, name)
        with self.connect(server) as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {administration.quote(connection, name)}")

    @contextmanager
    def connect(self, server: Server) -> Iterator[Connection]:
        """An administrator's connection in autocommit mode, to the database that the server's URL names."""
        url = server.address.set(drivername=self.admin_dialect)
        with administration.connect(url, **self.connect_args) as connection:
            yield connection

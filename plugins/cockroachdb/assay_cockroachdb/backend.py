"""CockroachDB: what it does not share with PostgreSQL."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy.engine import URL

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.servers import ContainerRunner, LocalRunner, Server, ServerFacts, Space
from assay.domain.targets import Driver
from assay.products.backends.postgres import Postgres
from assay.products.backends.settings import is_no_short_time, is_one_of, unfit
from assay.servers.definitions import definition

_VERSION = re.compile(r"CockroachDB \S+ v(\d+(?:\.\d+)*)")
_DEMANDS = (
    is_one_of("standard_conforming_strings", "on"),
    is_one_of("client_encoding", "UTF8"),
    is_one_of("default_transaction_read_only", "off"),
    is_one_of("default_transaction_isolation", "serializable", "read committed"),
    *map(is_no_short_time, ("statement_timeout", "lock_timeout", "transaction_timeout")),
)


class CockroachDB(Postgres):
    """CockroachDB."""

    name = "cockroachdb"
    title = "CockroachDB"
    family = "postgres"
    drivers = (
        Driver("asyncpg", "cockroachdb+asyncpg", is_async=True, distribution="asyncpg"),
        Driver("psycopg", "cockroachdb+psycopg", is_async=False, distribution="psycopg"),
        Driver("psycopg-async", "cockroachdb+psycopg", is_async=True, distribution="psycopg"),
    )
    admin_dialect = "cockroachdb+psycopg"
    # SQLAlchemy's own dialect cannot read the version of such a server.
    also_dialects = ("postgresql",)
    image_key = "cockroachdb"
    cost = 2.0
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.COMPARES_WITH_ANY: has("= ANY (array), and the drivers send a list as an array"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks("there is no INITIALLY DEFERRED: constraints hold at once"),
        DatabaseCapability.TRANSACTIONAL_DDL: lacks(
            "a change of the schema is carried out after the COMMIT, and can fail then"
        ),
        DatabaseCapability.QUEUES_WRITERS: lacks(
            "under SERIALIZABLE, its default, a transaction that meets another one can be told to try again (40001)"
        ),
        DatabaseCapability.LOCKS_ROWS: has("FOR UPDATE locks rows, and knows NOWAIT"),
        DatabaseCapability.UPSERTS_ON_CONFLICT: has("INSERT ... ON CONFLICT ... RETURNING"),
        DatabaseCapability.KILLS_CONNECTIONS: lacks("CANCEL SESSION takes a session, and none tells its database"),
        DatabaseCapability.SESSION_TIME_ZONE: has("the setting timezone; it only decides how instants are shown"),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks("the servers of a run have no certificate: --insecure"),
        DatabaseCapability.USERS_WITH_RIGHTS: lacks("a server that was started with --insecure has no passwords"),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: has("cockroachdb:// is psycopg2"),
    }

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class; there is no template to choose."""
        with self.connect(server) as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {administration.quote(connection, name)} ENCODING = 'UTF8'")
        url = server.address.set(drivername=self.admin_dialect, database=name)
        return Space(name=name, url=url.render_as_string(hide_password=False))

    def drop_space(self, server: Server, name: str) -> None:
        """See the base class; connections do not keep a database."""
        with self.connect(server) as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {administration.quote(connection, name)} CASCADE")

    def end_connections(self, server: Server, name: str) -> None:
        """It cannot: see the profile."""
        raise NotImplementedError(f"{self.title} at {server.detail} does not end the connections to {name}")

    def facts(self, server: Server) -> ServerFacts:
        """See the base class.

        Raises:
            UsageError: It is another product's server.
        """
        with self.connect(server) as connection:
            said = str(connection.exec_driver_sql("SELECT version()").scalar())
            version = _VERSION.match(said)
            if version is None:
                raise UsageError(
                    f"it is {said.partition(' on ')[0]}, which is another product: give a {self.title} URL"
                )
            found = administration.settings(
                connection,
                {
                    "time zone": "SHOW timezone",
                    "collation": "SELECT datcollate FROM pg_database WHERE datname = current_database()",
                    "character set": "SHOW server_encoding",
                    "isolation": "SHOW default_transaction_isolation",
                },
            )
        return ServerFacts(version=version[1], settings={"version": said, **found})

    def unfit(self, server: Server, space: Space) -> str:
        """See the base class; it has other settings than PostgreSQL, and no limit of connections."""
        del server
        with administration.connect(space.url, connect_timeout=5) as connection:
            rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings").all()
            return unfit({str(name): str(setting) for name, setting in rows}, _DEMANDS)

    def user_url(self, url: URL) -> URL:
        """See the base class; a URL without a database means the one that every server has."""
        return url if url.database else url.set(database="defaultdb")

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The image that pytest-databases describes."""
        image = runner.choose_image()
        service = runner.describe(
            inspect.unwrap(definition("cockroachdb", "cockroachdb_service")),
            xdist_cockroachdb_isolation_level="database",
            cockroachdb_driver_opts={},
            cockroachdb_image=image.reference,
        )
        command = ["start-single-node", "--insecure", "--store=type=mem,size=50%"]
        with runner.run(service, command=command) as endpoint:
            url = URL.create(self.admin_dialect, "root", None, endpoint.host, endpoint.port, "defaultdb")
            server = runner.server(image, url.update_query_dict({"sslmode": "disable"}))
            endpoint.wait_ready(lambda: self.facts(server), deadline=60)
            yield server

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """There is none; PostgreSQL's own is another product."""
        del runner
        raise ServerUnavailable("no CockroachDB runs from a binary of this machine: have a container engine")
        yield  # makes it a generator

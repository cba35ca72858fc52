"""Microsoft SQL Server: a database per worker."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.refusals import Refusals
from assay.domain.servers import ContainerRunner, LocalRunner, Server, ServerFacts, Space
from assay.domain.targets import Driver
from assay.products.backends.servers import ServerBackend
from assay.servers.definitions import definition

_ODBC = {"driver": "ODBC Driver 18 for SQL Server", "TrustServerCertificate": "yes"}
_NO_ANSWER = frozenset({20002, 20003, 20004, 20006, 20009, 20047})
"""DB-Library's numbers for a connection that cannot be had or breaks."""
_ISOLATION = """
SELECT CASE transaction_isolation_level
    WHEN 1 THEN 'READ UNCOMMITTED' WHEN 2 THEN 'READ COMMITTED' WHEN 3 THEN 'REPEATABLE READ'
    WHEN 4 THEN 'SERIALIZABLE' WHEN 5 THEN 'SNAPSHOT' ELSE 'unspecified' END
FROM sys.dm_exec_sessions WHERE session_id = @@SPID
"""


class MSSQL(ServerBackend):
    """Microsoft SQL Server."""

    name = "mssql"
    title = "Microsoft SQL Server"
    drivers = (
        Driver("aioodbc", "mssql+aioodbc", is_async=True, distribution="aioodbc"),
        Driver("pymssql", "mssql+pymssql", is_async=False, distribution="pymssql"),
    )
    admin_dialect = "mssql+pymssql"
    image_key = "mssql"
    cost = 2.0
    connect_args: ClassVar[Mapping[str, Any]] = {"login_timeout": 5, "timeout": 30}
    refusals = Refusals(
        meaning={
            "701": "it is out of memory",
            "802": "it is out of memory",
            "1101": "its disk, or the space of a file, is full",
            "1105": "its disk, or the space of a file, is full",
            "3906": "the database is read-only",
            "6005": "it is shutting down",
            "8645": "it is out of memory",
            "9002": "its log is full",
            "10928": "a limit of its resources is reached",
            "17300": "it has too many connections, or no memory for another",
            "17809": "it has too many connections",
        },
        passing=frozenset({"6005"}),
    )
    write_statements = (
        "SELECT TOP 32 object_id AS id, CRYPT_GEN_RANDOM(8000) AS page INTO assay_room FROM sys.all_objects",
        "DROP TABLE IF EXISTS assay_room",
    )
    column_types = ColumnTypes(
        uuid="UNIQUEIDENTIFIER",
        reflected_uuid="UNIQUEIDENTIFIER",
        string="VARCHAR(255)",
        binary="VARBINARY(max)",
        timestamp="DATETIMEOFFSET",
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.LIKE_IS_CASE_SENSITIVE: lacks(
            "the default collation SQL_Latin1_General_CP1_CI_AS folds case"
        ),
        DatabaseCapability.EQUALITY_IS_EXACT: lacks(
            "the default collation SQL_Latin1_General_CP1_CI_AS folds case, and blanks at the end do not count"
        ),
        DatabaseCapability.TRANSACTIONAL_DDL: has("DDL is undone with its transaction"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks("there is no DEFERRABLE: constraints hold at once"),
        DatabaseCapability.LOCKS_ROWS: lacks("there is no FOR UPDATE, and the dialect leaves it out"),
        DatabaseCapability.KILLS_CONNECTIONS: has("KILL ends any session"),
        DatabaseCapability.SESSION_TIME_ZONE: lacks("a session has no zone: the server has one"),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: lacks("mssql:// is pyodbc, which needs the system's unixODBC"),
    }

    def url(self, space: Space, driver: Driver) -> URL:
        """See the base class; ODBC has to be told its driver, and to take the server's own certificate."""
        url = super().url(space, driver)
        return url.update_query_dict(_ODBC) if driver.dialect.endswith("odbc") else url

    def create_space(self, server: Server, name: str) -> Space:
        """Make a database."""
        with self.connect(server) as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {administration.quote(connection, name)}")
        url = server.address.set(drivername=self.admin_dialect, database=name)
        return Space(name=name, url=url.render_as_string(hide_password=False))

    def drop_space(self, server: Server, name: str) -> None:
        """Drop a database; whoever is connected to it is sent away."""
        with self.connect(server) as connection:
            quoted = administration.quote(connection, name)
            there = connection.execute(text("SELECT DB_ID(:name)"), {"name": name}).scalar()
            if there is not None:
                connection.exec_driver_sql(f"ALTER DATABASE {quoted} SET SINGLE_USER WITH ROLLBACK IMMEDIATE")
                connection.exec_driver_sql(f"DROP DATABASE {quoted}")

    def end_connections(self, server: Server, name: str) -> None:
        """End every session of a database, as an administrator may at any time."""
        sessions = "SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = DB_ID(:name)"
        with self.connect(server) as connection:
            for number in connection.execute(text(sessions), {"name": name}).scalars().all():
                connection.exec_driver_sql(f"KILL {int(number)}")

    def spaces(self, server: Server) -> Sequence[str]:
        """All databases."""
        with self.connect(server) as connection:
            return list(connection.exec_driver_sql("SELECT name FROM sys.databases").scalars())

    def facts(self, server: Server) -> ServerFacts:
        """What the server says of itself."""
        with self.connect(server) as connection:
            found = administration.settings(
                connection,
                {
                    "version": "SELECT @@VERSION",
                    "number": "SELECT CAST(SERVERPROPERTY('ProductVersion') AS VARCHAR(40))",
                    "time zone": "SELECT CURRENT_TIMEZONE()",
                    "collation": "SELECT CAST(SERVERPROPERTY('Collation') AS VARCHAR(80))",
                    "isolation": _ISOLATION,
                },
            )
        return ServerFacts(version=found.pop("number"), settings=found)

    def answered(self, error: Exception) -> bool:
        """See the base class; every error has a number, such as 18456 for a login that is refused."""
        number = error.orig.args[0] if isinstance(error, DBAPIError) and error.orig and error.orig.args else None
        if isinstance(number, tuple):  # pymssql's own, which has the text beside it
            number = number[0]
        return isinstance(number, int) and number not in _NO_ANSWER

    def reflected(self, column: dict[str, Any]) -> None:
        """JSON is kept in NVARCHAR without a length, which no other type of SQLAlchemy's is kept in."""
        from sqlalchemy.dialects import mssql  # not above: a refused option does without any dialect

        kind = column["type"]
        if isinstance(kind, mssql.NVARCHAR) and kind.length is None:
            column["type"] = mssql.JSON()

    def user_url(self, url: URL) -> URL:
        """See the base class; a URL without a database means the one that every server has."""
        if not url.host:
            raise UsageError("--database-url: a SQL Server URL needs a host: mssql://user:password@host:1433/database")
        return url if url.database else url.set(database="master")

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The image that pytest-databases describes."""
        image = runner.choose_image()
        # The server refuses a password that has not three kinds of characters.
        password = runner.secrets.keep(f"{runner.secrets.new()}-A1")
        service = runner.describe(
            inspect.unwrap(definition("mssql", "mssql_service")),
            xdist_mssql_isolation_level="database",
            mssql_image=image.reference,
            mssql_user="sa",
            mssql_password=password,
            mssql_database="master",
        )
        with runner.run(service) as endpoint:
            server = runner.server(
                image, URL.create(self.admin_dialect, "sa", password, endpoint.host, endpoint.port, "master")
            )
            endpoint.wait_ready(lambda: self.facts(server), deadline=120)
            yield server

    def local(self, runner: LocalRunner) -> None:
        """There is none."""
        del runner
        raise ServerUnavailable("no SQL Server runs from a binary of this machine: have a container engine")

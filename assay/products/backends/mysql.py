"""MySQL: a database per worker."""

from __future__ import annotations

import shutil
import signal
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Column, Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts, ServiceDescription, Space
from assay.domain.targets import Driver
from assay.products.backends.servers import ServerBackend
from assay.products.backends.settings import ROOM, Demand, begins_with, is_at_least, is_no_short_time, is_one_of, unfit
from assay.products.backends.values import as_utc, uuid_to_database, uuid_to_python, without_zone
from assay.servers.definitions import definition

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner, LocalRunner

_NO_SUCH_THREAD = 1094
"""What KILL says of a connection that has ended by itself meanwhile."""

_NO_ANSWER = frozenset({1053, 2002, 2003, 2005, 2006, 2012, 2013, 2055})
"""The client's errors for a connection that cannot be had or breaks, and the server's that it is shutting down."""

_MEANING = {
    "1021": "its disk is full",
    "1026": "it cannot write to its disk",
    "1037": "it is out of memory",
    "1038": "it is out of memory for sorting",
    "1040": "it has too many connections",
    "1041": "it is out of memory",
    "1053": "it is shutting down",
    "1077": "it is shutting down",
    "1079": "it is shutting down",
    "1114": "its disk, or the space of the table, is full",
    "1135": "it cannot make a thread",
    "1203": "the user has too many connections",
    "1206": "it has no room for more locks",
    "1226": "the user has come to a limit",
    "1637": "it has too many transactions",
    "1836": "it is read-only",
    "3032": "it is offline",
    "3168": "it is not available",
    "3675": "its disk is full",
}

_REFUSALS = Refusals(
    meaning=_MEANING,
    # Numbers that say this and other things; the text of the error has the operating system's number.
    texts={
        r"\b(?:1030|1005|1004|3|20)\b.*(?:error|errno|[Ee]rrcode):? 28\b": "1021",
        r"\b1290\b.*read[-_]only": "1836",
        # What a command printed is all there is of its failure.
        **{rf"\({code}, ['\"]": code for code in _MEANING},
    },
    passing=frozenset({"1053", "1077", "1079", "3168"}),
)

_UNFIT_MODES = {"ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT", "PAD_CHAR_TO_FULL_LENGTH"}
_STRICT_MODES = {"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES"}
_DEMANDS = (
    Demand("sql_mode", lambda found: bool(_STRICT_MODES & set(found.split(","))), "be strict: STRICT_TRANS_TABLES"),
    Demand(
        "sql_mode",
        lambda found: not _UNFIT_MODES & set(found.split(",")),
        f"be without {', '.join(sorted(_UNFIT_MODES))}",
    ),
    is_one_of("default_storage_engine", "InnoDB"),
    is_one_of("transaction_isolation", "REPEATABLE-READ", "READ-COMMITTED"),
    *(is_one_of(name, "ON") for name in ("autocommit", "foreign_key_checks", "unique_checks")),
    *(is_one_of(name, "OFF") for name in ("transaction_read_only", "read_only", "sql_require_primary_key")),
    # Known issues are told by what the server says.
    begins_with("lc_messages", "en"),
    is_no_short_time("max_execution_time"),
    is_at_least("wait_timeout", 60),
    is_at_least("max_allowed_packet", 4 << 20),
    is_at_least("the number of free connections", ROOM),
)

_THROWAWAY = (
    # Nothing in this server outlives the run: durability costs time and buys nothing.
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--skip-log-bin",
    "--mysqlx=0",
    "--skip-name-resolve",
    # 3 drivers x workers x pools, and checks that exhaust pools on purpose.
    "--max-connections=300",
)


class MySQL(ServerBackend):
    """MySQL."""

    name = "mysql"
    title = "MySQL"
    drivers: ClassVar[tuple[Driver, ...]] = (
        Driver("aiomysql", "mysql+aiomysql", is_async=True, distribution="aiomysql"),
        Driver("asyncmy", "mysql+asyncmy", is_async=True, distribution="asyncmy"),
        Driver("pymysql", "mysql+pymysql", is_async=False, distribution="pymysql"),
    )
    admin_dialect = "mysql+pymysql"
    image_key = "mysql"
    connect_args: ClassVar[Mapping[str, Any]] = {"connect_timeout": 5, "read_timeout": 30}
    refusals = _REFUSALS
    write_statements = (
        "CREATE TABLE assay_room (id INT PRIMARY KEY, page LONGBLOB) "
        "SELECT 1 AS id, REPEAT(RANDOM_BYTES(1024), 256) AS page",
        "DROP TABLE IF EXISTS assay_room",
    )
    demands: ClassVar[tuple[Demand, ...]] = _DEMANDS
    """What settings of a user's own server have to be."""
    fact_queries: ClassVar[Mapping[str, str]] = {
        "time zone": "SELECT IF(@@global.time_zone = 'SYSTEM', @@system_time_zone, @@global.time_zone)",
        "collation": "SELECT @@collation_server",
        "character set": "SELECT @@character_set_server",
        "isolation": "SELECT @@global.transaction_isolation",
        "sql mode": "SELECT @@global.sql_mode",
    }
    """What tells the settings that a report names."""
    encryption_query = "SELECT variable_value FROM performance_schema.session_status WHERE variable_name = 'Ssl_cipher'"
    column_types = ColumnTypes(
        uuid="BINARY(16)",
        reflected_uuid="BINARY(16)",
        string="VARCHAR(255)",
        binary="BLOB",
        timestamp="DATETIME",
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.LIKE_IS_CASE_SENSITIVE: lacks(
            "the default collation utf8mb4_0900_ai_ci ignores case and accents"
        ),
        DatabaseCapability.EQUALITY_IS_EXACT: lacks("the usual collations compare letters without case and accents"),
        DatabaseCapability.TRANSACTIONAL_DDL: lacks("each DDL statement commits by itself"),
        DatabaseCapability.LIKE_DISTINGUISHES_ACCENTS: lacks(
            "the default collation utf8mb4_0900_ai_ci takes e and é for the same"
        ),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks("every constraint is checked at once"),
        DatabaseCapability.LOCKS_ROWS: has("FOR UPDATE locks rows, and knows NOWAIT"),
        DatabaseCapability.UPSERTS_ON_DUPLICATE_KEY: has("INSERT ... ON DUPLICATE KEY UPDATE"),
        DatabaseCapability.KILLS_CONNECTIONS: has("KILL ends any connection"),
        DatabaseCapability.SESSION_TIME_ZONE: has(
            "SET time_zone; NOW() and CURRENT_TIMESTAMP follow it, DATETIME columns do not"
        ),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: has("a server that is given no certificate makes one for itself"),
        DatabaseCapability.USERS_WITH_RIGHTS: has("CREATE USER and GRANT"),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: lacks("mysql:// is mysqlclient, which has to be compiled"),
    }

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class."""
        with self.connect(server) as connection:
            connection.exec_driver_sql(
                f"CREATE DATABASE {administration.quote(connection, name)} CHARACTER SET utf8mb4"
            )
        # aiomysql's own default is latin1.
        url = server.address.set(drivername=self.admin_dialect, database=name).update_query_dict({"charset": "utf8mb4"})
        return Space(name=name, url=url.render_as_string(hide_password=False))

    def end_connections(self, server: Server, name: str) -> None:
        """End every connection to the space, as an administrator may at any time."""
        with self.connect(server) as connection:
            for number in _connections(connection, name):
                try:
                    connection.exec_driver_sql(f"KILL {int(number)}")
                except DBAPIError as error:
                    if error.orig is None or error.orig.args[:1] != (_NO_SUCH_THREAD,):
                        raise

    def spaces(self, server: Server) -> Sequence[str]:
        """See the base class."""
        with self.connect(server) as connection:
            return list(connection.exec_driver_sql("SHOW DATABASES").scalars())

    def facts(self, server: Server) -> ServerFacts:
        """See the base class."""
        with self.connect(server) as connection:
            version = str(connection.exec_driver_sql("SELECT CONCAT(@@version, ' ', @@version_comment)").scalar())
            # Before anything else is asked: another product lacks some of these settings.
            self.refuse_others(version)
            found = administration.settings(connection, dict(self.fact_queries))
        # Distributions add to the version: "9.7.2-1ubuntu3".
        return ServerFacts(version=version.split()[0].split("-")[0], settings={"version": version, **found})

    def refuse_others(self, version: str) -> None:
        """Refuse a server of the same protocol that is another product.

        Args:
            version: The server's version and the comment on it.

        Raises:
            UsageError: It is.
        """
        if "mariadb" in version.lower():
            number = version.split()[0]
            raise UsageError(f"it is MariaDB ({number}), which is another product: give a MySQL server's URL")

    def answered(self, error: Exception) -> bool:
        """See the base class; every error has a number, such as 1040 for too many connections."""
        if not isinstance(error, DBAPIError) or error.orig is None:
            return False
        return error.orig.args[:1] not in {(number,) for number in _NO_ANSWER}

    def unfit(self, server: Server, space: Space) -> str:
        """See the base class; as a connection of an application has them."""
        del server
        with administration.connect(space.url, connect_timeout=5, read_timeout=30) as connection:
            found = {str(name): str(value) for name, value in connection.exec_driver_sql("SHOW SESSION VARIABLES")}
            status = dict(connection.exec_driver_sql("SHOW GLOBAL STATUS LIKE 'Threads_connected'").tuples().all())
        free = int(found["max_connections"]) - int(status.get("Threads_connected", 0))
        if own := int(found["max_user_connections"]):
            free = min(free, own)
        return unfit({**found, "the number of free connections": str(free)}, self.demands)

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """Booleans are TINYINT(1), UUIDs are bytes or digits, date-times have no zone."""
        from sqlalchemy.dialects.mysql import TINYINT  # not above: a refused option does without any dialect

        if isinstance(value, int) and isinstance(column.type, TINYINT) and column.type.display_width == 1:
            return bool(value)
        return as_utc(uuid_to_python(column, value))

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """The reverse of :meth:`to_python`."""
        return without_zone(uuid_to_database(column, value))

    def zone_options(self, driver: Driver, zone: str) -> dict[str, Any]:
        """See the base class."""
        del driver
        return {"connect_args": {"init_command": f"SET time_zone = '{zone}'"}}

    def encryption_options(self, driver: Driver) -> dict[str, Any]:
        """See the base class; the certificate is the server's own, which nobody has signed."""
        del driver
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return {"connect_args": {"ssl": context}}

    def user_statements(self, space: Space, user: str, password: str, rights: Mapping[str, str]) -> Sequence[str]:
        """See the base class."""
        return [
            f"CREATE USER '{user}'@'%' IDENTIFIED BY '{password}'",
            *(f"GRANT {granted} ON `{space.name}`.`{table}` TO '{user}'@'%'" for table, granted in rights.items()),
        ]

    def drop_user_statements(self, user: str) -> Sequence[str]:
        """See the base class."""
        return [f"DROP USER '{user}'@'%'"]

    def user_url(self, url: URL) -> URL:
        """See the base class."""
        if not url.host:
            example = f"{self.dialects[0]}://user:password@host:3306/database"
            raise UsageError(f"--database-url: a {self.title} URL needs a host: {example}")
        return url

    program: ClassVar[str] = "mysqld"
    """The server's program."""
    throwaway: ClassVar[tuple[str, ...]] = _THROWAWAY
    """Options of a server that ends with its run."""

    def description(self, runner: ContainerRunner, **about: str) -> ServiceDescription:
        """What pytest-databases says of its container.

        Args:
            runner: What runs it.
            about: The image, the accounts and the database.
        """
        return runner.describe(definition("mysql", "_provide_mysql_service"), platform="", **about)

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The image that pytest-databases describes."""
        image = runner.choose_image()
        password = runner.secrets.new()
        service = self.description(
            runner,
            image=image.reference,
            name=self.name,
            isolation_level="database",
            user="assay",
            password=runner.secrets.new(),
            root_password=password,
            database="assay",
        )
        with runner.run(service, command=[self.program, *self.throwaway], tmpfs={"/var/lib/mysql": "rw"}) as endpoint:
            server = runner.server(image, self._root_url(password, endpoint.host, endpoint.port))
            endpoint.wait_ready(lambda: self.facts(server), deadline=120)
            yield server

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """The server of this machine."""
        program = shutil.which("mysqld") or shutil.which("mysqld", path="/usr/sbin:/usr/libexec")
        if program is None:
            raise ServerUnavailable("no MySQL server on this machine: have mysqld on PATH")
        mysqld = Path(program).resolve()
        if "mariadb" in mysqld.name:
            raise ServerUnavailable(f"{program} is MariaDB, which is another product: have MySQL's mysqld on PATH")
        home = runner.private_directory()
        password = runner.secrets.new()
        start = home / "start.sql"
        user = f"CREATE USER root@'%' IDENTIFIED BY '{password}'"
        start.write_text(f"{user};\nGRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;\n")
        runner.hand_over(start)
        # No file of the machine's own server may be read or written: options, socket and process id are ours.
        own = ["--no-defaults", f"--datadir={home / 'data'}", "--secure-file-priv=NULL"]
        initialize = ["--initialize-insecure", *self.throwaway, "--innodb-redo-log-capacity=8M"]
        runner.call([mysqld, *own, *initialize], seconds=120)
        with self.listening(runner, mysqld, own, start, password) as server:
            yield server

    @contextmanager
    def listening(
        self, runner: LocalRunner, program: Path, own: Sequence[str], start: Path, password: str
    ) -> Iterator[Server]:
        """Run a server whose data directory is made.

        Args:
            runner: What runs it.
            program: Its program.
            own: Options that keep it away from the machine's own server.
            start: A file of statements that make its administrator; removed when they are said.
            password: The administrator's password.
        """
        home = runner.private_directory()
        options = [f"--socket={home / 'socket'}", f"--pid-file={home / 'pid'}", f"--bind-address={runner.host}"]
        with runner.listening(
            lambda port: [program, *own, *options, f"--port={port}", f"--init-file={start}", *self.throwaway],
            stop_signal=signal.SIGKILL,
            probe=lambda port: self.facts(self._local_server(runner, password, port, program)),
            deadline=60,
        ) as port:
            start.unlink(missing_ok=True)
            yield self._local_server(runner, password, port, program)

    def _local_server(self, runner: LocalRunner, password: str, port: int, mysqld: Path) -> Server:
        url = self._root_url(password, runner.host, port)
        return Server(self.name, "local", url.render_as_string(hide_password=False), f"{self.title} in {mysqld.parent}")

    def _root_url(self, password: str, host: str, port: int) -> URL:
        return URL.create(self.admin_dialect, "root", password, host, port, query={"charset": "utf8mb4"})


def _connections(connection: Connection, name: str) -> Sequence[int]:
    """Numbers of the other connections to a database.

    Not from the process list where that can be avoided: it shows statements as text, and fails (error 3854) while
    one of them holds bytes that are none.
    """
    threads = "SELECT processlist_id FROM performance_schema.threads WHERE processlist_db = :name"
    listed = "SELECT id FROM information_schema.processlist WHERE db = :name"
    # The performance schema has its tables also where it is off: they are empty then.
    watched = connection.exec_driver_sql("SELECT @@performance_schema").scalar_one()
    try:
        found = connection.execute(text(threads if watched else listed), {"name": name}).scalars().all()
    except DBAPIError:  # only administrators may read it
        found = connection.execute(text(listed), {"name": name}).scalars().all()
    own = connection.exec_driver_sql("SELECT connection_id()").scalar_one()
    return [int(number) for number in found if number is not None and number != own]

"""Oracle Database: a schema user per worker, in the pluggable database; thin mode, which needs no client libraries."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Column, Connection, exc, text
from sqlalchemy.engine import URL

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import UsageError
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts, Space
from assay.domain.targets import Driver
from assay.products.backends.oracle_statements import OracleStatements
from assay.products.backends.servers import ServerBackend
from assay.products.backends.values import as_utc, uuid_to_database, uuid_to_python, without_zone
from assay.servers.definitions import definition

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner

_PLUGGABLE = "FREEPDB1"
_RIGHTS = "CREATE SESSION, CREATE TABLE, CREATE SEQUENCE, CREATE VIEW, CREATE PROCEDURE, CREATE TRIGGER"
_READY_SECONDS = 180
_DROP_SECONDS = 15
_NO_SUCH_USER = 1918
_USER_IS_CONNECTED = 1940
_NO_SUCH_SESSION = 30
_SESSION_IS_MARKED = 31
_CANNOT_CONNECT = "DPY-6005"
"""Only says that another error, which it may name, ended the login."""
_NO_ANSWER = frozenset(
    # Broken connections; then a listener that knows no such database, and one that starts or shuts down.
    {"DPY-4011", "DPY-4024", "ORA-03113", "ORA-03114", "ORA-03135", "ORA-12170", "ORA-12537", "ORA-12541", "ORA-12547"}
    | {"ORA-12505", "ORA-12514", "ORA-01033", "ORA-01034", "ORA-01089", "ORA-01090"}
)

_NO_ROOM = "its disk or tablespace is full"
_NO_MEMORY = "it is out of memory"
_TOO_MANY = "it has too many sessions"
_NOT_OPEN = "it is starting or shutting down"
_BROKEN_DISK = "its disk fails"
_REFUSALS = Refusals(
    meaning={
        **dict.fromkeys(("ORA-00018", "ORA-00019", "ORA-00020", "ORA-02391", "ORA-12516", "ORA-12518"), _TOO_MANY),
        **dict.fromkeys(("ORA-12519", "ORA-12520"), _TOO_MANY),
        **dict.fromkeys(("ORA-00257", "ORA-01536", "ORA-01650", "ORA-01651", "ORA-01652", "ORA-01653"), _NO_ROOM),
        **dict.fromkeys(("ORA-01654", "ORA-01655", "ORA-01658", "ORA-01659", "ORA-01688", "ORA-01691"), _NO_ROOM),
        **dict.fromkeys(("ORA-01692", "ORA-01693", "ORA-12953", "ORA-19809", "ORA-30036", "ORA-65114"), _NO_ROOM),
        **dict.fromkeys(("ORA-04030", "ORA-04031", "ORA-04036"), _NO_MEMORY),
        **dict.fromkeys(("ORA-01033", "ORA-01034", "ORA-01089", "ORA-01090", "ORA-01092", "ORA-01109"), _NOT_OPEN),
        **dict.fromkeys(("ORA-01110", "ORA-01578", "ORA-19502", "ORA-27040", "ORA-27061", "ORA-27072"), _BROKEN_DISK),
        "ORA-00028": "its administrator has ended the session",
        "ORA-00055": "it has no room for more locks",
        "ORA-02396": "its profile has ended an idle session",
        "ORA-12526": "only administrators may log in",
        "ORA-12528": "it takes no connections now",
        "ORA-16000": "it is read-only",
    },
    ended=frozenset({"ORA-00028"}),
    passing=frozenset({"ORA-01033", "ORA-01034", "ORA-01089", "ORA-01090", "ORA-01109", "ORA-12528"}),
)


class Oracle(ServerBackend):
    """Oracle Database."""

    name = "oracle"
    title = "Oracle"
    drivers = (
        Driver("oracledb", "oracle+oracledb", is_async=False, distribution="oracledb"),
        Driver("oracledb-async", "oracle+oracledb_async", is_async=True, distribution="oracledb"),
    )
    admin_dialect = "oracle+oracledb"
    image_key = "oracle"
    connect_args: ClassVar[Mapping[str, Any]] = {"tcp_connect_timeout": 5}
    refusals = _REFUSALS
    statement_rules = OracleStatements()
    column_types = ColumnTypes(
        uuid="RAW(16)",
        reflected_uuid="RAW(16)",
        string="VARCHAR2(255 CHAR)",
        binary="BLOB",
        timestamp="DATE",
        json="BLOB",
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.EMPTY_STRING_IS_NOT_NULL: lacks("an empty string is NULL to Oracle"),
        DatabaseCapability.TRANSACTIONAL_DDL: lacks("each DDL statement commits by itself"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: has(
            "DEFERRABLE INITIALLY DEFERRED constraints are checked at COMMIT"
        ),
        DatabaseCapability.LOCKS_ROWS: has("FOR UPDATE locks rows, and knows NOWAIT"),
        DatabaseCapability.KILLS_CONNECTIONS: has("ALTER SYSTEM KILL SESSION ends any session"),
        DatabaseCapability.SESSION_TIME_ZONE: lacks(
            "ALTER SESSION or the environment of the client sets it, and no option of a connection does"
        ),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks("the image has no wallet; a user's own server may"),
        DatabaseCapability.USERS_WITH_RIGHTS: lacks(
            "another user needs the schema's name or synonyms, which the checks do not make"
        ),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: lacks("oracle:// is cx_Oracle, which python-oracledb has replaced"),
    }

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class; the user owns nothing but its schema."""
        user = name.upper()
        password = "p" + secrets.token_urlsafe(18)
        with self.connect(server) as connection:
            for statement in create_user_statements(user, password, self._tablespace(connection)):
                connection.exec_driver_sql(statement)
        url = server.address.set(drivername=self.admin_dialect, username=user, password=password)
        return Space(name=user, url=url.render_as_string(hide_password=False))

    def drop_space(self, server: Server, name: str) -> None:
        """See the base class; sessions that are still open are ended, which takes the server a moment."""
        user = name.upper()
        deadline = time.monotonic() + _DROP_SECONDS
        with self.connect(server) as connection:
            while True:
                try:
                    connection.exec_driver_sql(f'DROP USER "{user}" CASCADE')
                except exc.DatabaseError as error:
                    code = _code(error)
                    if code == _NO_SUCH_USER:
                        return
                    if code != _USER_IS_CONNECTED or time.monotonic() > deadline:
                        raise
                else:
                    return
                self._end_sessions(connection, user)
                time.sleep(0.2)

    @staticmethod
    def _end_sessions(connection: Connection, user: str) -> None:
        query = text("SELECT sid, serial# FROM v$session WHERE username = :name")
        for sid, serial in connection.execute(query, {"name": user}).all():
            with _passing_over(_NO_SUCH_SESSION, _SESSION_IS_MARKED):
                connection.exec_driver_sql(f"ALTER SYSTEM KILL SESSION '{int(sid)},{int(serial)}' IMMEDIATE")

    def end_connections(self, server: Server, name: str) -> None:
        """End every connection to the space, as an administrator may at any time."""
        with self.connect(server) as connection:
            self._end_sessions(connection, name.upper())

    def spaces(self, server: Server) -> Sequence[str]:
        """See the base class."""
        with self.connect(server) as connection:
            return list(connection.exec_driver_sql("SELECT username FROM all_users ORDER BY 1").scalars())

    def facts(self, server: Server) -> ServerFacts:
        """See the base class."""
        with self.connect(server) as connection:
            version = str(connection.exec_driver_sql(_VERSION).scalar())
            found = administration.settings(
                connection,
                {
                    "version": "SELECT product || ' ' || version_full FROM product_component_version",
                    "time zone": "SELECT 'database ' || dbtimezone || ', session ' || sessiontimezone FROM dual",
                    "collation": "SELECT value FROM nls_session_parameters WHERE parameter = 'NLS_SORT'",
                    "character set": "SELECT value FROM nls_database_parameters WHERE parameter = 'NLS_CHARACTERSET'",
                    "container": "SELECT sys_context('USERENV', 'CON_NAME') FROM dual",
                    "isolation": "SELECT 'READ COMMITTED' FROM dual",
                },
            )
        return ServerFacts(version=version, settings=found)

    def answered(self, error: Exception) -> bool:
        """See the base class; the listener and the database give numbers, such as ORA-12516 for too many sessions."""
        if not isinstance(error, exc.DBAPIError):
            return False
        codes = set(re.findall(r"(?:DPY|ORA)-\d{4,5}", str(error.orig))) - {_CANNOT_CONNECT}
        return bool(codes) and not codes & _NO_ANSWER

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """UUIDs are RAW(16), date-times have no zone; a boolean is a SMALLINT like any other and stays a number."""
        return as_utc(uuid_to_python(column, value))

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """The reverse of :meth:`to_python`."""
        if isinstance(value, bool):
            return int(value)
        return without_zone(uuid_to_database(column, value))

    def user_url(self, url: URL) -> URL:
        """See the base class; a URL has to say which database of the server it means."""
        if not url.host or not (url.database or "service_name" in url.query):
            raise UsageError(
                "--database-url: an Oracle URL needs a host and a service: "
                "oracle://user:password@host:1521/?service_name=FREEPDB1"
            )
        return url

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The image that pytest-databases describes."""
        image = runner.choose_image()
        service = runner.describe(
            definition("oracle", "_provide_oracle_service"),
            image=image.reference,
            name="oracle",
            service_name=_PLUGGABLE,
        )
        password = runner.secrets.new()
        # The definition has fixed passwords, and a user that each start would wait for and nobody uses.
        service = service.without("APP_USER", "APP_USER_PASSWORD")
        with runner.run(service, environment={"ORACLE_PASSWORD": password}) as endpoint:
            server = runner.server(image, system_url(password, endpoint.host, endpoint.port))
            endpoint.wait_ready(
                lambda: self._round_trip(server, f"assay_{runner.run_id}_ready"), deadline=_READY_SECONDS
            )
            yield server

    def _round_trip(self, server: Server, name: str) -> None:
        """What "ready" means: a user of ours can write and read in the pluggable database, not only log in."""
        self.drop_space(server, name)
        space = self.create_space(server, name)
        with administration.connect(space.url, tcp_connect_timeout=5) as connection:
            connection.exec_driver_sql("CREATE TABLE probe (id NUMBER PRIMARY KEY)")
            connection.exec_driver_sql("INSERT INTO probe VALUES (1)")
            connection.exec_driver_sql("SELECT id FROM probe").scalar_one()
        self.drop_space(server, name)

    @staticmethod
    def _tablespace(connection: Connection) -> str:
        query = "SELECT property_value FROM database_properties WHERE property_name = 'DEFAULT_PERMANENT_TABLESPACE'"
        return str(connection.exec_driver_sql(query).scalar_one())


_VERSION = "SELECT version_full FROM product_component_version"


def system_url(password: str, host: str, port: int) -> URL:
    """The administrator's URL of the pluggable database; a service name, as the database part would be a SID."""
    return URL.create(Oracle.admin_dialect, "system", password, host, port, query={"service_name": _PLUGGABLE})


def create_user_statements(user: str, password: str, tablespace: str) -> list[str]:
    """What makes a schema user that can make tables in its own schema, and nothing else.

    Args:
        user: Its name, in capitals: a quoted name in small letters would have to be quoted by every client.
        password: Its password, without quotation marks.
        tablespace: Where its tables go.
    """
    return [
        f'CREATE USER "{user}" IDENTIFIED BY "{password}" DEFAULT TABLESPACE "{tablespace}"'
        f' QUOTA UNLIMITED ON "{tablespace}"',
        f'GRANT {_RIGHTS} TO "{user}"',
    ]


def _code(error: exc.DatabaseError) -> int:
    """The number of an ORA error; 0 if it has none."""
    first = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return int(getattr(first, "code", 0) or 0)


@contextmanager
def _passing_over(*codes: int) -> Iterator[None]:
    """Take the given ORA errors as success: what was to be done is done already."""
    try:
        yield
    except exc.DatabaseError as error:
        if _code(error) not in codes:
            raise

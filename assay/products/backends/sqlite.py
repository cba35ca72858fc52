"""SQLite: a file per worker, in memory-backed storage where there is some."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import NUMERIC, Column, LargeBinary
from sqlalchemy.engine import URL

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts
from assay.domain.targets import Driver
from assay.products.backends.files import FileBackend
from assay.products.backends.values import as_utc, uuid_to_database, uuid_to_python, without_zone

_FULL, _FAILS, _DAMAGED, _NO_MEMORY = "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOMEM"
_REFUSALS = Refusals(
    meaning={
        _FULL: "the disk of its file is full",
        _FAILS: "the disk of its file fails",
        _DAMAGED: "its file is damaged",
        _NO_MEMORY: "it is out of memory",
    },
    # Python 3.10 has only the texts, and later ones have a name of its own for each thing that a disk can do wrong.
    texts={
        "^database or disk is full$": _FULL,
        "^disk I/O error$": _FAILS,
        "^database disk image is malformed$": _DAMAGED,
    },
)


class SQLite(FileBackend):
    """SQLite, as the Python that runs brings it."""

    name = "sqlite"
    title = "SQLite"
    drivers: ClassVar[tuple[Driver, ...]] = (
        Driver("aiosqlite", "sqlite+aiosqlite", is_async=True, distribution="aiosqlite"),
        Driver("sqlite3", "sqlite+pysqlite", is_async=False, distribution="python"),
    )
    admin_dialect = "sqlite+pysqlite"
    refusals = _REFUSALS
    begin_statement = (
        "BEGIN"  # the drivers do before the first change only, and a savepoint before it is the transaction
    )
    beside = ("-journal", "-wal", "-shm")
    a_url = "an SQLite URL"
    column_types = ColumnTypes(
        uuid="BLOB",
        reflected_uuid="LargeBinary(16)",
        string="VARCHAR(255)",
        binary="BLOB",
        timestamp="DATETIME",
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.ENFORCES_FOREIGN_KEYS: lacks(
            "SQLite checks foreign keys only on connections that set PRAGMA foreign_keys, which is off by default"
        ),
        DatabaseCapability.LIKE_IS_CASE_SENSITIVE: lacks("LIKE folds ASCII letters, and only these"),
        DatabaseCapability.ENFORCES_STRING_LENGTH: lacks("a VARCHAR's length is a comment to SQLite"),
        DatabaseCapability.CONCURRENT_WRITERS: lacks("one transaction writes at a time; others wait, and may time out"),
        DatabaseCapability.FOLDS_CASE_BEYOND_ASCII: lacks("LIKE and lower() fold the letters A to Z only"),
        DatabaseCapability.TRANSACTIONAL_DDL: lacks(
            "SQLite can, but Python's driver begins no transaction before DDL unless it is told to"
        ),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks(
            "only foreign keys can be deferred, and they are not checked unless PRAGMA foreign_keys is on"
        ),
        DatabaseCapability.LOCKS_ROWS: lacks("a transaction that writes locks all of the file; there is no FOR UPDATE"),
        DatabaseCapability.UPSERTS_ON_CONFLICT: has("INSERT ... ON CONFLICT since 3.24, RETURNING since 3.35"),
        DatabaseCapability.KILLS_CONNECTIONS: lacks(
            "there is no server, and no connection that somebody else could end"
        ),
        DatabaseCapability.SESSION_TIME_ZONE: lacks(
            "dates and times are text in UTC, and there is no server with a zone"
        ),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks("there is no connection to encrypt, only a file"),
        DatabaseCapability.USERS_WITH_RIGHTS: lacks(
            "there are no users; who may do what is the matter of the file's rights"
        ),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: has("sqlite:// is the module of the Python that runs"),
    }

    def make_file(self, url: URL) -> None:
        """SQLite makes the file with the first write, not with the connection."""
        with administration.connect(url) as connection:
            connection.exec_driver_sql("PRAGMA user_version = 1")

    @property
    def detail(self) -> str:
        """See the base class."""
        return f"SQLite {sqlite3.sqlite_version} of this Python"

    def facts(self, server: Server) -> ServerFacts:
        """See the base class."""
        del server  # SQLite is in this process: a file adds nothing, and must not be made by asking
        with administration.connect("sqlite+pysqlite://") as connection:
            found = administration.settings(
                connection,
                {
                    "encoding": "PRAGMA encoding",
                    "foreign_keys": "PRAGMA foreign_keys",
                    "time zone": "SELECT 'UTC: CURRENT_TIMESTAMP has no zone'",
                    "isolation": "SELECT 'SERIALIZABLE'",
                    "collation": "SELECT 'BINARY'",
                },
            )
        return ServerFacts(version=sqlite3.sqlite_version, settings=found)

    def patient_options(self, driver: Driver) -> dict[str, Any]:
        """See the base class; five seconds, the default, are few for twenty writers on a busy machine."""
        del driver
        return {"connect_args": {"timeout": 100}}

    def impatient_options(self, driver: Driver) -> dict[str, Any]:
        """See the base class; the default is five seconds."""
        del driver
        return {"connect_args": {"timeout": 0.2}}

    def reflected(self, column: dict[str, Any]) -> None:
        """BINARY(16) is no type that SQLite knows, so reflection takes it for a number of 16 digits."""
        kind = column["type"]
        if isinstance(kind, NUMERIC) and kind.precision == 16 and not kind.scale:
            column["type"] = LargeBinary(16)

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """UUIDs are bytes or digits, date-times have no zone."""
        return as_utc(uuid_to_python(column, value))

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """The reverse of :meth:`to_python`."""
        return without_zone(uuid_to_database(column, value))

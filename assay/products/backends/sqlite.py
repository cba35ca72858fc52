"""SQLite: a file per worker, in memory-backed storage where there is some."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import NUMERIC, Column, LargeBinary
from sqlalchemy.engine import URL

from assay.domain import administration
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts
from assay.domain.targets import Capability, Driver
from assay.products.backends._values import as_utc, uuid_to_database, uuid_to_python, without_zone
from assay.products.backends.files import FileBackend

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
    drivers = (
        Driver("aiosqlite", "sqlite+aiosqlite", is_async=True, distribution="aiosqlite"),
        Driver("sqlite3", "sqlite+pysqlite", is_async=False, distribution="python"),
    )
    admin_dialect = "sqlite+pysqlite"
    refusals = _REFUSALS
    beside = ("-journal", "-wal", "-shm")
    a_url = "an SQLite URL"
    capabilities: ClassVar[Mapping[str, Capability]] = {
        "async-driver": Capability(True, "aiosqlite runs sqlite3 in a thread"),
        "enforces-foreign-keys": Capability(
            False,
            "SQLite checks foreign keys only on connections that set PRAGMA foreign_keys, which is off by default",
        ),
        "unique-constraints": Capability(True, "UNIQUE constraints are part of CREATE TABLE"),
        "like-is-case-sensitive": Capability(False, "LIKE folds ASCII letters, and only these"),
        "empty-string-is-not-null": Capability(True, "an empty string is a value"),
        "microsecond-timestamps": Capability(True, "date-times are stored as text with six digits"),
        "unbounded-strings": Capability(True, "VARCHAR needs no length, and a length is not checked"),
        "native-uuid": Capability(False, "UUIDs are stored as 16 bytes or as text"),
        "server-side-session-count": Capability(False, "there is no server that knows its clients"),
        "enforces-string-length": Capability(False, "a VARCHAR's length is a comment to SQLite"),
        "concurrent-writers": Capability(False, "one transaction writes at a time; others wait, and may time out"),
        "folds-case-beyond-ascii": Capability(False, "LIKE and lower() fold the letters A to Z only"),
        "transactional-ddl": Capability(
            False, "SQLite can, but Python's driver begins no transaction before DDL unless it is told to"
        ),
        "like-distinguishes-accents": Capability(True, "LIKE takes e and é for different letters"),
        "deferrable-constraints": Capability(
            False, "only foreign keys can be deferred, and they are not checked unless PRAGMA foreign_keys is on"
        ),
        "kills-connections": Capability(False, "there is no server, and no connection that somebody else could end"),
        "session-time-zone": Capability(False, "dates and times are text in UTC, and there is no server with a zone"),
        "encrypted-connections": Capability(False, "there is no connection to encrypt, only a file"),
        "users-with-rights": Capability(
            False, "there are no users; who may do what is the matter of the file's rights"
        ),
        "queues-writers": Capability(True, "a writer waits for the one before it, for five seconds by default"),
        "default-sync-driver": Capability(True, "sqlite:// is the module of the Python that runs"),
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

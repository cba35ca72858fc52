"""DuckDB: a file per worker, through duckdb-engine."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime
from sqlalchemy.engine import URL

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts
from assay.domain.targets import Driver
from assay.products.backends.files import FileBackend
from assay.products.backends.values import as_utc, without_zone

_FULL, _NO_MEMORY, _DAMAGED = "disk full", "Out of Memory Error", "damaged file"
_REFUSALS = Refusals(
    meaning={
        _FULL: "the disk of its file is full",
        _NO_MEMORY: "it is out of memory",
        _DAMAGED: "its file is damaged",
    },
    texts={
        "No space left on device": _FULL,
        "^Out of Memory Error": _NO_MEMORY,
        "(?i)corrupt": _DAMAGED,
    },
)


class DuckDB(FileBackend):
    """DuckDB, as its wheel brings it."""

    name = "duckdb"
    title = "DuckDB"
    drivers = (Driver("duckdb", "duckdb", is_async=False, distribution="duckdb-engine"),)
    admin_dialect = "duckdb+assay"
    """Of :mod:`assay_duckdb.dialect`: duckdb-engine's own knows no AUTOCOMMIT, and describes no keys."""
    refusals = _REFUSALS
    beside = (".wal",)
    one_process_at_a_time = True
    a_url = "a DuckDB URL"
    column_types = ColumnTypes(
        uuid="UUID", reflected_uuid="UUID", string="VARCHAR", binary="BLOB", timestamp="TIMESTAMP WITH TIME ZONE"
    )
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.ASYNC_DRIVER: lacks("duckdb-engine is sync, and there is no other driver"),
        DatabaseCapability.ENFORCES_STRING_LENGTH: lacks("a VARCHAR's length is read and forgotten"),
        DatabaseCapability.KEEPS_STRING_LENGTHS: lacks("a VARCHAR's length is read and forgotten"),
        DatabaseCapability.KEEPS_CONSTRAINT_NAMES: lacks(
            "a constraint's name is read and forgotten, and another made up"
        ),
        DatabaseCapability.COMPARES_WITH_ANY: has("= ANY (list), and the driver sends a list as one"),
        DatabaseCapability.TRANSACTIONAL_DDL: has("DDL is undone with its transaction"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks("DEFERRABLE is not in its grammar"),
        DatabaseCapability.SAVEPOINTS: lacks("SAVEPOINT is not in its grammar"),
        DatabaseCapability.LOCKS_ROWS: lacks("FOR UPDATE is refused: rows have versions, and no locks"),
        DatabaseCapability.UPSERTS_ON_CONFLICT: has("INSERT ... ON CONFLICT ... RETURNING"),
        DatabaseCapability.KILLS_CONNECTIONS: lacks(
            "there is no server, and no connection that somebody else could end"
        ),
        DatabaseCapability.SESSION_TIME_ZONE: lacks(
            "all connections of a process to a file have one configuration, and the time zone is part of it"
        ),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks("there is no connection to encrypt, only a file"),
        DatabaseCapability.USERS_WITH_RIGHTS: lacks(
            "there are no users; who may do what is the matter of the file's rights"
        ),
        DatabaseCapability.QUEUES_WRITERS: lacks(
            "a writer that meets another one is refused at once, and does not wait"
        ),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: has("duckdb:// is duckdb-engine"),
    }

    def make_file(self, url: URL) -> None:
        """Connecting makes it."""
        with administration.connect(url) as connection:
            connection.exec_driver_sql("SELECT 1")

    @property
    def detail(self) -> str:
        """See the base class."""
        try:
            return f"DuckDB {version('duckdb')}, with duckdb-engine {version('duckdb-engine')}"
        except PackageNotFoundError:
            return "DuckDB"

    def facts(self, server: Server) -> ServerFacts:
        """See the base class."""
        del server  # DuckDB is in this process: a file adds nothing, and must not be made by asking
        with administration.connect(f"{self.admin_dialect}:///:memory:") as connection:
            found = administration.settings(
                connection,
                {
                    "version": "SELECT version()",
                    "time zone": "SELECT current_setting('TimeZone')",
                    "isolation": "SELECT 'snapshot'",
                    "collation": "SELECT coalesce(nullif(current_setting('default_collation'), ''), 'binary')",
                    "null order": "SELECT current_setting('default_null_order')",
                    "threads": "SELECT current_setting('threads')",
                },
            )
        return ServerFacts(version=found.pop("version").removeprefix("v"), settings=found)

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """A date-time without a zone is UTC, as the library writes it."""
        del column
        return as_utc(value)

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """The reverse of :meth:`to_python`; DuckDB itself would put it into the process's zone."""
        naive = isinstance(column.type, DateTime) and not column.type.timezone
        return without_zone(value) if naive else value

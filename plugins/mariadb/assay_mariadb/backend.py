"""MariaDB: what it does not share with MySQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import JSON

from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.errors import ServerUnavailable
from assay.domain.servers import ContainerRunner, LocalRunner, Server, ServiceDescription
from assay.domain.targets import Driver
from assay.products.backends.mysql import MySQL
from assay.products.backends.settings import Demand
from assay.servers.definitions import definition


class MariaDB(MySQL):
    """MariaDB."""

    name = "mariadb"
    title = "MariaDB"
    family = "mysql"
    # Not mysql+...: Advanced Alchemy's tables of what a database can have an entry "mariadb" of their own, and only
    # this scheme gives a dialect that name.
    drivers = (
        Driver("aiomysql", "mariadb+aiomysql", is_async=True, distribution="aiomysql"),
        Driver("asyncmy", "mariadb+asyncmy", is_async=True, distribution="asyncmy"),
        Driver("pymysql", "mariadb+pymysql", is_async=False, distribution="pymysql"),
    )
    admin_dialect = "mariadb+pymysql"
    also_dialects = ("mysql",)
    image_key = "mariadb"
    encryption_query = "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'"
    demands: ClassVar[tuple[Demand, ...]] = (
        *MySQL.demands,
        Demand("max_statement_time", lambda found: not 0 < float(found) < 60, "be 0 or 60 (seconds) at least"),
    )
    fact_queries: ClassVar[Mapping[str, str]] = {
        **MySQL.fact_queries,
        # Until 11.1 it has only this name.
        "isolation": "SELECT @@global.tx_isolation",
    }
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        **MySQL.capabilities,
        DatabaseCapability.LIKE_IS_CASE_SENSITIVE: lacks(
            "the default collation utf8mb4_uca1400_ai_ci ignores case and accents"
        ),
        DatabaseCapability.LIKE_DISTINGUISHES_ACCENTS: lacks(
            "the default collation utf8mb4_uca1400_ai_ci takes e and é for the same"
        ),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: has(
            "since 11.4 a server that is given no certificate makes one for itself"
        ),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: lacks("mariadb:// is mysqlclient, which has to be compiled"),
    }

    def refuse_others(self, version: str) -> None:
        """Nothing is left to refuse: SQLAlchemy's dialect of this name refuses a server that is not MariaDB."""

    def reflected(self, column: dict[str, Any]) -> None:
        """JSON is LONGTEXT that compares bytes and has a CHECK, which is all that reflection tells of it."""
        from sqlalchemy.dialects.mysql import LONGTEXT  # not above: a refused option does without any dialect

        kind = column["type"]
        if isinstance(kind, LONGTEXT) and kind.collation == "utf8mb4_bin":
            column["type"] = JSON()

    program = "mariadbd"
    throwaway = tuple(option for option in MySQL.throwaway if option != "--mysqlx=0")

    def description(self, runner: ContainerRunner, **about: str) -> ServiceDescription:
        """See the base class."""
        return runner.describe(definition("mariadb", "_provide_mariadb_service"), **about)

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """The server of this machine."""
        program, installer = (
            shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/libexec")
            for name in ("mariadbd", "mariadb-install-db")
        )
        if program is None or installer is None:
            raise ServerUnavailable("no MariaDB server on this machine: have mariadbd and mariadb-install-db on PATH")
        mariadbd = Path(program).resolve()
        home = runner.private_directory()
        password = runner.secrets.new()
        start = home / "start.sql"
        # The user of this address that a new data directory comes with has no password.
        start.write_text(
            f"DROP USER IF EXISTS root@'{runner.host}';\nCREATE USER root@'%' IDENTIFIED BY '{password}';\n"
            "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;\n"
        )
        runner.hand_over(start)
        # No file of the machine's own server may be read or written: options, socket and process id are ours.
        own = ["--no-defaults", f"--basedir={mariadbd.parents[1]}", f"--datadir={home / 'data'}"]
        runner.call([installer, *own, "--auth-root-authentication-method=normal", "--skip-test-db"], seconds=120)
        with self.listening(runner, mariadbd, own, start, password) as server:
            yield server

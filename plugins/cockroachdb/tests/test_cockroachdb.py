"""CockroachDB where no server of it can be had: its definition, its URLs, and the DDL that it would be given."""

from __future__ import annotations

import inspect
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from assay_cockroachdb import CockroachDB
from sqlalchemy.schema import CreateTable

from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.servers import Server
from assay.domain.targets import Driver
from assay.pool import user_servers
from assay.products import contract, registry
from assay.servers.definitions import definition, describe
from assay.servers.images import image_entry
from reference_app.authors.models import BookModel

SERVER = Server("cockroachdb", "url", "cockroachdb+psycopg://root@127.0.0.1:1/defaultdb")


class Saying:
    """A connection to a server that says what it is told to."""

    def __init__(self, version: str) -> None:
        self.version = version

    def exec_driver_sql(self, sql: str) -> Saying:
        self.sql = sql
        return self

    def scalar(self) -> str:
        return self.version if "version()" in self.sql else "UTC"


def saying(version: str) -> type[CockroachDB]:
    return type("Told", (CockroachDB,), {"connect": lambda *_: nullcontext(Saying(version))})


def test_it_is_installed_and_taken() -> None:
    assert registry.REFUSED == ()
    assert isinstance(registry.backend("cockroachdb"), CockroachDB)
    assert registry.target("cockroachdb-asyncpg").id_in_family == "postgres-asyncpg"
    assert image_entry("cockroachdb").port == 26257
    assert [o for o in contract.examine_drivers(CockroachDB()) if not o.held] == []


def test_the_container_is_what_pytest_databases_describes() -> None:
    service = describe(
        inspect.unwrap(definition("cockroachdb", "cockroachdb_service")),
        xdist_cockroachdb_isolation_level="database",
        cockroachdb_driver_opts={},
        cockroachdb_image=image_entry("cockroachdb").image,
    )
    assert (service.image, service.port) == (image_entry("cockroachdb").image, image_entry("cockroachdb").port)


def test_a_binary_of_postgres_is_not_taken_for_it() -> None:
    with (
        pytest.raises(ServerUnavailable, match="no CockroachDB runs from a binary"),
        CockroachDB().local(None),  # type: ignore[arg-type]
    ):
        pass


def test_servers_are_told_apart() -> None:
    ours = saying("CockroachDB CCL v25.2.2 (x86_64-pc-linux-gnu, built 2025/06/25)")()
    assert ours.facts(SERVER).version == "25.2.2"
    assert ours.claims(SERVER)
    other = saying("PostgreSQL 17.6 on x86_64-pc-linux-gnu")()
    assert not other.claims(SERVER)
    with pytest.raises(UsageError, match=r"it is PostgreSQL 17\.6, which is another product"):
        other.facts(SERVER)


def test_a_url_of_either_dialect_may_be_its_own() -> None:
    both = user_servers.parse_database_url("postgresql://root@127.0.0.1:1/defaultdb")
    assert {"postgres", "cockroachdb"} <= {backend.name for backend, _ in both}
    [(own, server)] = user_servers.parse_database_url("cockroachdb://root@127.0.0.1:1")
    assert (own.name, server.address.database) == ("cockroachdb", "defaultdb")


@pytest.mark.parametrize("driver", CockroachDB.drivers, ids=lambda driver: driver.name)
def test_the_tables_of_the_application_have_ddl(driver: Driver) -> None:
    dialect = sa.make_url(f"{driver.dialect}://").get_dialect(_is_async=driver.is_async)()
    found = {t.name: str(CreateTable(t).compile(dialect=dialect)) for t in BookModel.metadata.sorted_tables}
    assert found
    types = CockroachDB.column_types
    assert types is not None
    book = found[BookModel.__tablename__]
    assert f"id {types.uuid} NOT NULL" in book
    assert f"created_at {types.timestamp}" in book


def test_nothing_else_names_it() -> None:
    root = Path(__file__).parents[3]
    files = [file for folder in ("assay", "suites", "reference_app") for file in (root / folder).rglob("*")]
    # What the library's documentation lists by name is a fact about it, whichever databases Assay can start.
    facts = "documented_dialects.py"
    read = [file for file in files if file.suffix in {".py", ".toml", ".txt"} and file.name != facts]
    assert len(read) > 100
    assert [file for file in read if "cockroach" in file.read_text(encoding="utf-8").lower()] == []

"""Microsoft SQL Server where none can be had: its definition, its URLs, and the DDL that it would be given."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pymssql
import pytest
import sqlalchemy as sa
from assay_mssql import MSSQL
from sqlalchemy.dialects import mssql
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable

from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.servers import Server, Space
from assay.pool import user_servers
from assay.products import contract, registry
from assay.servers.definitions import definition, describe
from assay.servers.images import image_entry
from reference_app.authors.models import BookModel


def test_it_is_installed_and_taken() -> None:
    assert registry.REFUSED == ()
    assert isinstance(registry.backend("mssql"), MSSQL)
    assert image_entry("mssql").port == 1433
    outcomes = {outcome.demand: outcome for outcome in contract.examine_drivers(MSSQL())}
    assert outcomes["driver pymssql"].held
    assert outcomes["administrator's driver"].held
    # It needs a library of the system, unixODBC: where that is missing, its targets say so.
    odbc = outcomes["driver aioodbc"]
    assert odbc.held or "libodbc" in odbc.said


def test_the_container_is_what_pytest_databases_describes() -> None:
    service = describe(
        inspect.unwrap(definition("mssql", "mssql_service")),
        xdist_mssql_isolation_level="database",
        mssql_image=image_entry("mssql").image,
        mssql_user="sa",
        mssql_password="Secret-1",
        mssql_database="master",
    )
    assert (service.image, service.port) == (image_entry("mssql").image, image_entry("mssql").port)
    assert service.environment["MSSQL_SA_PASSWORD"] == "Secret-1"
    assert service.environment["ACCEPT_EULA"] == "Y"
    with pytest.raises(ServerUnavailable, match="no SQL Server runs from a binary"):
        MSSQL().local(None)  # type: ignore[arg-type]


def test_urls() -> None:
    space = Space("assay_1", "mssql+pymssql://sa:secret@127.0.0.1:1433/assay_1")
    odbc, plain = (MSSQL().url(space, driver) for driver in MSSQL.drivers)
    assert (odbc.drivername, odbc.query["driver"]) == ("mssql+aioodbc", "ODBC Driver 18 for SQL Server")
    assert plain.render_as_string(hide_password=False) == space.url
    [(_, server)] = user_servers.parse_database_url("mssql+pyodbc://sa:secret@127.0.0.1")
    assert server.address.drivername == "mssql+pymssql"
    assert server.address.database == "master"
    with pytest.raises(UsageError, match="needs a host"):
        user_servers.parse_database_url("mssql:///master")


def test_a_port_on_which_nobody_listens_is_no_answer() -> None:
    server = Server("mssql", "url", "mssql+pymssql://sa:Secret-1@127.0.0.1:1/master")
    with pytest.raises(OperationalError) as caught:
        MSSQL().facts(server)
    assert not MSSQL().answered(caught.value)
    refused = OperationalError("", None, pymssql.OperationalError((18456, b"Login failed for user 'sa'.")))
    assert MSSQL().answered(refused)


def test_json_is_told_from_other_text() -> None:
    kinds: dict[Any, type] = {mssql.NVARCHAR(): mssql.JSON, mssql.NVARCHAR(20): mssql.NVARCHAR}
    for kind, wanted in kinds.items():
        column = {"type": kind}
        MSSQL().reflected(column)
        assert type(column["type"]) is wanted


def test_the_tables_of_the_application_have_ddl() -> None:
    dialect = sa.make_url(f"{MSSQL.admin_dialect}://").get_dialect()()
    found = {t.name: str(CreateTable(t).compile(dialect=dialect)) for t in BookModel.metadata.sorted_tables}
    assert found
    types = MSSQL.column_types
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
    assert [file for file in read if "mssql" in file.read_text(encoding="utf-8").lower()] == []

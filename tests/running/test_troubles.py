"""What a server refuses for want of resources, or because it is administered, is no word about the library."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import exc

from assay.domain.verdicts import Verdict
from assay.products.registry import BACKENDS, backend, service
from assay.running import troubles
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template


def raised_from(error: BaseException) -> AssertionError:
    """An assertion with a cause two steps away, as an application hands it on."""
    wrapped = exc.OperationalError("INSERT", None, error)
    wrapped.__cause__ = error
    failed = AssertionError("answered 500, not 201")
    failed.__context__ = wrapped
    return failed


def postgres_error(code: str) -> BaseException:
    import asyncpg
    import psycopg

    assert psycopg.errors.lookup(code).sqlstate == code
    assert asyncpg.exceptions.PostgresError.new({"C": code, "M": "x"}).sqlstate == code
    return psycopg.errors.lookup(code)("x")


def asyncpg_error(code: str) -> BaseException:
    import asyncpg

    error: BaseException = asyncpg.exceptions.PostgresError.new({"C": code, "M": "x"})
    return error


def pymysql_error(code: int, text: str = "x") -> BaseException:
    import pymysql

    error: BaseException = pymysql.err.OperationalError(code, text)
    return error


def asyncmy_error(code: int, text: str = "x") -> BaseException:
    import asyncmy.errors

    return asyncmy.errors.OperationalError(code, text)


def oracle_error(code: str) -> BaseException:
    import oracledb

    return oracledb.DatabaseError(SimpleNamespace(full_code=code, message=f"{code}: x"))


def google(name: str, text: str = "x") -> BaseException:
    from google.api_core import exceptions

    found: BaseException = getattr(exceptions, name)(text)
    return found


def botocore_error(code: str, status: int) -> BaseException:
    from botocore.exceptions import ClientError

    said = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error: BaseException = ClientError(said, "PutObject")
    return error


def azure_error(status: int) -> BaseException:
    from azure.core.exceptions import HttpResponseError

    return HttpResponseError("x", response=SimpleNamespace(status_code=status, reason="busy"))


def obstore_error(status: str, body: str = "") -> BaseException:
    from obstore.exceptions import GenericError

    return GenericError(f"Error performing PUT, after 10 retries - non-2xx status code: {status}: {body}")


MACHINE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
REFUSED: dict[str, list[BaseException]] = {
    "postgres": [
        *(postgres_error(code) for code in ("53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "58030")),
        asyncpg_error("53100"),
        asyncpg_error("53300"),
        Exception("connection failed: FATAL:  sorry, too many clients already"),
        Exception("alembic: asyncpg.exceptions.DiskFullError: could not extend file"),
        MACHINE,
    ],
    "mysql": [
        *(pymysql_error(code) for code in (1021, 1040, 1041, 1053, 1114, 1203, 1226, 3032, 3675)),
        *(asyncmy_error(code) for code in (1040, 1114)),
        pymysql_error(1030, "Got error 28 - 'No space left on device' from storage engine"),
        pymysql_error(3, "Error writing file 'x.MYD' (OS errno 28 - No space left on device)"),
        pymysql_error(1290, "The MySQL server is running with the --super-read-only option so it cannot"),
        Exception("pymysql.err.OperationalError: (1114, \"The table 'author' is full\")"),
    ],
    "oracle": [oracle_error(c) for c in ("ORA-00018", "ORA-00020", "ORA-01034", "ORA-01653", "ORA-12953", "ORA-00028")],
    "spanner": [google("ResourceExhausted"), google("ServiceUnavailable")],
    "sqlite": [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("disk I/O error"),
        MemoryError(),
    ],
    "s3": [
        botocore_error("SlowDown", 503),
        botocore_error("InsufficientStorage", 507),
        obstore_error("507 Insufficient Storage"),
        obstore_error("503 Service Unavailable", "<Code>SlowDown</Code>"),
        obstore_error("403 Forbidden", "<Code>QuotaExceeded</Code>"),
    ],
    "azure": [azure_error(503), obstore_error("503 The server is busy", "<Code>ServerBusy</Code>")],
    "local": [MACHINE, Exception("Unable to copy data: No space left on device (os error 28)")],
}
OF_THE_LIBRARY: dict[str, list[BaseException]] = {
    "postgres": [postgres_error(code) for code in ("23505", "42501", "55P03", "40001", "57014", "25006", "28P01")],
    "mysql": [pymysql_error(c) for c in (1062, 1205, 1213, 1290, 1045)] + [pymysql_error(1030, "error 168")],
    "oracle": [oracle_error("ORA-00001")],
    "spanner": [
        google("Aborted"),
        google("ResourceExhausted", "Received message larger than max (5000000 vs. 4194304)"),
    ],
    "sqlite": [sqlite3.OperationalError("database is locked"), OSError("no number"), KeyError(1040), Exception(1114)],
    "s3": [botocore_error("NoSuchBucket", 404), obstore_error("403 Forbidden", "<Code>AccessDenied</Code>")],
    "azure": [azure_error(404)],
    "local": [FileNotFoundError(errno.ENOENT, "x"), PermissionError(errno.EACCES, "x")],
}


@pytest.mark.parametrize(("name", "error"), [(n, e) for n, errors in REFUSED.items() for e in errors])
def test_refusals_are_found_among_the_causes_in_every_spelling(name: str, error: BaseException) -> None:
    found = troubles.seen([service(name)], [raised_from(error)], ())
    assert found is not None
    assert str(found).startswith((f"{name}: the server refused: ", "this machine refused: "))
    assert troubles.seen([service(name)], [AssertionError("a conflict"), error], ()) is not None, "seen by the recorder"


@pytest.mark.parametrize(("name", "error"), [(n, e) for n, errors in OF_THE_LIBRARY.items() for e in errors])
def test_what_the_library_can_cause_is_no_refusal(name: str, error: BaseException) -> None:
    assert troubles.seen([service(name)], [raised_from(error)], ()) is None


def test_an_applications_own_answer_is_none_of_a_store() -> None:
    from litestar.exceptions import ServiceUnavailableException

    assert troubles.seen([service("s3"), service("azure")], [ServiceUnavailableException()], ()) is None


def test_a_check_that_ends_connections_is_not_excused_by_that() -> None:
    postgres = [backend("postgres")]
    assert troubles.seen(postgres, [postgres_error("57P01")], ("kills-connections",)) is None
    assert troubles.seen(postgres, [postgres_error("53300")], ("kills-connections",)) is not None


def test_every_code_of_a_text_has_a_meaning() -> None:
    for found in (*(b.refusals for b in BACKENDS), service("s3").refusals, service("azure").refusals):
        assert {*found.texts.values(), *found.ended, *found.passing} <= set(found.meaning)


FULL = """
import sqlalchemy as sa
from assay.checking import proves

def write(runtime):
    engine = sa.create_engine(runtime.url.set(drivername="sqlite"), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 3")
            connection.exec_driver_sql("CREATE TABLE page AS SELECT randomblob(100000) AS bytes")
    except sa.exc.OperationalError:
        return 409
    return 201

@proves("demo.holds")
def test_holds(runtime):
    assert write(runtime) == 409

@proves("demo.fails")
def test_fails(runtime):
    assert write(runtime) == 201, "seen 1, not 2"
"""


def test_a_full_disk_is_neither_known_nor_a_pass(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    """The application keeps to itself why it answers 409, and a ledger entry would explain the assertion."""
    suite = template.write_suite(tmp_path, FULL, template.GOLDEN_FAILING, template.KNOWN)
    done = run_suite(suite, "--target", "sqlite-sqlite3,sqlite-aiosqlite")
    assert done.returncode == 1, done.stdout
    refused = "sqlite: the server refused: the disk of its file is full (SQLITE_FULL)"
    found = {(r.check.rpartition("::")[2], r.verdict, r.reason) for r in report().results if r.nodeid}
    assert found == {
        ("test_holds", Verdict.ERROR, f"it held, which proves nothing: {refused}"),
        ("test_fails", Verdict.ERROR, refused),
    }


SILENT = """
from assay.checking import proves

@proves("demo.holds")
def test_holds(runtime, worker):
    worker.runtimes[runtime.target.id].target.backend.__class__.try_write = full
    assert 1 == 2

def full(self, server, space):
    raise OSError(28, "No space left on device")
"""


def test_who_fails_without_a_word_is_asked_by_writing(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    """Such as a command whose failure is all that is seen of it."""
    done = run_suite(template.write_suite(tmp_path, SILENT), "--target", "sqlite-sqlite3")
    assert done.returncode == 1, done.stdout
    found = [(r.verdict, r.reason) for r in report().results if r.nodeid]
    assert found == [(Verdict.ERROR, "this machine refused: No space left on device")]

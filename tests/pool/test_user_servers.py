"""The user's own servers."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assay.domain.errors import UsageError
from assay.domain.servers import Server
from assay.pool.pool import Pool
from assay.pool.reaper import reap
from assay.pool.user_servers import address_of, parse_database_url
from assay.products.registry import backend
from assay.servers.run_records import RunResources, state_directory
from tests.support.servers import leftovers, records, require_image, services, start_owner

PASSWORD = "hunter2-very-secret"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(scope="module")
def users_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL that plays the user's own, with a database that holds a table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with Pool(RunResources(), services("postgres"), {"postgres": "local"}) as pool:
            server = pool.client.wait("postgres", 30).server
            execute(
                server,
                "CREATE DATABASE shop",
                f"CREATE ROLE maker LOGIN CREATEDB PASSWORD '{PASSWORD}'",
                f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'",
            )
            execute(server, "CREATE TABLE precious AS SELECT 42 AS answer", database="shop")
            yield server


def execute(server: Server, *statements: str, database: str = "postgres") -> list[Any]:
    engine = sa.create_engine(server.address.set(database=database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(sql) for sql in statements]
        found = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return found


def url_of(server: Server, user: str, password: str = PASSWORD, database: str = "shop") -> str:
    url = server.address.set(drivername="postgresql", username=user, password=password, database=database)
    return url.render_as_string(hide_password=False)


def our_spaces(server: Server) -> list[str]:
    return [name for name in backend("postgres").spaces(server) if name.startswith("assay_")]


def test_serves_makes_its_own_database_and_leaves_nothing(users_server: Server, state: Path) -> None:
    with Pool(RunResources(), services("postgres"), urls=[url_of(users_server, "maker")]) as pool:
        server, facts = pool.client.wait("postgres", 10)
        assert server.source == "url"
        assert facts.version
        space = backend("postgres").create_space(server, f"assay_{pool.run.run_id}_gw0")
        assert our_spaces(users_server) == [space.name]
        # A connection that a worker forgot does not keep the database.
        forgotten = sa.create_engine(space.url).connect()
        shown = repr(pool.client.state("postgres")) + server.detail + repr(records(state)) + repr(space)
        assert PASSWORD not in shown
        assert server.detail.endswith("/shop")
    forgotten.invalidate()
    assert our_spaces(users_server) == []
    assert execute(users_server, "SELECT answer FROM precious", database="shop") == [(42,)]
    assert records(state) == []


def refused(url: str) -> str:
    pool = Pool(RunResources(), services("postgres"), urls=[url])
    with pytest.raises(UsageError) as caught:
        pool.start()
    assert records(state_directory()) == []
    assert not pool.run_dir.exists()
    message = str(caught.value)
    assert "\n" not in message
    assert PASSWORD not in message
    assert message.startswith("--database-url: ")
    return message


def test_refused_logins_and_rights_are_one_line(users_server: Server) -> None:
    wrong = refused(url_of(users_server, "maker", f"{PASSWORD}-not"))
    assert "password authentication failed" in wrong
    assert f"{PASSWORD}-not" not in wrong
    assert "cannot create a database of its own" in refused(url_of(users_server, "reader"))
    assert "does not exist" in refused(url_of(users_server, "maker", database="nowhere"))
    assert our_spaces(users_server) == []


SETTINGS = {
    "SET DateStyle = 'German, DMY'": "DateStyle is 'German, DMY', and has to begin with ISO",
    "SET standard_conforming_strings = off": "standard_conforming_strings is 'off', and has to be on",
    "SET client_encoding = 'LATIN1'": "client_encoding is 'LATIN1', and has to be UTF8",
    "SET default_transaction_isolation = 'serializable'": "default_transaction_isolation is 'serializable'",
    "SET search_path = nowhere": "search_path names none",
    "SET statement_timeout = '2s'": "statement_timeout is '2000', and has to be 0 or a minute at least",
    "SET extra_float_digits = 0": "extra_float_digits is '0', and has to be 1 at least",
    "SET default_transaction_read_only = on": "read-only transaction",
    "CONNECTION LIMIT 5": "the number of free connections is '5', and has to be 20 at least",
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_that_no_check_can_live_with_are_refused_at_once(users_server: Server, setting: str) -> None:
    execute(users_server, "DROP ROLE IF EXISTS odd", f"CREATE ROLE odd LOGIN CREATEDB PASSWORD '{PASSWORD}'")
    execute(users_server, f"ALTER ROLE odd {setting}")
    assert SETTINGS[setting] in refused(url_of(users_server, "odd"))
    assert our_spaces(users_server) == []


MYSQL_SETTINGS = {
    "sql_mode=''": "sql_mode is '', and has to be strict",
    "sql_mode='STRICT_TRANS_TABLES,ANSI_QUOTES'": "has to be without ANSI_QUOTES",
    "default_storage_engine=MyISAM": "default_storage_engine is 'MyISAM', and has to be InnoDB",
    "sql_require_primary_key=ON": "sql_require_primary_key is 'ON', and has to be OFF",
    "transaction_read_only=ON": "",
    "max_connections=15": "the number of free connections is ",
}


@pytest.mark.docker
def test_settings_of_mysql_are_refused_too() -> None:
    require_image("mysql")
    with Pool(RunResources(), services("mysql"), {"mysql": "container"}) as pool:
        server = pool.client.wait("mysql", 120).server
        product: Any = backend("mysql")
        space = product.create_space(server, f"assay_{pool.run.run_id}_gw0")
        assert product.unfit(server, space) == ""
        with product.connect(server) as connection:
            for setting, message in MYSQL_SETTINGS.items():
                name = setting.partition("=")[0]
                connection.exec_driver_sql(f"SET GLOBAL {setting}")
                wrong = product.unfit(server, space)
                connection.exec_driver_sql(f"SET GLOBAL {name} = DEFAULT")
                assert message in wrong, wrong
                assert name in wrong or name == "max_connections"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"postgresql://u:{PASSWORD}@127.0.0.1:1/db", "Connection refused"),
        (f"postgresql://u:{PASSWORD}@no-such-host.invalid/db", "cannot be used"),
        (f"mysql://u:{PASSWORD}@127.0.0.1:1/db", "Can't connect"),
        (f"mysql://u:{PASSWORD}@/db", "needs a host"),
        (f"oracle://u:{PASSWORD}@127.0.0.1:1/?service_name=x", "Connection refused"),
        (f"oracle://u:{PASSWORD}@127.0.0.1", "needs a host and a service"),
        (f"postgresql://u:{PASSWORD}@host:port/db", "not a database URL"),
        (f"{PASSWORD}", "not a database URL"),
        ("", "not a database URL"),
        (f"nosuch://u:{PASSWORD}@127.0.0.1/db", "unknown dialect 'nosuch'; known are sqlite, postgresql"),
        ("spanner+spanner:///projects/p/databases/d", "names an instance"),
        ("spanner+spanner://127.0.0.1:1/projects/p/instances/i/databases/d", "cannot be used"),
        ("sqlite://", "has to name a file"),
        ("sqlite:///:memory:", "has to name a file"),
        ("sqlite:////no/such/directory/x.db", "there is no directory"),
    ],
)
def test_bad_urls_are_one_line(url: str, message: str) -> None:
    assert message in refused(url)


@pytest.mark.parametrize(
    "version", ["11.8.2-MariaDB-ubu2404 mariadb.org binary distribution", "10.6.4-MariaDB MariaDB"]
)
def test_mariadb_is_not_taken_for_mysql(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """It speaks MySQL's protocol, and since 11.1 has every setting that is asked for."""

    class Answer:
        def exec_driver_sql(self, sql: str) -> Answer:
            return self

        def scalar(self) -> str:
            return version

    monkeypatch.setattr("assay.products.backends.mysql.MySQL.connect", lambda *_: nullcontext(Answer()))
    message = refused(f"mysql=mysql://u:{PASSWORD}@127.0.0.1:3306/db")  # MariaDB's plug-in would be asked too
    assert f"cannot be used: it is MariaDB ({version.split()[0]}), which is another product" in message


def test_an_sqlite_file_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "books.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE book (title TEXT)")
    connection.close()
    before = file.read_bytes()
    assert "exists and is not empty" in refused(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("books")] == ["books.db"]


def test_an_sqlite_url_says_where_the_files_go(tmp_path: Path) -> None:
    with Pool(RunResources(), services("sqlite"), urls=[f"sqlite:///{tmp_path}/new.db"]) as pool:
        server = pool.client.wait("sqlite", 5).server
        space = backend("sqlite").create_space(server, f"assay_{pool.run.run_id}_gw0")
        assert Path(space.name).parent == tmp_path
    assert [p.name for p in tmp_path.iterdir()] == ["state"]


def test_spaces_of_a_killed_run_go_when_its_url_is_given_again(users_server: Server, state: Path) -> None:
    url = url_of(users_server, "maker")
    owner, _ = start_owner("postgres", "url", url)
    (name,) = our_spaces(users_server)
    (record,) = records(state)
    assert PASSWORD not in repr(record)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert [text for text in reap().left if record["run_id"] in text]
    assert leftovers(record) == []
    assert our_spaces(users_server) == [name]
    execute(users_server, "CREATE DATABASE assay_ffffffffffff_gw0")
    with Pool(RunResources(), services("postgres"), urls=[url]):
        assert our_spaces(users_server) == ["assay_ffffffffffff_gw0"]
    execute(users_server, "DROP DATABASE assay_ffffffffffff_gw0")
    assert records(state) == []


def test_a_listener_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr("assay.pool.user_servers._LOGIN_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for url in (
            f"oracle://u:{PASSWORD}@127.0.0.1:{port}/?service_name=x",
            f"mysql://u:{PASSWORD}@127.0.0.1:{port}/x",
        ):
            assert "does not answer within 1 s" in refused(url)


def test_a_listener_that_is_something_else_is_refused() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            for _ in range(3):
                connection, _peer = other.accept()
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        url = f"oracle://u:{PASSWORD}@127.0.0.1:{other.getsockname()[1]}/?service_name=x"
        assert "cannot be used" in refused(url)


@pytest.mark.parametrize("method", ["facts", "create_space"])
def test_a_backend_whose_class_is_faulty_is_one_line(
    users_server: Server, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def faulty(*_: object) -> None:
        raise AttributeError("no set_isolation_level")

    monkeypatch.setattr(f"assay.products.backends.postgres.Postgres.{method}", faulty)
    with (
        pytest.raises(UsageError) as refused,
        Pool(RunResources(), services("postgres"), urls=[url_of(users_server, "maker")]),
    ):
        pass
    said = f"{method} of assay.products.backends.postgres.Postgres failed: AttributeError: no set_isolation_level"
    assert f"cannot be used: {said} (test_user_servers.py:" in str(refused.value)


def test_addresses_hold_no_user() -> None:
    (_, server), *_others = parse_database_url(f"postgres://user:{PASSWORD}@[::1]:5432/shop")
    assert address_of(server.address) == "[::1]:5432/shop"
    assert PASSWORD not in repr(server)

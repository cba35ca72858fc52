"""What can be tested of Oracle without an Oracle."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.oracle import RAW

from assay.domain.errors import ServerUnavailable
from assay.domain.servers import Server, Space
from assay.pool.pool import Pool
from assay.products.backends.oracle import create_user_statements, system_url
from assay.products.registry import backend
from assay.servers.run_records import RunResources
from tests.support.servers import engine_trouble, services

ORACLE = backend("oracle")
SERVER = Server("oracle", "container", system_url("s3cr3t/@:", "127.0.0.1", 1).render_as_string(hide_password=False))


def test_the_administrator_logs_in_to_the_pluggable_database() -> None:
    url = SERVER.address
    assert (url.username, url.password, url.host, url.port) == ("system", "s3cr3t/@:", "127.0.0.1", 1)
    assert url.query == {"service_name": "FREEPDB1"}
    # A database part would be taken for a SID, which names the container database.
    assert not url.database
    assert "s3cr3t" not in repr(SERVER)


def test_urls_of_a_space_are_the_users_own() -> None:
    made = SERVER.address.set(username="ASSAY_X_GW0", password="p/w")
    space = Space("ASSAY_X_GW0", made.render_as_string(hide_password=False))
    urls = [ORACLE.url(space, driver) for driver in ORACLE.drivers]
    assert [u.drivername for u in urls] == ["oracle+oracledb", "oracle+oracledb_async"]
    assert {(u.username, u.password, u.query["service_name"]) for u in urls} == {("ASSAY_X_GW0", "p/w", "FREEPDB1")}


def test_the_drivers_connect_to_the_service() -> None:
    for driver in ORACLE.drivers:
        url = SERVER.address.set(drivername=driver.dialect)
        kind: Any = url.get_dialect()
        dialect = kind(dbapi=kind.import_dbapi())
        _, options = dialect.create_connect_args(url)
        assert "SERVICE_NAME=FREEPDB1" in options["dsn"]
        assert options["user"] == "system"


def test_a_user_gets_its_schema_and_no_more() -> None:
    create, grant = create_user_statements("ASSAY_X_GW0", "pw", "USERS")
    assert create == (
        'CREATE USER "ASSAY_X_GW0" IDENTIFIED BY "pw" DEFAULT TABLESPACE "USERS" QUOTA UNLIMITED ON "USERS"'
    )
    assert grant.endswith('TO "ASSAY_X_GW0"')
    assert "ANY" not in grant
    assert "DBA" not in grant


class Scripted:
    """Stands in for a connection: answers statements, and notes them."""

    def __init__(self, answers: dict[str, list[object]]) -> None:
        self.answers = answers
        self.sent: list[str] = []

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def exec_driver_sql(self, sql: str) -> Scripted:
        self.sent.append(sql)
        for start, results in self.answers.items():
            if sql.startswith(start) and results:
                result = results.pop(0)
                if isinstance(result, Exception):
                    raise result
                self.value = result
        return self

    def execute(self, clause: object, parameters: dict[str, object]) -> Scripted:
        self.sent.append(f"{clause} {parameters}")
        return self

    def all(self) -> list[tuple[int, int]]:
        return [(7, 99)]

    def scalar_one(self) -> object:
        return self.value


def database_error(code: int) -> sa.exc.DatabaseError:
    class Detail:
        code = 0

    detail = Detail()
    detail.code = code
    return sa.exc.DatabaseError("DROP", None, Exception(detail))


def scripted(monkeypatch: pytest.MonkeyPatch, **answers: list[object]) -> Scripted:
    connection = Scripted({name.replace("_", " "): results for name, results in answers.items()})
    monkeypatch.setattr(type(ORACLE), "connect", lambda self, server: connection)
    return connection


def test_a_space_is_made_in_the_default_tablespace_with_a_password_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = scripted(monkeypatch, SELECT=["DATA", "DATA"])
    one, two = (ORACLE.create_space(SERVER, f"assay_0123456789ab_gw{n}") for n in (0, 1))
    assert one.name == "ASSAY_0123456789AB_GW0"
    urls = [sa.make_url(space.url) for space in (one, two)]
    assert urls[0].password != urls[1].password
    assert urls[0].password is not None
    assert urls[0].password not in repr(one)
    # Oracle before 12.2 takes 30 characters.
    assert len(urls[0].password) <= 30
    assert 'QUOTA UNLIMITED ON "DATA"' in connection.sent[1]


def test_dropping_ends_sessions_and_takes_an_absent_user_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = scripted(monkeypatch, DROP=[database_error(1940), None], ALTER=[database_error(31)])
    ORACLE.drop_space(SERVER, "assay_x")
    assert [s.split()[0] for s in connection.sent] == ["DROP", "SELECT", "ALTER", "DROP"]
    assert connection.sent[0] == 'DROP USER "ASSAY_X" CASCADE'
    assert connection.sent[2] == "ALTER SYSTEM KILL SESSION '7,99' IMMEDIATE"
    scripted(monkeypatch, DROP=[database_error(1918)])
    ORACLE.drop_space(SERVER, "assay_x")
    scripted(monkeypatch, DROP=[database_error(1031)])
    with pytest.raises(sa.exc.DatabaseError):
        ORACLE.drop_space(SERVER, "assay_x")


def test_a_refused_connection_is_an_error_of_sqlalchemy() -> None:
    with pytest.raises(sa.exc.DBAPIError, match="DPY-6005"):
        ORACLE.facts(SERVER)


def test_a_missing_image_says_what_to_pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if trouble := engine_trouble():
        pytest.skip(trouble)
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path))
    file = tmp_path / "images.toml"
    file.write_text('[oracle]\nimage = "127.0.0.1:1/oracle-free:23-slim-faststart"\nversion = "23"\nport = 1521\n')
    monkeypatch.setenv("ASSAY_IMAGES", str(file))
    with Pool(RunResources(), services("oracle")) as pool, pytest.raises(ServerUnavailable) as caught:
        pool.client.wait("oracle", 10)
    assert "docker pull 127.0.0.1:1/oracle-free:23-slim-faststart" in str(caught.value)
    assert "build.py" not in str(caught.value)


def test_conversions_of_reflected_columns() -> None:
    key, day, flag = sa.Column("k", RAW(16)), sa.Column("d", sa.DATE()), sa.Column("f", sa.Integer())
    id_ = uuid.uuid4()
    assert ORACLE.to_python(key, id_.bytes) == id_
    assert ORACLE.to_database(key, id_) == id_.bytes
    assert ORACLE.to_python(sa.Column("r", RAW(20)), b"x" * 16) == b"x" * 16
    aware = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc)
    assert ORACLE.to_python(day, aware.replace(tzinfo=None)) == aware
    assert ORACLE.to_database(day, aware) == aware.replace(tzinfo=None)
    assert ORACLE.to_database(flag, True) == 1

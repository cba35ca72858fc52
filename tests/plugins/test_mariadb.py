"""MariaDB's plug-in on a real server: what it does not share with MySQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assay.checking import Reader
from assay.domain.catalogue import Catalogue
from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.servers import Server, Space
from assay.domain.targets import Driver
from assay.pool import user_servers
from assay.pool.pool import Pool
from assay.products.backends.mysql import MySQL
from assay.products.registry import BACKENDS, TARGETS, backend
from assay.running import known_issues
from assay.running.suite_files import repository_file
from assay.servers.run_records import RunResources
from tests.support.servers import require_image, services

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif("mariadb" not in {one.name for one in BACKENDS}, reason="install plugins/mariadb"),
]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    require_image("mariadb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with Pool(RunResources(), services("mariadb"), {"mariadb": "container"}) as started:
            yield started


@pytest.fixture(scope="module")
def server(pool: Pool) -> Server:
    return pool.client.wait("mariadb", 120).server


@pytest.fixture(scope="module")
def mariadb() -> MySQL:
    found = backend("mariadb")
    assert isinstance(found, MySQL)
    return found


@pytest.fixture
def space(pool: Pool, server: Server, mariadb: MySQL) -> Iterator[Space]:
    name = f"assay_{pool.run.run_id}_t"
    yield mariadb.create_space(server, name)
    mariadb.drop_space(server, name)
    assert name not in mariadb.spaces(server)


def test_the_server_says_who_it_is(mariadb: MySQL, server: Server) -> None:
    facts = mariadb.facts(server)
    assert facts.version.startswith(server.promised_version)
    assert "MariaDB" in facts.settings["version"]
    assert facts.settings["isolation"] == "REPEATABLE-READ"
    assert facts.settings["collation"] == "utf8mb4_uca1400_ai_ci"


def test_each_driver_speaks_mariadbs_dialect(mariadb: MySQL, server: Server, space: Space) -> None:
    """Which is the only one that Advanced Alchemy's entries for "mariadb" are for."""

    async def asynchronous(driver: Driver) -> str:
        engine = create_async_engine(mariadb.url(space, driver), poolclass=NullPool)
        async with engine.connect() as connection:
            found = str(await connection.scalar(sa.text("SELECT VERSION()")))
        return f"{engine.dialect.name} {found}"

    for driver in mariadb.drivers:
        if driver.is_async:
            said = asyncio.run(asynchronous(driver))
        else:
            engine = sa.create_engine(mariadb.url(space, driver), poolclass=NullPool)
            with engine.connect() as connection:
                said = f"{engine.dialect.name} {connection.scalar(sa.text('SELECT VERSION()'))}"
        assert said.startswith("mariadb ")
        assert "MariaDB" in said


def test_connections_are_ended_without_the_performance_schema(mariadb: MySQL, server: Server, space: Space) -> None:
    """Its tables are there and empty: who asks them finds nothing to end."""
    driver = next(one for one in mariadb.drivers if not one.is_async)
    engines = [sa.create_engine(mariadb.url(space, driver)) for _ in range(2)]
    connections = [engine.connect() for engine in engines]
    assert connections[0].scalar(sa.text("SELECT @@performance_schema")) == 0
    numbers = {int(connection.scalar(sa.text("SELECT connection_id()"))) for connection in connections}
    mariadb.end_connections(server, space.name)
    with mariadb.connect(server) as connection:
        listed = {int(n) for n in connection.exec_driver_sql("SELECT id FROM information_schema.processlist").scalars()}
    assert not numbers & listed
    for connection, engine in zip(connections, engines, strict=True):
        with pytest.raises(sa.exc.OperationalError) as caught:
            connection.scalar(sa.text("SELECT 1"))
        assert caught.value.connection_invalidated
        connection.close()
        engine.dispose()


def test_the_reader_reads_json_as_values_and_text_as_text(mariadb: MySQL, space: Space) -> None:
    """JSON is LONGTEXT with a CHECK, and drivers give it as text."""
    engine = sa.create_engine(space.url, poolclass=NullPool)
    given = {"a": [1, None, "é"], "b": {}}
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INT PRIMARY KEY, data JSON, words LONGTEXT)")
    metadata = sa.MetaData()
    kept = sa.Table(
        "kept", metadata, sa.Column("id", sa.Integer), sa.Column("data", sa.JSON), sa.Column("words", sa.Text)
    )
    with engine.begin() as connection:
        connection.execute(kept.insert().values(id=1, data=given, words='{"a": 1}'))
    reader = Reader(mariadb, space)
    reader.insert("kept", {"id": 2, "data": given, "words": "[]"})
    rows = {row["id"]: row for row in reader.rows("kept")}
    reader.close()
    assert rows == {1: {"id": 1, "data": given, "words": '{"a": 1}'}, 2: {"id": 2, "data": given, "words": "[]"}}
    with engine.connect() as connection:
        written = connection.execute(sa.text("SELECT data FROM kept ORDER BY id")).scalars().all()
        assert written[0] == written[1]
    engine.dispose()


SETTINGS = {
    "sql_mode=''": "sql_mode is '', and has to be strict",
    "default_storage_engine=MyISAM": "default_storage_engine is 'MyISAM', and has to be InnoDB",
    "max_statement_time=2": "max_statement_time is '2.000000', and has to be 0 or 60 (seconds) at least",
    "tx_read_only=ON": "transaction_read_only is 'ON', and has to be OFF",
    "max_connections=15": "the number of free connections is ",
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_with_which_no_check_says_anything_are_refused(
    mariadb: MySQL, server: Server, space: Space, setting: str
) -> None:
    assert mariadb.unfit(server, space) == ""
    with mariadb.connect(server) as connection:
        before = connection.exec_driver_sql(f"SELECT @@global.{setting.partition('=')[0]}").scalar_one()
        connection.exec_driver_sql(f"SET GLOBAL {setting}")
        try:
            wrong = mariadb.unfit(server, space)
        finally:
            connection.execute(sa.text(f"SET GLOBAL {setting.partition('=')[0]} = :before"), {"before": before})
    assert SETTINGS[setting] in wrong


def test_a_server_that_is_full_says_so(mariadb: MySQL, server: Server, space: Space) -> None:
    """A refusal for want of connections is known as one, and is an answer of a server that lives."""
    driver = next(one for one in mariadb.drivers if not one.is_async)
    engine = sa.create_engine(mariadb.url(space, driver), poolclass=NullPool)
    held: list[sa.Connection] = []
    with mariadb.connect(server) as connection:
        before = connection.exec_driver_sql("SELECT @@global.max_connections").scalar_one()
        connection.exec_driver_sql("SET GLOBAL max_connections = 10")
        try:
            with pytest.raises(sa.exc.OperationalError) as caught:
                held.extend(engine.connect() for _ in range(12))
        finally:
            connection.exec_driver_sql(f"SET GLOBAL max_connections = {before}")
            for one in held:
                one.close()
    assert caught.value.orig is not None
    assert mariadb.refusals.code(caught.value.orig) == "1040"
    assert mariadb.answered(caught.value)


@pytest.mark.parametrize("dialect", ["mariadb", "mariadb+pymysql", "mysql", "mysql+pymysql", "mysql+asyncmy"])
def test_a_users_server_is_mariadbs_however_its_url_is_written(server: Server, dialect: str) -> None:
    url = server.address.set(drivername=dialect).render_as_string(hide_password=False)
    found, given = user_servers.owner_of(url)
    assert (found.name, given.backend) == ("mariadb", "mariadb")
    assert found.facts(given).version.startswith(server.promised_version)


def test_a_mysql_server_is_not_mariadbs(pool: Pool, server: Server) -> None:
    require_image("mysql")
    with Pool(RunResources(), services("mysql"), {"mysql": "container"}) as other:
        try:
            mysql = other.client.wait("mysql", 120).server
        except ServerUnavailable as error:
            pytest.skip(str(error))
        assert user_servers.owner_of(mysql.url)[0].name == "mysql"
        wrong = mysql.address.set(drivername="mariadb+pymysql").render_as_string(hide_password=False)
        with pytest.raises(UsageError, match=r"cannot be used: .*is not a MariaDB variant") as caught:
            user_servers.check_database_urls([wrong], pool.run)
    assert "\n" not in str(caught.value)


def test_a_url_needs_a_host() -> None:
    with pytest.raises(UsageError, match=r"a MariaDB URL needs a host: mariadb://user:password@host:3306/database"):
        user_servers.parse_database_url("mariadb:///x")


def test_its_known_issues_are_used_and_speak_of_its_targets_only() -> None:
    suites = repository_file("").resolve()
    ledger = known_issues.load(suites, Catalogue.load(suites / "catalogue.toml"))
    assert [line for line in ledger.problems if "mariadb" in line] == []
    own = {target.id for target in TARGETS if target.backend.name == "mariadb"}
    of_plugin = [entry for entry in ledger if entry.id.endswith("mariadb")]
    assert len(of_plugin) >= 5
    assert all(set(entry.targets) <= {"mariadb-*", *own} for entry in of_plugin)
    of_both = {entry.id: entry.targets for entry in ledger if not entry.id.endswith("mariadb")}
    assert own <= set(of_both["session-ids-that-look-alike"])
    assert set(of_both["aiomysql-cannot-send-bytes"]) == {"mysql-aiomysql", "mariadb-aiomysql"}

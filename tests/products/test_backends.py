"""The registry, the profiles, and each backend's spaces and conversions on a real server."""

from __future__ import annotations

import asyncio
import datetime
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from advanced_alchemy.base import UUIDAuditBase
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.servers import Server, Space
from assay.domain.targets import Backend, Driver, Target
from assay.pool.pool import Pool
from assay.products.registry import BACKENDS, OWN_BACKENDS, TARGETS, backend, target, targets
from assay.servers.run_records import RunResources
from tests.support.servers import services

MOMENT = datetime.datetime(2026, 3, 29, 1, 30, 15, tzinfo=datetime.timezone.utc)


class Thing(UUIDAuditBase):
    __tablename__ = "assay_thing"

    flag: Mapped[bool]
    other: Mapped[uuid.UUID]
    plain: Mapped[uuid.UUID] = mapped_column(sa.Uuid)
    text: Mapped[str] = mapped_column(sa.String(60))
    data: Mapped[dict[str, Any]]
    day: Mapped[datetime.date]
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary)
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    absent: Mapped[str | None] = mapped_column(sa.String(5))


def values() -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "flag": True,
        "other": uuid.uuid4(),
        "plain": uuid.uuid4(),
        "text": "naïve 𠀀 ' \" \\ %",
        "data": {"a": [1, None, "ü"]},
        "day": datetime.date(2026, 3, 29),
        # Valid base64 itself: nobody may take it for an encoding.
        "raw": b"QUJD\x00\xff",
        "price": Decimal("12.50"),
        "absent": None,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with Pool(RunResources(), [b for b in BACKENDS if b.name != "oracle"]) as started:
            yield started


@pytest.fixture(params=[b.name for b in BACKENDS if b.name != "oracle"])
def space(request: pytest.FixtureRequest, pool: Pool) -> Iterator[tuple[Backend, Server, Space]]:
    try:
        server, _ = pool.client.wait(request.param, 60)
    except ServerUnavailable as error:
        pytest.skip(str(error))
    one = backend(request.param)
    name = f"assay_{pool.run.run_id}_t{uuid.uuid4().hex[:4]}"
    made = one.create_space(server, name)
    assert name in one.spaces(server)
    yield one, server, made
    one.drop_space(server, name)
    assert name not in one.spaces(server)
    one.drop_space(server, name)


def store_async(one: Backend, driver: Driver, space: Space, thing: Thing) -> None:
    async def run() -> None:
        engine = create_async_engine(one.url(space, driver), poolclass=NullPool, **one.engine_options(driver))
        async with AsyncSession(engine) as session:
            session.add(thing)
            await session.commit()
        await engine.dispose()

    asyncio.run(run())


def store_sync(one: Backend, driver: Driver, space: Space, thing: Thing) -> None:
    engine = sa.create_engine(one.url(space, driver), poolclass=NullPool, **one.engine_options(driver))
    with Session(engine) as session:
        session.add(thing)
        session.commit()
    engine.dispose()


def test_what_any_driver_stores_the_reader_shows_as_python_values(space: tuple[Backend, Server, Space]) -> None:
    one, _, made = space
    administrator = sa.create_engine(made.url, poolclass=NullPool)
    Thing.metadata.tables[Thing.__tablename__].create(administrator)
    wanted = {}
    for driver in one.drivers:
        given = values()
        wanted[given["id"]] = given
        (store_async if driver.is_async else store_sync)(one, driver, made, Thing(**given))
    listeners = [("column_reflect", lambda inspector, table, column: one.reflected(column))]
    table = sa.Table("assay_thing", sa.MetaData(), autoload_with=administrator, listeners=listeners)
    # And the other way: what is written through the hooks, an application reads.
    given = values()
    wanted[given["id"]] = given
    with administrator.begin() as connection:
        connection.execute(
            sa.insert(table), {name: one.to_database(table.c[name], value) for name, value in given.items()}
        )
    with administrator.connect() as connection:
        rows = [
            {name: one.to_python(table.c[name], value) for name, value in row.items()}
            for row in connection.execute(sa.select(table)).mappings()
        ]
    assert len(rows) == len(one.drivers) + 1
    for row in rows:
        assert {name: row[name] for name in given} == wanted[row["id"]]
        assert {name: type(row[name]) for name in given} == {n: type(v) for n, v in wanted[row["id"]].items()}
    with Session(administrator) as session:
        found = session.get_one(Thing, given["id"])
        assert (found.flag, found.other, found.plain, found.created_at) == (
            True,
            given["other"],
            given["plain"],
            given["created_at"],
        )
    administrator.dispose()


@pytest.mark.parametrize("source", ["container", "local"])
def test_postgres_folds_case_alike_whatever_the_source(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path))
    with Pool(RunResources(), services("postgres"), {"all": source}) as pool:
        try:
            server, _ = pool.client.wait("postgres", 60)
        except ServerUnavailable as error:
            pytest.skip(str(error))
        one = backend("postgres")
        space = one.create_space(server, f"assay_{pool.run.run_id}_gw0")
        engine = sa.create_engine(space.url)
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT 'ÉGAL' ILIKE 'égal', lower('ÀΣЯ')")).one() == (True, "àσя")
        engine.dispose()


@pytest.mark.parametrize("name", ["mysql", "spanner"])
def test_servers_of_this_machine_serve(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path))
    with Pool(RunResources(), services(name), {"all": "local"}) as pool:
        try:
            server, _ = pool.client.wait(name, 60)
        except ServerUnavailable as error:
            pytest.skip(str(error))
        one = backend(name)
        space = one.create_space(server, f"assay_{pool.run.run_id}_gw0")
        engine = sa.create_engine(space.url, poolclass=NullPool)
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT 1")).scalar() == 1
        engine.dispose()
        one.drop_space(server, space.name)


def test_targets_have_the_names_of_the_design() -> None:
    assert [b.name for b in OWN_BACKENDS] == ["sqlite", "postgres", "mysql", "oracle", "spanner"]
    assert [t.id for t in TARGETS if t.backend in OWN_BACKENDS] == [
        "sqlite-aiosqlite",
        "sqlite-sqlite3",
        "postgres-asyncpg",
        "postgres-psycopg",
        "postgres-psycopg-async",
        "mysql-aiomysql",
        "mysql-asyncmy",
        "mysql-pymysql",
        "oracle-oracledb",
        "oracle-oracledb-async",
        "spanner",
    ]


def test_targets_are_found_by_name() -> None:
    assert target("postgres-asyncpg").is_async
    assert [t.id for t in targets(["mysql-pymysql", "sqlite", "sqlite-sqlite3"])] == [
        "sqlite-aiosqlite",
        "sqlite-sqlite3",
        "mysql-pymysql",
    ]
    assert targets() == TARGETS


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: backend("db2"), "unknown backend 'db2'; known are sqlite, postgres, mysql, oracle, spanner"),
        (
            lambda: target("postgres"),
            "unknown target 'postgres'; did you mean 'postgres-asyncpg', 'postgres-psycopg' or "
            "'postgres-psycopg-async'? known are sqlite-aiosqlite, ",
        ),
        (
            lambda: targets(["sqlite", "postgres-pg8000"]),
            "unknown target or backend 'postgres-pg8000'; did you mean 'postgres-asyncpg' or 'postgres-psycopg'? "
            "known backends: ",
        ),
    ],
)
def test_unknown_names_list_the_known(call: Callable[[], object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert message in str(caught.value)


def test_profiles_state_what_differs_and_give_reasons() -> None:
    for one in BACKENDS:
        assert all(len(c.reason.split()) > 2 for c in one.capabilities.values())
        restated = [c.value for c, ability in one.capabilities.items() if c.default and ability.present]
        assert restated == [], f"{one.name} has these by default"


def test_profiles_agree_with_the_drivers() -> None:
    for one in BACKENDS:
        assert Target(one, one.drivers[0]).capability("async-driver").present == any(d.is_async for d in one.drivers)
        for driver in one.drivers:
            dialect = sa.make_url(f"{driver.dialect}://").get_dialect()
            assert dialect.get_dialect_cls(sa.make_url(f"{driver.dialect}://"))
        assert not sa.make_url(f"{one.admin_dialect}://").get_dialect().is_async

"""The user's application reaches no database but Assay's own."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from suites.application.inventory import Inventory
from suites.application.loading import Own, read_inventory, request_of
from tests.application.support import PLAIN, write


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that would see a connection."""
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        here.listen()
        here.setblocking(False)
        yield here


def read(folder: Path, text: str, *databases: Own) -> Inventory:
    found = read_inventory(request_of("shop:app", write(folder, text), databases=databases))
    assert isinstance(found, Inventory), str(found)
    return found


TRY = """
def attempt(function):
    try:
        function()
    except Exception as error:
        print(type(error), error)
    else:
        raise SystemExit("it was not refused")
"""
CONNECTS = {
    "socket": "import socket\nattempt(lambda: socket.create_connection(('127.0.0.1', {port})))",
    "psycopg": "import psycopg\nattempt(lambda: psycopg.connect('postgresql://me@127.0.0.1:{port}/shop'))",
    "psycopg2": "import psycopg2\nattempt(lambda: psycopg2.connect(host='127.0.0.1', port={port}))",
    "pymysql": "import pymysql\nattempt(lambda: pymysql.connect(host='127.0.0.1', port={port}))",
    "asyncpg": "import asyncio, asyncpg\n"
    "attempt(lambda: asyncio.run(asyncpg.connect('postgresql://me@127.0.0.1:{port}/shop', timeout=5)))",
    "sqlalchemy": "from sqlalchemy import create_engine\n"
    "attempt(create_engine('postgresql+psycopg://me@127.0.0.1:{port}/shop').connect)",
    "creator": "from sqlalchemy import create_engine\n"
    "attempt(create_engine('postgresql+psycopg://', creator=lambda: 1 / 0).connect)",
}


@pytest.mark.parametrize("code", CONNECTS.values(), ids=CONNECTS)
def test_a_connection_of_the_import_is_refused_and_told(tmp_path: Path, listener: socket.socket, code: str) -> None:
    text = TRY + code.format(port=listener.getsockname()[1]) + PLAIN
    found = read(tmp_path, text)
    assert found.refusals
    assert all(refusal.place.file == "shop.py" and refusal.place.line for refusal in found.refusals)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_file_of_sqlite_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "theirs.sqlite"
    text = f"{TRY}\nimport sqlite3\nattempt(lambda: sqlite3.connect({str(file)!r}))\nsqlite3.connect(':memory:')\n"
    found = read(tmp_path, text + PLAIN)
    assert [(r.what, str(r.place)) for r in found.refusals] == [(f"SQLite file {file}", "shop.py:11")]
    assert not file.exists()


ENGINES = """
import asyncio
from sqlalchemy import text, create_engine
from sqlalchemy.ext.asyncio import create_async_engine, async_sessionmaker
from sqlalchemy.pool import NullPool, StaticPool

first = create_async_engine("postgresql+asyncpg://me:pa55@db.example/one", pool_size=7,
                            connect_args={"host": "elsewhere", "command_timeout": 60})
same = create_engine("postgresql+psycopg://me:pa55@db.example/one", poolclass=NullPool, creator=lambda: 1 / 0)
other = create_async_engine("postgresql+asyncpg://me:pa55@db.example/two")
maker = async_sessionmaker(first)

async def use():
    async with maker() as session:
        await session.execute(text("create table at_import (id integer)"))
        await session.commit()
    async with other.begin() as connection:
        await connection.execute(text("create table in_other (id integer)"))

asyncio.run(use())
with same.begin() as connection:
    connection.execute(text("insert into at_import values (1)"))
"""


def test_engines_are_on_the_databases_that_are_given(tmp_path: Path) -> None:
    files = [tmp_path / "own" / f"{number}.sqlite" for number in (0, 1)]
    files[0].parent.mkdir()
    given = [Own(async_url=f"sqlite+aiosqlite:///{file}", sync_url=f"sqlite:///{file}") for file in files]
    text = ENGINES + PLAIN.replace('connection_string="sqlite+aiosqlite:///theirs.sqlite"', "engine_instance=first")
    found = read(tmp_path / "project", text, *given)
    assert [(e.slot, e.backend, e.driver, e.is_async) for e in found.engines] == [
        (0, "postgresql", "asyncpg", True),
        (0, "postgresql", "psycopg", False),
        (1, "postgresql", "asyncpg", True),
    ]
    assert "pa55" not in str(found)
    assert found.engines[0].left_out == ("connect_args",)
    assert found.engines[1].left_out == ("creator",)
    assert found.configurations[0].slot == 0
    assert not found.refusals
    for file, table in zip(files, ("at_import", "in_other"), strict=True):
        with sqlite3.connect(file) as connection:
            assert connection.execute("select name from sqlite_master").fetchall() == [(table,)]

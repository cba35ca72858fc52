"""Seconds to the first test, and milliseconds per test for isolation, of Assay's fixtures and of others'.

    python benchmarks/database_fixtures.py [--tests 50] [--rounds 3] [--peer PYTHON] [--image IMAGE]

Each is a project of its own in an empty directory: the same eight tables, and tests that each write rows to two of them
and find none of the test before. PYTHON has pytest-databases[postgres], pytest-postgresql, psycopg and SQLAlchemy.
``first`` is from the start of the process to the body of the first test; ``per test`` is the median of set-up and
tear-down of the others.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODELS = """
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
metadata = MetaData()
parent = Table("parent", metadata, Column("id", Integer, primary_key=True), Column("name", String(50)))
children = [
    Table(
        f"child{n}", metadata, Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("parent.id")), Column("name", String(50), index=True),
    )
    for n in range(7)
]
"""

TIMING = """
import json, os, time
import pytest

SPENT, FIRST, PHASE = [], [], {}

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    began = time.perf_counter()
    yield
    PHASE["setup"] = time.perf_counter() - began

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    FIRST.append(time.time() - float(os.environ["BEGAN"]))
    yield

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    began = time.perf_counter()
    yield
    SPENT.append(PHASE["setup"] + time.perf_counter() - began)

def pytest_sessionfinish():
    with open(os.environ["TIMES"], "w") as file:
        json.dump({"first": FIRST[0], "spent": SPENT[1:-1]}, file)
"""

TEST = """
import os
import pytest
from sqlalchemy import func, insert, select
from models import children, parent

@pytest.mark.parametrize("n", range(int(os.environ["TESTS"])))
def test_it(engine, n):
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(children[0])) == 0
        connection.execute(insert(parent).values(id=1, name="one"))
        connection.execute(insert(children[0]).values(id=1, parent_id=1, name="one"))
"""

ROLLED_BACK = """
import contextlib

@contextlib.contextmanager
def _in(connection):
    with connection.begin_nested():
        yield connection

@pytest.fixture
def engine(database):
    with database.rolled_back() as connection:
        class Engine:
            begin = staticmethod(lambda: _in(connection))
        yield Engine
"""

ASSAY_INI = "[pytest]\npythonpath = .\nassay_schema = models:metadata\nassay_databases = postgres-psycopg\n"
PLAIN_INI = "[pytest]\npythonpath = .\n"

ROWS = """
@pytest.fixture(scope="session")
def engine(database_engine):
    return database_engine
"""

PYTEST_DATABASES = """
import sqlalchemy as sa
from models import metadata

@pytest.fixture(scope="session")
def postgres_image():
    return os.environ["IMAGE"]

@pytest.fixture(scope="session")
def _engine(postgres_service):
    s = postgres_service
    url = sa.URL.create("postgresql+psycopg", s.user, s.password, s.host, s.port, s.database)
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()

@pytest.fixture
def engine(_engine):
    metadata.create_all(_engine)
    yield _engine
    metadata.drop_all(_engine)
"""

PYTEST_POSTGRESQL = """
import sqlalchemy as sa
from models import metadata
from pytest_postgresql import factories

def load(**given):
    url = sa.URL.create(
        "postgresql+psycopg", given["user"], given["password"], given["host"], given["port"], given["dbname"]
    )
    engine = sa.create_engine(url)
    metadata.create_all(engine)
    engine.dispose()

server = factories.postgresql_noproc(
    host="127.0.0.1", port=int(os.environ["PORT"]), user="postgres", password=os.environ["PASSWORD"], load=[load]
)
database = factories.postgresql("server")

@pytest.fixture
def engine(database):
    i = database.info
    engine = sa.create_engine(
        sa.URL.create("postgresql+psycopg", i.user, os.environ["PASSWORD"], i.host, i.port, i.dbname)
    )
    yield engine
    engine.dispose()
"""


class Bench:
    """Projects in a temporary directory, and runs of their tests.

    Args:
        folder: The directory.
        tests: How many tests each project has.
    """

    def __init__(self, folder: Path, tests: int) -> None:
        self.folder = folder
        self.tests = tests
        self.found: dict[str, list[tuple[float, float]]] = {}
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.environment |= {"ASSAY_STATE_DIR": str(folder / "state"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def run(self, label: str, python: str, settings: str, conftest: str, *options: str, **environment: str) -> None:
        """Run a project's tests once, and note what it took."""
        project = self.folder / secrets.token_hex(4)
        project.mkdir()
        (project / "pytest.ini").write_text(settings)
        (project / "models.py").write_text(MODELS)
        (project / "conftest.py").write_text(f"{TIMING}\n{conftest}")
        (project / "test_it.py").write_text(TEST)
        began = time.time()
        variables = {"BEGAN": str(began), "TIMES": str(project / "times.json"), "TESTS": str(self.tests)}
        command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        done = subprocess.run(
            command,
            cwd=project,
            env={**self.environment, **variables, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"{label}: failed\n{done.stdout[-2000:]}{done.stderr[-500:]}")
            return
        times = json.loads((project / "times.json").read_text())
        self.found.setdefault(label, []).append((times["first"], statistics.median(times["spent"]) * 1000))
        print(".", end="", file=sys.stderr, flush=True)

    def down(self) -> None:
        """End what is kept."""
        subprocess.run([sys.executable, "-m", "assay", "down"], env=self.environment, check=True, capture_output=True)


BARE = """
import sqlalchemy as sa

@pytest.fixture
def engine():
    from models import metadata

    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
"""


PLUGIN = ("-p", "assay.fixtures.plugin")


def own(bench: Bench) -> None:
    """Measure Assay's fixtures, and what the same tests take without any: on a database in memory."""
    bench.run("no plug-in, SQLite in memory", sys.executable, PLAIN_INI, BARE)
    container, local = (f"{ASSAY_INI}assay_sources = postgres={source}\n" for source in ("container", "local"))
    bench.run("assay, container, cold", sys.executable, container, ROWS, *PLUGIN, "--keep-servers")
    bench.run("assay, container, kept", sys.executable, container, ROWS, *PLUGIN)
    bench.run("assay, container, kept, rollback", sys.executable, container, ROLLED_BACK, *PLUGIN)
    bench.down()
    bench.run("assay, local, cold", sys.executable, local, ROWS, *PLUGIN, "--keep-servers")
    bench.run("assay, local, kept", sys.executable, local, ROWS, *PLUGIN)
    bench.down()
    sqlite = ASSAY_INI.replace("postgres-psycopg", "sqlite-sqlite3")
    bench.run("assay, SQLite", sys.executable, sqlite, ROWS, *PLUGIN)


def _wait_ready(container: str) -> None:
    """Wait until PostgreSQL in a container takes connections over TCP, as it does not while it is set up."""
    asked = ["docker", "exec", container, "pg_isready", "--quiet", "--host", "127.0.0.1"]
    for _ in range(120):
        if subprocess.run(asked, check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.5)
    raise TimeoutError("PostgreSQL in the container takes no connections after a minute")


def others(bench: Bench, python: str, image: str) -> None:
    """Measure the other plug-ins."""
    plugin = ["-p", "pytest_databases._service", "-p", "pytest_databases.docker.postgres"]
    bench.run("pytest-databases", python, PLAIN_INI, PYTEST_DATABASES, *plugin, IMAGE=image)
    password = secrets.token_hex(8)
    command = ["docker", "run", "-d", "--rm", "-e", f"POSTGRES_PASSWORD={password}", "-p", "127.0.0.1::5432", image]
    container = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        said = subprocess.run(["docker", "port", container, "5432"], check=True, capture_output=True, text=True).stdout
        _wait_ready(container)
        options = ["-p", "pytest_postgresql.plugin"]
        given = {"PORT": said.strip().rpartition(":")[2], "PASSWORD": password}
        bench.run("pytest-postgresql, server given", python, PLAIN_INI, PYTEST_POSTGRESQL, *options, **given)
    finally:
        subprocess.run(["docker", "rm", "-f", container], check=True, capture_output=True)


EMPTYING = """
import statistics, time
from sqlalchemy import insert
from models import children, parent

def test_emptying(database, database_engine, capsys):
    spent = []
    for _ in range(300):
        with database_engine.begin() as connection:
            connection.execute(insert(parent).values(id=1, name="one"))
            connection.execute(insert(children[0]).values(id=1, parent_id=1, name="one"))
        began = time.perf_counter()
        database.empty()
        spent.append(time.perf_counter() - began)
    with capsys.disabled():
        print(f"emptying: {statistics.median(spent) * 1000:.2f} ms")
"""


def emptying(bench: Bench) -> None:
    """Measure what it takes to empty a database of PostgreSQL, in one process."""
    project = bench.folder / "emptying"
    project.mkdir()
    (project / "pytest.ini").write_text(ASSAY_INI)
    (project / "models.py").write_text(MODELS)
    (project / "test_it.py").write_text(EMPTYING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PLUGIN]
    subprocess.run(command, cwd=project, env=bench.environment, check=True)


def main() -> None:
    """Measure all in turn, some rounds, and print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tests", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="the Python that has the other plug-ins")
    parser.add_argument("--image", default="postgres:17", help="the image that the other plug-ins run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.tests)
        emptying(bench)
        for _ in range(arguments.rounds):
            try:
                own(bench)
            finally:
                bench.down()
            if arguments.peer:
                others(bench, arguments.peer, arguments.image)
        for label, found in bench.found.items():
            first, spent = (statistics.median(values) for values in zip(*found, strict=True))
            print(f"{label}: first {first:.2f} s, per test {spent:.1f} ms")


if __name__ == "__main__":
    main()

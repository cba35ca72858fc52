"""Before the first check of a target a probe does what every check does, and what it finds is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from assay import cli
from assay.checking.reader import Reader
from assay.domain.servers import Server
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.pool.pool import Pool
from assay.products.backends.sqlite import SQLite
from assay.products.registry import TARGETS
from assay.running import probe
from assay.servers.run_records import RunResources
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template
from tests.support.servers import services

SQLITE = [target for target in TARGETS if target.backend.name == "sqlite"]


@pytest.fixture
def server() -> Iterator[Server]:
    with Pool(RunResources(), services("sqlite")) as pool:
        yield pool.client.wait("sqlite", 10)[0]


@pytest.mark.parametrize("target", SQLITE, ids=str)
def test_a_probe_holds_and_leaves_nothing(server: Server, target: Target) -> None:
    secrets: list[str] = []
    probe.probe(target, server, "assay_0_probe", lambda url: secrets.append(url.drivername))
    assert target.backend.spaces(server) == []
    assert secrets == [target.driver.dialect]


def refuses(*_: object, **__: object) -> object:
    raise sa.exc.OperationalError("a statement", None, OSError("the disk is away"))


def lies(*_: object, **__: object) -> object:
    return [{"id": 7, "word": "another"}]


FAULTS: dict[str, tuple[object, str, Callable[..., object], str]] = {
    "creating a space": (SQLite, "create_space", refuses, "the disk is away"),
    "connecting": (sa.Engine, "begin", refuses, "the disk is away"),
    "creating a table": (sa.Table, "create", refuses, "the disk is away"),
    "writing a row": (sa, "insert", refuses, "the disk is away"),
    "reading the row": (
        Reader,
        "rows",
        lies,
        "the independent reader sees [{'id': 7, 'word': 'another'}], where sqlit",
    ),
    "emptying the table": (Reader, "empty", lambda *_: None, "after it emptied the table"),
    "dropping the space": (SQLite, "drop_space", refuses, "the disk is away"),
}


@pytest.mark.parametrize("step", FAULTS)
def test_the_step_that_fails_is_named(server: Server, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    target = SQLITE[1]
    place, name, fault, said = FAULTS[step]
    monkeypatch.setattr(place, name, fault)
    with pytest.raises(probe.ProbeFailed) as failed:
        probe.probe(target, server, "assay_0_probe")
    assert str(failed.value).startswith(f"the probe of sqlite-sqlite3 failed at {step}: ")
    assert said in failed.value.reason
    assert failed.value.ours
    monkeypatch.undo()
    left = target.backend.spaces(server)
    assert left == (["assay_0_probe"] if step == "dropping the space" else [])


@pytest.mark.parametrize("error", [ModuleNotFoundError("no driver"), AttributeError("no such thing in the driver")])
def test_what_breaks_between_library_and_driver_is_not_ours(
    server: Server, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(sa.Table, "create", broken)
    with pytest.raises(probe.ProbeFailed) as failed:
        probe.probe(SQLITE[0], server, "assay_0_probe")
    assert not failed.value.ours
    assert SQLITE[0].backend.spaces(server) == []


CHECKS = 40
CHECK = f"""
import pytest
from assay.checking import proves

@proves("demo.holds")
@pytest.mark.parametrize("n", range({CHECKS}))
def test_holds(runtime, n):
    {{body}}
"""
GOLDEN = "".join(f"demo.holds demo/test_demo.py::test_holds[{n}]\n" for n in range(CHECKS))
AWAY = """
from pathlib import Path
from assay.products.backends.sqlite import SQLite

asked = SQLite.url

def url(self, space, driver):
    found = asked(self, space, driver)
    return found.set(database=f"{found.database}.d/away.db") if driver.name == "sqlite3" else found

SQLite.url = url
"""
BROKEN = """
import sqlalchemy as sa
from assay.running import probe

def broken(*_):
    raise AttributeError("the driver has no such thing")

probe._TABLE.create = broken
"""


def write(tmp_path: Path, conftest: str, body: str = "pass", **options: str) -> Path:
    options = {"golden": GOLDEN} | options
    suite = template.write_suite(tmp_path, CHECK.format(body=body), **options)
    (suite / "conftest.py").write_text(conftest)
    return suite


@pytest.mark.parametrize("workers", [0, 2])
def test_a_probe_that_fails_is_one_cause_told_once(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, workers: int
) -> None:
    done = run_suite(write(tmp_path, AWAY), "--target", "sqlite", "-n", str(workers), "-rE")
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.nodeid]
    of = {id_: [r for r in found if r.target == id_] for id_ in ("sqlite-aiosqlite", "sqlite-sqlite3")}
    assert [r.verdict for r in of["sqlite-aiosqlite"]] == [Verdict.PASS] * CHECKS
    said = "the probe of sqlite-sqlite3 failed at connecting: OperationalError: unable to open database file"
    assert {(r.verdict, r.reason) for r in of["sqlite-sqlite3"]} == {(Verdict.ERROR, said)}
    assert len(of["sqlite-sqlite3"]) == CHECKS
    told = [r for r in of["sqlite-sqlite3"] if r.error is not None and "assay/running/probe.py" in r.error.traceback]
    assert 1 <= len(told) <= max(workers, 1)
    assert sum(line.startswith("error  ") for line in done.stdout.splitlines()) == 1
    told_again = CHECKS - len(told)
    assert (
        f"{len(told)} error{'s' if len(told) > 1 else ''}, {told_again} errors of a cause that is told" in done.stdout
    )
    lines = done.stdout.splitlines()
    assert sum(line.startswith("ERROR ") for line in lines) == len(told), "in pytest's summary"
    assert len(lines) < 300 * len(told), "more than a traceback"


def test_checks_tell_themselves_what_is_wrong_with_what_they_test(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    done = run_suite(write(tmp_path, BROKEN, "assert n, 'nothing'"), "--target", "sqlite-sqlite3")
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.nodeid]
    assert [r.verdict for r in found].count(Verdict.FAIL) == 1
    assert [r.verdict for r in found].count(Verdict.PASS) == CHECKS - 1


REFUSED_ONCE = """
import sqlite3
import sqlalchemy as sa
from assay.running import probe

made = probe._TABLE.create
refusals = [sqlite3.OperationalError("database or disk is full")]

def create(connection):
    if refusals:
        raise sa.exc.OperationalError("CREATE", None, refusals.pop())
    made(connection)

probe._TABLE.create = create
"""


def test_a_refusal_of_the_server_keeps_its_verdict_and_is_not_remembered(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    done = run_suite(write(tmp_path, REFUSED_ONCE), "--target", "sqlite-sqlite3")
    assert done.returncode == 1, done.stdout
    first, *others = [r for r in report().results if r.nodeid]
    assert first.verdict is Verdict.ERROR
    assert first.reason.startswith("sqlite: the server refused: the disk of its file is full")
    assert [r.verdict for r in others] == [Verdict.PASS] * (CHECKS - 1)


LOST = """
from assay.running import probe
from assay.pool.state import PoolClient

def create(connection):
    pools[0].mark_lost("sqlite", "sqlite: its process has ended")
    raise OSError("nobody answers")

pools = []
probe._TABLE.create = create
began = PoolClient.__init__

def begin(self, run_dir):
    began(self, run_dir)
    pools[:] = [self]

PoolClient.__init__ = begin
"""


def test_a_server_that_is_lost_in_the_probe_is_lost(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    done = run_suite(write(tmp_path, LOST), "--target", "sqlite-sqlite3")
    assert done.returncode != 0, done.stdout
    found = [r for r in report().results if r.nodeid]
    assert {(r.verdict, r.reason) for r in found} == {(Verdict.NOT_RUN, "lost: sqlite: its process has ended")}
    assert len(found) == CHECKS


FAULTY = """
from assay.domain.errors import HarnessError
from assay.pool import pool

asked = pool.Pool._source

def source(self, backend, source):
    if backend.name == "{name}":
        raise HarnessError("{name}: the container could not be started")
    return asked(self, backend, source)

pool.Pool._source = source
"""
STORED = """
[[feature]]
id = "demo.holds"
section = "Demo"
claim = "One is one."
varies = ["driver"{storage}]
"""


@pytest.mark.parametrize("name", ["sqlite", "s3"])
def test_a_server_that_fails_at_its_start_is_one_cause_told_once(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, name: str
) -> None:
    storage = ', "storage"' if name == "s3" else ""
    suite = write(tmp_path, FAULTY.format(name=name), catalogue=STORED.format(storage=storage))
    if storage:
        file = suite / "demo" / "test_demo.py"
        file.write_text(file.read_text().replace("(runtime, n)", "(runtime, bucket, n)"))
    done = run_suite(suite, "--target", "sqlite", "-rE", *(("--store", "local,s3") if storage else ()))
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.nodeid]
    faulty = [r for r in found if not storage or r.store.startswith("s3")]
    said = f"{name}: the container could not be started"
    assert {(r.verdict, r.reason) for r in faulty} == {(Verdict.ERROR, said)}
    assert len(faulty) == 2 * CHECKS * (len({r.store for r in faulty}) if storage else 1)
    assert {r.verdict for r in found if r not in faulty} <= {Verdict.PASS}, "what needs no such server goes on"
    assert bool(storage) == any(r.verdict is Verdict.PASS for r in found)
    lines = done.stdout.splitlines()
    assert sum(line.startswith("error  ") for line in lines) == 1
    assert sum(line.startswith("ERROR ") for line in lines) == 1, "in pytest's summary"
    assert sum(said in line for line in lines) < 8, done.stdout
    assert len(lines) < 60, done.stdout


def test_doctor_shows_the_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = SQLite.url

    def url(self: SQLite, space: object, driver: object) -> sa.URL:
        found = asked(self, space, driver)  # type: ignore[arg-type]
        return found.set(database="/no/such/place") if driver is SQLITE[1].driver else found

    command = ["doctor", "--deep", "--target", "sqlite,spanner", "--source", "spanner=url", "--source", "s3=url"]
    command += ["--source", "azure=url"]
    done = CliRunner().invoke(cli.main, command)
    assert done.exit_code == 0, done.output
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.output.splitlines() if "│" in line]
    shown = {row[0]: row for row in rows if row[0].startswith(("sqlite-", "spanner")) and len(row) == 4}
    assert [shown[name][1] for name in ("sqlite-aiosqlite", "sqlite-sqlite3")] == ["ok", "ok"]
    assert shown["spanner"][1] == "not probed"
    assert shown["spanner"][3].startswith("unavailable: ")
    monkeypatch.setattr(SQLite, "url", url)
    done = CliRunner().invoke(cli.main, command)
    assert done.exit_code == 1, done.output
    assert "│ ok " in done.output
    assert "failed at connecting" in done.output
    assert "unable to open database file" in done.output
    done = CliRunner().invoke(cli.main, [word for word in command if word != "--deep"])
    assert done.exit_code == 0, done.output

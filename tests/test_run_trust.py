"""What a run may not say: lost of a server that lives, or pass of a check that did not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.verdicts import Verdict
from tests import suite_template as template

SQLITE = ("--target", "sqlite-aiosqlite")
CHECK = "from assay.checks import proves\n\n@proves('demo.holds')\ndef test_holds({arguments}):\n    {body}\n"

WAITING_ROOM = """
import pytest
import assay.runtime  # so that its import is not in the time of the check
from assay import waiting_room

@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    if not config.pluginmanager.is_registered(waiting_room):
        config.pluginmanager.register(waiting_room, "assay-waiting-room")
"""
STARTING = """
import time
from assay.services import pool

asked = pool.check_facts

def check_facts(backend, server):
    {body}
    return asked(backend, server)

pool.check_facts = check_facts
"""
MISPROMISED = "raise pool.HarnessError('it reports version 18.4, but 17.6 is promised')"


def write(tmp_path: Path, body: str, arguments: str = "reader", conftest: str = "", **options: str) -> Path:
    suite = template.write_suite(tmp_path, CHECK.format(arguments=arguments, body=body), **options)
    (suite / "conftest.py").write_text(conftest)
    return suite


@pytest.fixture
def verdicts(report):
    """The verdicts of the checks that ran, with their reasons."""
    return lambda: [(r.verdict, r.reason) for r in report().results if r.check]


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_faulty_server_is_an_error(tmp_path: Path, run_suite, verdicts, workers) -> None:
    suite = write(tmp_path, "pass", conftest=STARTING.format(body=MISPROMISED))
    done = run_suite(suite, *SQLITE, *workers)
    assert done.returncode == 1, done.stdout
    assert verdicts() == [(Verdict.ERROR, "sqlite: it reports version 18.4, but 17.6 is promised")]


def test_a_server_that_takes_long_is_waited_for_and_not_counted(tmp_path: Path, run_suite, verdicts) -> None:
    suite = write(tmp_path, "pass", conftest=WAITING_ROOM + STARTING.format(body="time.sleep(8)"))
    done = run_suite(suite, *SQLITE, "-o", "timeout=6")
    assert done.returncode == 0, done.stdout
    assert verdicts() == [(Verdict.PASS, "")]


def test_a_server_that_takes_for_ever_is_an_error_and_waited_for_once(tmp_path: Path, run_suite, report) -> None:
    deadline = "import assay.worker\nassay.worker.SERVER_DEADLINE = 2.0\n"
    conftest = deadline + WAITING_ROOM + STARTING.format(body="time.sleep(10)")
    suite = write(tmp_path, "pass", "reader, n", conftest)
    file = suite / "demo" / "test_demo.py"
    file.write_text(
        "import pytest\n" + file.read_text().replace("def ", "@pytest.mark.parametrize('n', range(5))\ndef ")
    )
    done = run_suite(suite, *SQLITE, "-k", "test_holds")
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.check]
    assert {(r.verdict, r.reason) for r in found} == {(Verdict.ERROR, "sqlite: the server was not ready within 2 s")}
    assert len(found) == 5
    assert report().end.seconds < 6


FILLED = """
import sqlalchemy as sa
from assay.checks import proves

kept = []

@proves("demo.holds")
def test_holds(runtime):
    engine = sa.create_engine(runtime.url.set(drivername="postgresql+psycopg"), poolclass=sa.pool.NullPool)
    try:
        while len(kept) < 1000:
            kept.append(engine.connect())
    except sa.exc.OperationalError as error:
        said = str(error)
    assert not kept, f"{len(kept)} connections are open: {said}"

@proves("demo.holds")
def test_later(reader):
    while kept and FREED:
        kept.pop().close()
    assert reader.execute("SELECT 1 AS n") == [{"n": 1}]
"""


@pytest.mark.parametrize("freed", [True, False])
def test_a_server_that_a_failure_fills_up_is_not_lost(tmp_path: Path, run_suite, report, freed: bool) -> None:
    golden = template.GOLDEN + "demo.holds demo/test_demo.py::test_later\n"
    suite = template.write_suite(tmp_path, FILLED.replace("FREED", str(freed)), golden)
    done = run_suite(suite, "--target", "postgres-psycopg", "--source", "postgres=local")
    assert done.returncode == 1, done.stdout
    found = {r.check.rpartition("::")[2]: r for r in report().results if r.check}
    later = Verdict.PASS if freed else Verdict.ERROR
    assert {name: r.verdict for name, r in found.items()} == {"test_holds": Verdict.FAIL, "test_later": later}
    assert "too many clients" in found["test_holds"].reason
    assert ("was not dropped: OperationalError" in done.stderr) is not freed, done.stderr

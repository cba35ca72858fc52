"""What a run may not say: lost of a server that lives, or pass of a check that did not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa

from assay.domain.catalogue import Catalogue, Feature
from assay.domain.causes import Cause
from assay.domain.ledger import Ledger
from assay.domain.subject import Subject
from assay.domain.verdicts import Verdict
from assay.pool.pool import Pool
from assay.pool.state import PoolClient
from assay.products.registry import TARGETS
from assay.running import outcome
from assay.running.check import Check, Said
from assay.running.worker import Worker
from assay.servers.run_records import RunResources
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template
from tests.support.servers import services

SQLITE = ("--target", "sqlite-aiosqlite")
CHECK = "from assay.checking import proves\n\n@proves('demo.holds')\ndef test_holds({arguments}):\n    {body}\n"

WAITING_ROOM = """
import pytest
import assay.checking.runtime  # so that its import is not in the time of the check
from assay.running import waiting_room

@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    if not config.pluginmanager.is_registered(waiting_room):
        config.pluginmanager.register(waiting_room, "assay-waiting-room")
"""
STARTING = """
import time
from assay.pool import pool

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


Verdicts: TypeAlias = Callable[[], list[tuple[Verdict, str]]]


@pytest.fixture
def verdicts(report: ReadReport) -> Verdicts:
    """The verdicts of the checks that ran, with their reasons."""
    return lambda: [(r.verdict, r.reason) for r in report().results if r.check]


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_faulty_server_is_an_error(
    tmp_path: Path, run_suite: RunSuite, verdicts: Verdicts, workers: Sequence[str]
) -> None:
    suite = write(tmp_path, "pass", conftest=STARTING.format(body=MISPROMISED))
    done = run_suite(suite, *SQLITE, *workers)
    assert done.returncode == 1, done.stdout
    assert verdicts() == [(Verdict.ERROR, "sqlite: it reports version 18.4, but 17.6 is promised")]


def test_a_server_that_takes_long_is_waited_for_and_not_counted(
    tmp_path: Path, run_suite: RunSuite, verdicts: Verdicts
) -> None:
    suite = write(tmp_path, "pass", conftest=WAITING_ROOM + STARTING.format(body="time.sleep(8)"))
    done = run_suite(suite, *SQLITE, "-o", "timeout=6")
    assert done.returncode == 0, done.stdout
    assert verdicts() == [(Verdict.PASS, "")]


def test_a_server_that_takes_for_ever_is_an_error_and_waited_for_once(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    deadline = "import assay.running.spaces\nassay.running.spaces.SERVER_DEADLINE = 2.0\n"
    conftest = deadline + WAITING_ROOM + STARTING.format(body="time.sleep(10)")
    suite = write(tmp_path, "pass", "reader, n", conftest)
    file = suite / "demo" / "test_demo.py"
    file.write_text(
        "import pytest\n" + file.read_text().replace("def ", "@pytest.mark.parametrize('n', range(5))\ndef ")
    )
    done = run_suite(suite, *SQLITE, "-k", "test_holds")
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.nodeid]
    assert {(r.verdict, r.reason) for r in found} == {(Verdict.ERROR, "sqlite: the server was not ready within 2 s")}
    assert len(found) == 5
    end = report().end
    assert end is not None
    assert end.seconds < 9, "each of them waited"


FILLED = """
import pytest
import sqlalchemy as sa
from assay.checking import proves

kept = []

@pytest.fixture(autouse=True)
def free():
    yield
    while kept and FREED:
        kept.pop().close()

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
    assert reader.execute("SELECT 1 AS n") == [{"n": 1}]
"""


@pytest.mark.parametrize("freed", [True, False])
def test_a_server_that_a_failure_fills_up_is_not_lost(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, freed: bool
) -> None:
    golden = template.GOLDEN + "demo.holds demo/test_demo.py::test_later\n"
    suite = template.write_suite(tmp_path, FILLED.replace("FREED", str(freed)), golden)
    done = run_suite(suite, "--target", "postgres-psycopg", "--source", "postgres=local")
    assert done.returncode == 1, done.stdout
    found = {r.check.rpartition("::")[2]: r for r in report().results if r.check}
    later = Verdict.PASS if freed else Verdict.ERROR
    assert {name: r.verdict for name, r in found.items()} == {"test_holds": Verdict.ERROR, "test_later": later}
    assert found["test_holds"].reason == "postgres: the server refused: it has too many clients (53300)"
    said = done.stdout + done.stderr  # pytest shows what is said while a check is cleared away
    assert "was not dropped: OperationalError" in said, said


@pytest.fixture
def users_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """The URL of a PostgreSQL that plays the user's own, for a role with a given password."""
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    with Pool(RunResources(), services("postgres"), {"postgres": "local"}) as pool:
        address = pool.client.wait("postgres", 60).server.address

        def url(password: str) -> str:
            engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE ROLE maker LOGIN CREATEDB PASSWORD '{password}'")
            engine.dispose()
            return address.set(username="maker", password=password).render_as_string(hide_password=False)

        yield url


def test_a_password_that_is_a_word_of_a_known_failure_hides_it_from_people_only(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, users_server: Any
) -> None:
    """A ledger entry speaks of what was raised; what is shown has the password masked."""
    catalogue = template.CATALOGUE.replace('["none"]', '["driver"]')
    ledger = template.KNOWN.replace("sqlite-*", "postgres-*")
    suite = template.write_suite(
        tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, ledger, catalogue
    )
    done = run_suite(suite, "--target", "postgres-psycopg", "--database-url", users_server("seen"))
    assert done.returncode == 0, done.stdout
    (found,) = [r for r in report().results if r.check and r.feature == "demo.fails"]
    assert found.verdict is Verdict.KNOWN
    assert found.error is not None
    assert found.error.message.startswith("*** 1, not 2")
    assert "seen" not in found.error.traceback


ATTEMPTS = {
    "in its set-up": ("    raise RuntimeError('no such type')", "    pass", "    pass"),
    "with a mistake of its own": ("    yield", "    undefined", "    pass"),
    "in its clean-up too": ("    yield\n    raise RuntimeError('never made')", "    undefined", "    pass"),
    "on the claim": ("    yield", "    assert 1 == 2", "    pass"),
    "nowhere": ("    yield", "    pass", "    pass"),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_is_tried_without_its_capability_cannot_go_wrong(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, name: str
) -> None:
    setup, first, second = ATTEMPTS[name]
    mark = "@proves('demo.fails', needs=('transactional-ddl',))"
    checks = (
        "import pytest\nfrom assay.checking import proves\n\n"
        f"@pytest.fixture\ndef thing():\n{setup}\n\n"
        f"{mark}\ndef test_fails(reader, thing):\n{first}\n\n{mark}\ndef test_other(reader):\n{second}\n"
    )
    golden = "".join(f"demo.fails demo/test_demo.py::test_{n}\n" for n in ("fails", "other"))
    suite = template.write_suite(tmp_path, checks, golden)
    done = run_suite(suite, *SQLITE, "--attempt-absent")
    assert done.returncode == 0, done.stdout
    assert {r.verdict for r in report().results if r.check} == {Verdict.UNSUPPORTED}
    assert ("capability has become available" in done.stdout) is (name == "nowhere")


def test_a_clean_up_that_fails_after_it_held_is_an_error(
    tmp_path: Path, run_suite: RunSuite, verdicts: Verdicts
) -> None:
    checks = (
        "import pytest\nfrom assay.checking import proves\n\n"
        "@pytest.fixture\ndef thing():\n    yield\n    undefined\n\n"
        "@proves('demo.fails', needs=('transactional-ddl',))\ndef test_fails(reader, thing):\n    pass\n"
    )
    suite = template.write_suite(tmp_path, checks, "demo.fails demo/test_demo.py::test_fails\n")
    done = run_suite(suite, *SQLITE, "--attempt-absent")
    assert done.returncode == 1
    assert [v for v, _ in verdicts()] == [Verdict.ERROR]
    assert "capability has become available" not in done.stdout


def test_what_the_versions_do_not_offer_is_not_tried(tmp_path: Path, run_suite: RunSuite, verdicts: Verdicts) -> None:
    checks = (
        "from assay.checking import proves\n"
        "@proves('demo.fails', needs=('transactional-ddl',))\ndef test_fails(reader):\n    pass\n"
    )
    catalogue = template.CATALOGUE.replace('claim = "One is two."', 'claim = "One is two."\nsince = "99.0"')
    suite = template.write_suite(tmp_path, checks, "demo.fails demo/test_demo.py::test_fails\n", catalogue=catalogue)
    done = run_suite(suite, *SQLITE, "--attempt-absent")
    assert done.returncode == 0, done.stdout
    assert [(v, r.partition(" ")[0]) for v, r in verdicts()] == [(Verdict.UNSUPPORTED, "Advanced")]
    assert "capability has become available" not in done.stdout


def test_a_clean_up_that_skips_is_no_pass(tmp_path: Path, run_suite: RunSuite, verdicts: Verdicts) -> None:
    checks = (
        "import pytest\nfrom assay.checking import proves\n\n"
        "@pytest.fixture\ndef tired():\n    yield\n    pytest.skip('tired')\n\n"
        "@proves('demo.holds')\ndef test_holds(reader, tired):\n    pass\n"
    )
    done = run_suite(template.write_suite(tmp_path, checks), *SQLITE)
    assert done.returncode == 1
    assert verdicts() == [(Verdict.ERROR, "the check skipped itself: tired; name a capability instead")]
    assert "1 x error" in done.stdout


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    catalogue = Catalogue([Feature(id="demo.holds", section="Demo", claim="It holds.", varies=("none",))])
    worker = Worker("0" * 12, "main", PoolClient(tmp_path), catalogue, Ledger([]), tmp_path, Subject(), False)
    yield worker
    worker.close()


def test_what_pytest_does_not_let_pass_is_no_pass(worker: Worker) -> None:
    """As a check that is marked to fail, strictly, and holds."""
    check = Check(("demo.holds",), "demo/test_demo.py::test_holds", TARGETS[0], ())
    worker.note(check, "call", None, "[XPASS(strict)] arithmetic")
    assert check.verdict is Verdict.ERROR
    assert check.said["demo.holds"].reason == "pytest does not let it pass: [XPASS(strict)] arithmetic"


SYSTEM = {
    "time": ("subprocess", "run(['sleep', '5'], timeout=0.1)", "TimeoutExpired"),
    "file": ("pathlib", "Path('/no/such/file').read_text()", "FileNotFoundError"),
    "host": ("urllib.request", "urlopen('http://127.0.0.1:1')", "urllib.error.URLError"),
}


@pytest.mark.parametrize("name", SYSTEM)
def test_what_the_system_refuses_to_a_check_is_no_word_about_the_library(tmp_path: Path, name: str) -> None:
    module, call, kind = SYSTEM[name]
    said = judged(tmp_path, f"import {module}\n{module}.{call}\n")
    assert (said.verdict, said.cause) == (Verdict.ERROR, Cause.CHECK)
    assert said.reason.startswith(
        ("the check itself is broken: " + kind, f"the check itself is broken: {module}.{kind}")
    )


def test_what_the_system_refuses_to_the_library_is_the_librarys(tmp_path: Path) -> None:
    library = "import pathlib; pathlib.Path('/no/such/file').read_text()"
    assert judged(tmp_path, f"exec(compile({library!r}, '/library.py', 'exec'))").verdict is Verdict.FAIL


def judged(tmp_path: Path, code: str) -> Said:
    """What comes of a check with this code."""
    file = tmp_path / "suite" / "test_demo.py"
    file.parent.mkdir()
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the code raises
        exec(compile(code, file, "exec"), {})
    _, *frames = caught.traceback
    error = caught.value.with_traceback(frames[0]._rawentry)
    return outcome.judge(error, "call", outcome.OwnCode(file.parent))

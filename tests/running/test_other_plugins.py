"""In a checkout, other plugins make no difference to verdicts, or are refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.verdicts import Verdict
from assay.results.file import RecordedRun
from assay.running.start import SETTINGS
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

CHECKS = 12
CHECK = f"""
import pytest
from assay.checking import proves

@proves("demo.holds")
@pytest.mark.parametrize("n", range({CHECKS}))
def test_holds(reader, n):
    reader.execute("CREATE TABLE demo (n INTEGER NOT NULL)")
    reader.insert("demo", {{"n": n}})
    assert reader.rows("demo") == [{{"n": n}}]
    reader.execute("DROP TABLE demo")

@proves("demo.fails")
def test_fails(target):
    assert 1 == 2, "seen 1, not 2"
"""
GOLDEN = "".join(f"demo.holds demo/test_demo.py::test_holds[{n}]\n" for n in range(CHECKS))
GOLDEN += "demo.fails demo/test_demo.py::test_fails\n"
SHUFFLES = """
import random
import pytest

class Shuffles:
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        random.Random(7).shuffle(items)

def pytest_configure(config):
    config.pluginmanager.register(Shuffles(), "shuffles")  # after the checks' own: it has the last word on the order
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return template.write_suite(tmp_path, CHECK, GOLDEN, template.KNOWN)


def verdicts(found: RecordedRun) -> dict[Verdict, int]:
    said = [r.verdict for r in found.results if r.nodeid]
    return {verdict: said.count(verdict) for verdict in set(said)}


HELD = {Verdict.PASS: 2 * CHECKS, Verdict.KNOWN: 1}


@pytest.mark.parametrize("workers", [0, 2])
def test_the_order_of_checks_is_no_matter(suite: Path, run_suite: RunSuite, report: ReadReport, workers: int) -> None:
    """As of pytest-randomly: the targets are mixed, and each check comes at another time."""
    plain = run_suite(suite, "--target", "sqlite")
    order = [r.nodeid for r in report().results if r.nodeid]
    assert verdicts(report()) == HELD, plain.stdout
    (suite / "conftest.py").write_text(SHUFFLES)
    done = run_suite(suite, "--target", "sqlite", "-n", str(workers))
    assert done.returncode == plain.returncode == 0, done.stdout
    assert verdicts(report()) == HELD
    shuffled = [r.nodeid for r in report().results if r.nodeid]
    assert shuffled != order
    assert sorted(shuffled) == sorted(order)


@pytest.mark.parametrize("mode", ["load", "loadfile", "loadscope", "loadgroup", "worksteal", "no"])
def test_the_ways_to_distribute_make_no_difference(
    suite: Path, run_suite: RunSuite, report: ReadReport, mode: str
) -> None:
    done = run_suite(suite, "--target", "sqlite", "-n", "2", "--dist", mode)
    assert done.returncode == 0, done.stdout
    assert verdicts(report()) == HELD


def test_a_check_is_not_run_on_each_worker(suite: Path, run_suite: RunSuite) -> None:
    done = run_suite(suite, "--target", "sqlite", "-n", "2", "--dist", "each")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert lines == ["ERROR: --dist each: a check runs once, not on each worker; leave it out, or name another"]


@pytest.mark.parametrize("option", [["-x"], ["--maxfail=1"]], ids=["x", "maxfail"])
def test_what_is_known_does_not_stop_a_run(
    suite: Path, run_suite: RunSuite, report: ReadReport, option: list[str]
) -> None:
    done = run_suite(suite, "--target", "sqlite", *option)
    assert done.returncode == 0, done.stdout
    assert verdicts(report()) == HELD


LONG = """
from assay.checking import proves

@proves("demo.fails")
def test_fails(target):
    assert [{"number": n} for n in range(30)] == [{"number": n + 1} for n in range(30)]
"""


def test_evidence_is_the_same_where_a_variable_says_ci(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default pytest cuts what differs after some lines, unless CI is set; issues are known by what is seen."""
    suite = template.write_suite(tmp_path, LONG, "demo.fails demo/test_demo.py::test_fails\n")
    seen = []
    for variables in ({}, {"CI": "true"}, {"BUILD_NUMBER": "7"}):
        with monkeypatch.context() as context:
            for name in ("CI", "BUILD_NUMBER"):
                context.delenv(name, raising=False)
            for name, value in variables.items():
                context.setenv(name, value)
            run_suite(suite, "-c", str(SETTINGS), "--target", "sqlite-aiosqlite")
        (error,) = [r.error for r in report().results if r.nodeid]
        assert error is not None
        seen.append(error.message)
    assert seen[0] == seen[1] == seen[2]
    assert "'number': 29" in seen[0]

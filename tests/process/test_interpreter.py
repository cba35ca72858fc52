"""Whatever Python was told, on its command line or by variables: the same verdicts, or a refusal in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.domain.exit_codes import USAGE
from assay.process import interpreter
from assay.results.file import read_results
from tests.conftest import ROOT, RunSuite
from tests.support import suite_template as template

CHECKS = '''
import subprocess, sys, warnings
import httpx
from assay.checking import answer, proves

REQUEST = httpx.Request("GET", "http://localhost/")


@proves("demo.holds")
def test_holds(reader):
    """What the library warns of, how it writes long numbers, and what its own processes do."""
    warnings.warn("the library says so", UserWarning)
    assert len(str(10**4000)) == 4001
    child = "import sys, os; print(os.environ.get('PYTHONOPTIMIZE', '')); assert not sys.warnoptions; assert 1 == 2"
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (1, "")
    assert done.stderr.endswith("AssertionError\\n")


@proves("demo.fails")
def test_fails(target):
    """A helper outside of pytest's rewriting sees a 500."""
    answer(httpx.Response(500, request=REQUEST, text="seen 1, not 2"), 200)
'''

ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
REFUSED = {
    "optimised": (["-O"], {}, "without assertions"),
    "more optimised": (["-OO"], {}, "without assertions"),
    "optimised by a variable": ([], {"PYTHONOPTIMIZE": "1"}, "without assertions"),
    "more by a variable": ([], {"PYTHONOPTIMIZE": "2"}, "without assertions"),
    "development mode": (["-Xdev"], {}, "in its development mode"),
    "development mode by a variable": ([], {"PYTHONDEVMODE": "1"}, "in its development mode"),
    "optimised, in ASCII": ([], {"PYTHONOPTIMIZE": "1", **ASCII}, "without assertions"),
    "more, in ASCII": (["-OO"], ASCII, "without assertions"),
}
EVERYTHING = {name: "1" for name in interpreter.NOT_USED if name not in {"PYTHONOPTIMIZE", "PYTHONDEVMODE"}} | {
    "PYTHONWARNINGS": "error",
    "PYTHONINTMAXSTRDIGITS": "640",
    "PYTHONMALLOC": "malloc",
    "PYTHONSTARTUP": "no-such-file.py",
    "PYTHON_FROZEN_MODULES": "off",
    # not taken away, and without effect
    "PYTHONIOENCODING": "ascii",
    "PYTHONHASHSEED": "7",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONNOUSERSITE": "1",
}
for noisy in (
    "PYTHONINSPECT",
    "PYTHONVERBOSE",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONDEBUG",
    "PYTHONMALLOCSTATS",
    "PYTHONDUMPREFS",
):
    del EVERYTHING[noisy]
SAME: dict[str, tuple[list[str], dict[str, str]]] = {
    "variables": ([], EVERYTHING),
    "options": (["-W", "error", "-bb", "-s", "-B", *(["-P"] if sys.version_info >= (3, 11) else [])], {}),
}


def suite(folder: Path) -> Path:
    return template.write_suite(folder, CHECKS, template.GOLDEN_FAILING)


def run(folder: Path, flags: list[str], variables: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_") and k not in interpreter.NOT_USED}
    return subprocess.run(
        [sys.executable, *flags, *command],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", REFUSED)
def test_what_takes_assertions_away_is_refused(tmp_path: Path, name: str) -> None:
    flags, variables, message = REFUSED[name]
    commands = [("run", "--target", "sqlite"), ("selftest",), ("upgrade", "litestar>=2"), ("golden",)]
    for command in commands if name == "optimised by a variable" else commands[:1]:
        done = run(tmp_path, flags, variables, "-m", "assay", *command)
        assert done.returncode == 2, done.stdout + done.stderr
        (line,) = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        assert message in line
    assert not (tmp_path / "reports").exists()


def test_files_are_in_utf8_whatever_the_locale_is(tmp_path: Path) -> None:
    """An application that writes its texts as a user's does; names of files; and the terminal's own encoding."""
    text = "Überblick 日本"
    check = f"""
from assay.checking import proves

@proves("demo.holds")
def test_holds(reader, tmp_path):
    (tmp_path / {text!r}).write_text({text!r})
    assert [p.name for p in tmp_path.iterdir()] == [{text!r}]
    assert (tmp_path / {text!r}).read_bytes().decode() == {text!r}
"""
    place, report = str(template.write_suite(tmp_path, check)), tmp_path / "Bücher"
    command = ("--suite-dir", place, "--report-dir", str(report), place, "--target", "sqlite-aiosqlite")
    done = run(tmp_path, [], ASCII, "-m", "assay", "run", "-n1", *command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [r.verdict.value for r in read_results(report).results if r.check] == ["pass"]
    done = run(tmp_path, [], ASCII, "-m", "pytest", "-p", "assay.running.plugin", "--rootdir", place, *command)
    assert done.returncode == USAGE
    assert "ERROR: Python reads and writes files as ANSI_X3.4-1968 here" in done.stderr


@pytest.mark.parametrize("name", ["optimised by a variable", "development mode"])
def test_pytest_on_the_suites_refuses_it_too(tmp_path: Path, name: str) -> None:
    flags, variables, message = REFUSED[name]
    place = str(suite(tmp_path))
    command = ("-m", "pytest", "-p", "assay.running.plugin", "--suite-dir", place, "--rootdir", place, place, "-n2")
    done = run(tmp_path, flags, variables, *command)
    assert done.returncode == USAGE, done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    assert message in line
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("how", ["assay", "pytest"])
@pytest.mark.parametrize("name", SAME)
def test_the_verdicts_are_the_same(tmp_path: Path, name: str, how: str) -> None:
    flags, variables = SAME[name]
    place, report = str(suite(tmp_path)), tmp_path / "report"
    command = (
        ["-m", "assay", "run"] if how == "assay" else ["-m", "pytest", "-p", "assay.running.plugin", "--rootdir", place]
    )
    command += ["--suite-dir", place, "--report-dir", str(report), place, "-n2", "--target", "sqlite"]
    done = run(tmp_path, flags, variables, *command)
    assert done.returncode == 1, done.stdout + done.stderr
    found = sorted((r.feature, r.target, r.verdict.value) for r in read_results(report).results if r.check)
    assert found == [
        ("demo.fails", "sqlite-aiosqlite", "fail"),
        ("demo.holds", "sqlite-aiosqlite", "pass"),
        ("demo.holds", "sqlite-sqlite3", "pass"),
    ], [r.reason for r in read_results(report).results]
    for variable in variables.keys() & {*interpreter.NOT_USED} if how == "assay" else ():
        assert f"assay: {variable} is set and not used" in done.stderr


OPTIONS = {
    "plain assertions": (["--assert=plain"], "--assert=plain"),
    "no plugin of assertions": (["-p", "no:assertion"], "-p no:assertion"),
    "warnings": (["-W", "error"], "-W error"),
    "warnings of the configuration": (["-o", "filterwarnings=error"], "-o filterwarnings=error"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_of_pytest_that_change_failures_are_refused(tmp_path: Path, run_suite: RunSuite, name: str) -> None:
    options, message = OPTIONS[name]
    done = run_suite(suite(tmp_path), "--target", "sqlite", *options)
    assert done.returncode == USAGE, done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith("ERROR: ")
    assert message in line
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("option", ["--count", "--reruns", "--retries"])
def test_a_check_runs_once(tmp_path: Path, run_suite: RunSuite, option: str) -> None:
    """The plugins that have them need not be installed: their options are all that is asked."""
    place = suite(tmp_path)
    text = f"def pytest_addoption(parser):\n    parser.addoption('{option}', action='store', type=int)\n"
    (tmp_path / "again.py").write_text(text)
    done = run_suite(place, "--target", "sqlite", "-p", "again", option, "2")
    assert done.returncode == USAGE, done.stdout + done.stderr
    assert f"ERROR: {option} 2: a check runs once" in done.stderr
    assert not (tmp_path / "report").exists()


def test_the_order_of_checks_does_not_hang_on_hashes(tmp_path: Path) -> None:
    """Of two backends with several drivers, and of all stores: others are put in their places in the same way."""
    command = ("-m", "assay", "run", "--collect-only", "-q", "--target", "sqlite,mysql")
    listed = [run(tmp_path, [], {"PYTHONHASHSEED": seed}, *command).stdout.splitlines() for seed in ("0", "1")]
    assert [line for line in listed[0] if "::" in line] == [line for line in listed[1] if "::" in line]
    assert len(listed[0]) > 1000

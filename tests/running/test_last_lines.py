"""The last lines of a run: the verdict, the causes and the report's path, whatever pytest has to say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.running import last_lines
from tests.conftest import RunSuite, suite_process
from tests.running.conftest import SaidByRun
from tests.support import suite_template as template

FAILS = template.CHECKS + template.FAILING
STOPS = template.CHECKS + template.FAILING.replace("assert 1 == 2", "raise KeyboardInterrupt").replace(
    ', "seen 1, not 2"', ""
)
BROKEN = template.CHECKS + template.FAILING.replace("demo.fails", "demo.no-such-feature")
CAUSE = "fail   demo.fails[sqlite-aiosqlite]: seen 1, not 2"
PYTESTS = (
    "short test summary",
    " in 0.",
    " in 1.",
    " in 2.",
    " in 3.",
    "Interrupted",
    "KeyboardInterrupt",
    "= FAILURES",
)


def end(said: str) -> list[str]:
    """The lines from the verdict on."""
    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in said.splitlines()]
    starts = [n for n, line in enumerate(lines) if line.startswith("verdict: ")]
    assert len(starts) == 1, said
    return [line for line in lines[starts[0] :] if line]


def assert_is_the_end(said: str, causes: Sequence[str], report: Path) -> None:
    """The verdict, its causes, and the path."""
    lines = end(said)
    assert lines[0].startswith("verdict: the run fails: ")
    assert lines[-1].startswith(f"report: {report / 'index.html'}")
    for cause in causes:
        assert any(line.startswith(cause) for line in lines[1:-1]), lines
    assert not [line for line in lines if any(word in line for word in PYTESTS) and "problem: " not in line], lines
    assert "short test summary" not in said


@pytest.mark.parametrize(("terminal", "workers", "columns"), [(True, "0", "80"), (False, "2", "100")])
def test_a_failing_run_of_the_command(
    tmp_path: Path, said_by_run: SaidByRun, terminal: bool, workers: str, columns: str
) -> None:
    suite = template.write_suite(tmp_path, FAILS, template.GOLDEN_FAILING)
    said = said_by_run(suite, tmp_path, terminal, "-n", workers, "--report-dir", "out", COLUMNS=columns)
    assert_is_the_end(said, [CAUSE], tmp_path / "out")


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(
    ("checks", "causes"),
    [
        (FAILS, [CAUSE]),
        (STOPS, ["problem: the run was stopped before its end"]),
        (BROKEN, ["problem: the run was stopped before its end: "]),
    ],
    ids=["fails", "interrupted", "not collected"],
)
def test_a_run_of_pytest_itself(
    tmp_path: Path, run_suite: RunSuite, checks: str, causes: list[str], workers: str
) -> None:
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING)
    done = run_suite(suite, "--target", "sqlite", "-n", workers, COLUMNS="80")
    assert_is_the_end(done.stdout, causes, tmp_path / "report")
    assert done.returncode in (1, 2)


def test_what_is_to_be_done_about_the_ledger_stands_before_the_verdict(tmp_path: Path, said_by_run: SaidByRun) -> None:
    suite = template.write_suite(tmp_path, FAILS, template.GOLDEN_FAILING)
    said = said_by_run(suite, tmp_path, False, "-n", "0")
    assert 0 < said.index("ledger entries that would make it right") < said.index("\nverdict: ")


def test_who_asks_for_the_short_summary_gets_it_above(tmp_path: Path, said_by_run: SaidByRun) -> None:
    suite = template.write_suite(tmp_path, FAILS, template.GOLDEN_FAILING)
    said = said_by_run(suite, tmp_path, False, "-n", "0", "-ra")
    assert 0 < said.index("short test summary info") < said.index("\nverdict: ")


TAKES = """

@proves("demo.fails")
def test_takes_a_name(target):
    import pathlib

    pathlib.Path("taken/summary.md").mkdir()
"""


def test_a_report_that_cannot_be_written_fails_the_run_in_words(tmp_path: Path, said_by_run: SaidByRun) -> None:
    golden = template.GOLDEN + "demo.fails demo/test_demo.py::test_takes_a_name\n"
    suite = template.write_suite(tmp_path, template.CHECKS + TAKES, golden)
    lines = end(said_by_run(suite, tmp_path, False, "-n", "0", "--report-dir", "taken"))
    assert lines[0].startswith("verdict: the run fails: checks: 3 pass")
    assert any(line.startswith("problem: ") and "summary.md: cannot be written" in line for line in lines)


LATE = """
import atexit
import logging
import warnings


class Late:
    def __del__(self):
        raise RuntimeError("late")


KEPT = Late()
atexit.register(warnings.warn, "late")
atexit.register(logging.getLogger("driver").error, "late")


@proves("demo.holds")
def test_leaves_what_speaks_when_it_is_closed(target, request):
    request.config.add_cleanup(lambda: warnings.warn("late"))
    request.config.add_cleanup(lambda: logging.getLogger("driver").error("late"))
"""


@pytest.mark.parametrize("by_command", [True, False])
def test_nothing_of_a_driver_follows_them(tmp_path: Path, by_command: bool) -> None:
    """As of Spanner's, which warns when a connection is closed."""
    golden = template.GOLDEN + "demo.holds demo/test_demo.py::test_leaves_what_speaks_when_it_is_closed\n"
    suite = template.write_suite(tmp_path, template.CHECKS + LATE, golden)
    process = suite_process(suite, tmp_path / "out", "--target", "sqlite", "-n", "0", COLUMNS="80")
    if by_command:
        command = ["assay", "run", "--suite-dir", str(suite), "--target", "sqlite", "-n", "0"]
        process["args"] = [sys.executable, "-m", *command]
    process |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said = subprocess.run(**process, cwd=tmp_path, timeout=120, check=False).stdout
    assert end(said)[-1].startswith("report: ")


def test_of_many_drafts_whole_ones_are_shown() -> None:
    draft = "[[issue]]\n" + "x" * 1500 + "\n"
    assert last_lines._shortened(f"these:\n{draft}") == f"these:\n{draft}"
    assert last_lines._shortened(f"these:\n{draft * 9}") == f"these:\n{draft * 2}\nand 7 more"

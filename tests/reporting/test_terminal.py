"""What a run prints at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from assay.reporting import model, terminal
from tests.support import reports as support

T = "sqlite-aiosqlite"
LONG = "spanner-a-very-long-name"
CELLS: dict[tuple[str, str], Any] = {
    ("a.fails", "sqlite-aiosqlite"): support.line("a.fails", "sqlite-aiosqlite", support.FAIL, "seen 1"),
    ("a.fails", LONG): support.line("a.fails", LONG, support.FAIL, "seen 1"),
    ("a.broken", LONG): support.ERROR,
    ("a.fixed", LONG): support.FIXED,
    ("a.known", LONG): support.line("a.known", LONG, support.KNOWN, issue="odd-one"),
    ("a.unsupported", LONG): support.UNSUPPORTED,
    ("a.missing", LONG): support.NOT_RUN,
    ("a.holds", LONG): support.PASS,
}
VERDICTS = ["fail", "error", "fixed", "known", "not-run", "unsupported", "pass"]


def printed(tmp_path: Path, width: int, cells: dict[tuple[str, str], Any] = CELLS, **about: Any) -> list[str]:
    folder = support.write_run(tmp_path / "run", cells, targets=["sqlite-aiosqlite", LONG, "oracle-oracledb"], **about)
    report = model.load(folder)
    return terminal.render(report, folder, width, False).splitlines()


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_every_verdict_and_name_is_there_in_full(tmp_path: Path, width: int) -> None:
    """From harm to harmless, and nothing is cut off, in a CI log of 80 columns either."""
    lines = printed(tmp_path, width)
    (head,) = (line for line in lines if "unsupported" in line and "target" in line)
    assert [word for word in head.split() if word in VERDICTS] == VERDICTS
    table = lines[lines.index(head) - 1 : lines.index(head) + 4]
    assert max(map(cell_len, table)) <= max(width, 80)
    assert any(line.startswith(f"{LONG} ") for line in table)
    assert any(line.startswith(f"{LONG}: ") and "1 check and 1 feature not seen" in line for line in lines)


def test_what_nobody_asked_for_is_counted(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "run", CELLS, targets=["sqlite-aiosqlite", LONG])
    report = model.load(folder)
    report.targets.append("oracle-oracledb")
    shown = terminal.render(report, folder, 80, False)
    assert "oracle" not in shown
    assert "1 target that nobody asked for, or that could not run, are not shown: assay report --all" in shown


def test_one_cause_is_one_line_and_the_end_is_the_verdict(tmp_path: Path) -> None:
    lines = printed(tmp_path, 100)
    assert [line for line in lines if line.startswith("fail ")] == [f"fail   a.fails[sqlite-aiosqlite, {LONG}]: seen 1"]
    start = next(n for n, line in enumerate(lines) if line.startswith("verdict: "))
    assert lines[start].startswith("verdict: the run fails: checks: 2 fail, 1 error, 1 fixed, 1 known, 1 unsupported")
    assert [line.split()[0] for line in lines[start + 1 :]] == ["fixed", "error", "fail", "there"]


def test_a_run_without_a_fault_says_so(tmp_path: Path) -> None:
    lines = printed(tmp_path, 80, {("a.holds", "sqlite-aiosqlite"): support.PASS})
    assert "verdict: the run is as it should be: checks: 1 pass" in lines


def test_many_findings_are_counted(tmp_path: Path) -> None:
    """Those of which the ledger says nothing too, the widest first."""
    cells: dict[tuple[str, str], Any] = {
        (f"a.n{n}", LONG): support.line(f"a.n{n}", LONG, support.KNOWN, f"cause {n}") for n in range(15)
    }
    cells["a.also", LONG] = support.line("a.also", LONG, support.KNOWN, "cause 14")
    lines = printed(tmp_path, 80, cells)
    start = lines.index("the worst of what is known:")
    assert lines[start + 1] == f"  known-issue: cause 14 ({LONG}, 2 features; not reported)"
    assert lines[start + 6] == "  and 10 more: see the report"
    assert lines[0] == f"{LONG}: 0 of 16 features hold entirely; 15 known issues"


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
@pytest.mark.parametrize("command", ["report", "compare"])
def test_a_log_has_colours_if_they_are_forced(
    tmp_path: Path, command: str, variables: dict[str, str], coloured: bool
) -> None:
    folder = support.write_run(tmp_path / "run", {("a.fails", T): support.FAIL, ("a.holds", T): support.PASS})
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "assay", command, *([str(folder)] * (2 if command == "compare" else 1))],
        env={**kept, "TERM": "xterm", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ("\x1b[" in done.stdout) == coloured

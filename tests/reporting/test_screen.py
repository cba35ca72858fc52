"""What is printed: readable whatever the terminal's encoding, and nothing from outside is markup."""

from __future__ import annotations

import ast
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest._io import TerminalWriter
from click.testing import CliRunner
from rich.table import Table

from assay import cli
from assay.commands import doctor
from assay.reporting import model, terminal, write
from assay.reporting.history import formats as history_formats
from assay.reporting.history import runs as history
from assay.reporting.history import terminal as history_terminal
from assay.reporting.screen import drawn, fitting, plain_console, write_line
from tests.conftest import ROOT, RunSuite
from tests.support import reports as support
from tests.support import suite_template as template

HOSTILE = "pip install 'alchemy-assay[servers]' [red]x[/red] :bug: [/]"
SQLITE = ("--target", "sqlite-aiosqlite")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", "+-+ | \\xfc > \\u6f22 \\udcff"),
        ("latin-1", "+-+ | ü > \\u6f22 \\udcff"),
        ("cp437", "┌─┐ │ ü > \\u6f22 \\udcff"),
        ("utf-8", "┌─┐ │ ü → 漢 \\udcff"),
    ],
)
def test_a_text_fits_what_a_stream_takes(encoding: str, shown: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert fitting("┌─┐ │ ü → 漢 \udcff", stream) == shown
    stream.write(shown)


def test_a_line_into_a_pipe_is_seen_at_once() -> None:
    seen = io.BytesIO()
    held = io.TextIOWrapper(io.BufferedWriter(seen), encoding="utf-8")  # as a pipe is
    writer = TerminalWriter(held)
    write_line(SimpleNamespace(_tw=writer, write_line=writer.line), "3 of 9 checks")
    assert seen.getvalue() == b"3 of 9 checks\n"


def test_a_table_keeps_its_columns_in_ascii() -> None:
    table = Table("a", "b", title="t")
    table.add_row("1", "2")
    console = plain_console(40)
    console.print(table)
    lines = fitting(drawn(console), io.TextIOWrapper(io.BytesIO(), encoding="ascii")).splitlines()[1:]
    assert lines == ["+---+---+", "| a | b |", "+---+---+", "| 1 | 2 |", "+---+---+"]


def test_doctor_shows_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "testcontainers", None)
    monkeypatch.setitem(sys.modules, "assay.servers.container", None)
    done = CliRunner().invoke(cli.main, ["doctor", "--target", "spanner", "--source", "spanner=container"])
    assert "alchemy-assay[servers]" in " ".join(done.output.replace("│", " ").split())


def test_nothing_from_outside_is_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctor._show([{"what": f"{HOSTILE}\x1b[31m"}])
    assert f"{HOSTILE}\ufffd[31m" in capsys.readouterr().out
    server = {"state": "ready", "version": "1 [red]", "source": "local", "detail": ":bug: [/]"}
    cells = {("a.b", "sqlite-sqlite3"): support.line("a.b", "sqlite-sqlite3", support.FAIL, HOSTILE)}
    folder = support.write_run(tmp_path / "r", cells, servers={"sqlite": server}, targets=["sqlite-sqlite3"])
    shown = terminal.render(model.load(folder), folder, 300, False)
    assert HOSTILE in shown
    assert "1 [red] :bug: [/]" in shown
    support.write_run(tmp_path / "s", {("a.b", "[red]-:bug:"): support.PASS}, "run2", targets=["[red]-:bug:"])
    assert "[red]-:bug:" in history_terminal.render(history.history(tmp_path), 200)


@pytest.mark.parametrize(
    ("encoding", "workers"), [("ascii", ()), ("ascii", ("-n2",)), ("latin-1", ())], ids=["ascii", "workers", "latin-1"]
)
def test_the_end_of_a_run_is_readable(
    tmp_path: Path, run_suite: RunSuite, monkeypatch: pytest.MonkeyPatch, encoding: str, workers: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    checks = template.CHECKS + template.FAILING.replace("seen 1, not 2", "seen ü漢")
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING)
    done = run_suite(suite, *SQLITE, *workers, "--report-dir", str(tmp_path / "bericht-ü"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "INTERNALERROR" not in done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("sqlite-aiosqlite ")]
    assert any(line.startswith("----------") for line in lines)
    assert any(line.startswith("report: ") for line in lines)
    assert "seen ü漢" in (tmp_path / "bericht-ü" / "summary.md").read_text(encoding="utf-8")


def test_a_directory_whose_name_is_no_text_is_one_too(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path)
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/bericht-\xfc")
    done = run_suite(suite, *SQLITE, "--report-dir", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (Path(folder) / "index.html").is_file()
    assert "bericht-\\udcfc/index.html" in done.stdout
    for command in ("report", "history"):
        assert CliRunner().invoke(cli.main, [command, folder]).exit_code == 0
    done = run_suite(suite, *SQLITE, "-n2", "--report-dir", folder)
    assert done.returncode == 4
    assert "bericht-\\udcfc: is no UTF-8" in done.stderr
    assert "INTERNALERROR" not in done.stdout + done.stderr


def test_programs_are_given_utf_8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {("a.b", "sqlite-sqlite3"): support.line("a.b", "sqlite-sqlite3", support.FAIL, "ü漢")}
    base = support.write_run(tmp_path / "base", {("a.b", "sqlite-sqlite3"): support.PASS}, "base")
    candidate = support.write_run(tmp_path / "candidate", cells, "candidate")
    runner = CliRunner(charset="ascii")
    done = runner.invoke(cli.main, ["compare", str(base), str(candidate), "--format", "markdown"])
    assert "ü漢" in done.stdout_bytes.decode("utf-8")
    done = runner.invoke(cli.main, ["compare", str(base), str(candidate)])
    assert b"\\xfc\\u6f22" in done.stdout_bytes
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_pages_hold_nothing_that_steers_a_terminal(tmp_path: Path) -> None:
    cells = {
        ("a.b\x1b[31m", "sqlite-\x1b[31m"): support.line("a.b\x1b[31m", "sqlite-\x1b[31m", support.FAIL, "\x1b[31m")
    }
    about: dict[str, Any] = {"run": "run\x1b[31m\x00", "started": "when\x00\x1b[31m", "targets": ["sqlite-\x1b[31m"]}
    folder = support.write_run(tmp_path / "r", cells, **about)
    write.write(model.load(folder), folder)
    pages = [(folder / name).read_text() for name in ("index.html", "summary.md", "junit.xml")]
    pages.append(history_formats.html(history.history(folder)))
    assert [page.count("\x1b") + page.count("\x00") for page in pages] == [0, 0, 0, 0]


ALLOWED = {"assay/reporting/say.py", *(f"assay/commands/{name}.py" for name in ("ci", "reports", "tables"))}
"""The way itself, and what writes for programs: UTF-8, whatever the terminal takes."""


def test_there_is_one_way_to_the_terminal() -> None:
    found = set()
    for file in sorted((ROOT / "assay").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called == "click.echo" and name not in ALLOWED:
                    found.add(f"{name}: click.echo: use assay.reporting.say.say")
                if called == "Console" and (node.args or node.keywords) and name != "assay/reporting/screen.py":
                    found.add(f"{name}: Console: use assay.reporting.screen.plain_console")
                if called.endswith(".print") and called.startswith("Console("):
                    found.add(f"{name}: prints through rich: use assay.reporting.say.say")
                if called.endswith("reporter.write_line") and name != "assay/reporting/screen.py":
                    found.add(f"{name}: write_line: use assay.reporting.screen.write_line")
    assert not found

"""What the checks of the command line and of migrations read: output, and revision files."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from suites import processes
from suites.cli.conftest import pytest_collection_modifyitems
from suites.cli.terminal import Finished, Terminal
from suites.cli.unanswered import COMMANDS, Unanswered
from suites.migrations import revisions
from suites.migrations.test_command_group import DOCUMENTED
from tests.conftest import ROOT

TRACEBACK = """\
INFO - upgrading
Traceback (most recent call last):
  File "/env/lib/alembic/command.py", line 487, in upgrade
    script.run_env()
    ^^^^^^^^^^^^^^^^
  File "/project/migrations/env.py", line 107, in <module>
    run()
sqlalchemy.exc.IntegrityError: (Driver) refused
[SQL: INSERT INTO t (a)
VALUES (1)]
"""
BOX = """\
Usage: litestar database [OPTIONS] COMMAND [ARGS]...
╭─ Error ─────────────────────╮
│ No such command 'check'.    │
╰─────────────────────────────╯
"""


@pytest.mark.parametrize(("printed", "said"), [
    (TRACEBACK, "sqlalchemy.exc.IntegrityError: (Driver) refused [SQL: INSERT INTO t (a) VALUES (1)]"),
    (BOX, "│ No such command 'check'. │"),
    ("first\nlast\n", "last"),
    ("", "it said nothing"),
])  # fmt: skip
def test_first_line_says_how_a_command_ended(printed: str, said: str) -> None:
    shown = str(Finished("litestar x", 1, "", printed, 1.25))
    assert shown == f"`litestar x` ended with 1: {said}\nPrinted in 1.2 s:\n{printed.strip()}"


@pytest.mark.parametrize("text", [
    "revision = 'b'\ndown_revision = 'a'\nbranch_labels = None\n",
    "revision: str = 'b'\ndown_revision: str | None = 'a'\nbranch_labels: str | Sequence[str] | None\n",
])  # fmt: skip
def test_revision_with_and_without_annotations(tmp_path: Path, text: str) -> None:
    file = tmp_path / "b.py"
    file.write_text(text, encoding="utf-8")
    found = revisions.read(file)
    assert (found.id, found.down) == ("b", ("a",))


def terminal(directory: Path, *, cold: bool = False) -> Terminal:
    directory.mkdir()
    url = f"sqlite+aiosqlite:///{directory}/file.db"
    return Terminal(directory, {"ASSAY_DATABASE_URL": url}, "sqlite+aiosqlite", cold=cold)


PROGRAMS = {
    "returns": "print('done')",
    "code": "import sys; print('done'); sys.exit(3)",
    "words": "import sys; sys.exit('no such thing')",
    "exception": "print('before'); {}['nowhere']",
    "at-exit": "import atexit; atexit.register(print, 'at exit'); raise SystemExit(2)",
    "thread": "import threading, time; threading.Thread(target=lambda: (time.sleep(0.3), print('thread'))).start()",
    "at-once": "import os; os._exit(4)",
    "killed": "import os; os.kill(os.getpid(), 15)",
    "input": "print(input()); print(input())",
    "arguments": "import sys, os; print(sys.argv[1:], os.getcwd().rsplit('/')[-1], sorted(os.environ) == [])",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_warm_command_ends_as_a_cold_one(program: str, tmp_path: Path) -> None:
    """What it prints and its exit code are those that the interpreter makes of it."""
    ended = []
    for cold in (True, False):
        shell = terminal(tmp_path / str(cold), cold=cold)
        shell.directory = tmp_path
        file = tmp_path / "program.py"
        file.write_text(PROGRAMS[program], "utf-8")
        ended.append(shell._start(file, ("a", "b c"), typed="one line\n", cold=cold).finished())
    first, second = ended
    assert (first.exit, first.stdout, first.last_words) == (second.exit, second.stdout, second.last_words)
    assert first.output or program == "at-once" or program == "killed"


IMPORTS = """
import json, sys
before = {*sys.modules}
from litestar.__main__ import run_cli
try:
    run_cli()
finally:
    new = [name for name in sys.modules if name not in before]
    of_libraries = [name for name in new if "site-packages" in str(getattr(sys.modules[name], "__file__", ""))]
    open("imported.json", "w").write(json.dumps([of_libraries, "reference_app" in new]))
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_warm_command_imports_the_application_and_hardly_a_library(command: tuple[str, ...], tmp_path: Path) -> None:
    """A library that each command imports again is missing in the list; the application must not be there."""
    shell = terminal(tmp_path / "project")
    (shell.directory / "litestar").write_text(IMPORTS, "utf-8")
    arguments = ("--app", "reference_app.app:app", *command)
    shell._start(shell.directory / "litestar", arguments).finished().succeeded()
    libraries, application = json.loads((shell.directory / "imported.json").read_text("utf-8"))
    assert application, "the application was imported before the command began"
    assert len(libraries) <= 10, f"the command has imported {libraries}"


def test_one_process_forks_all_commands(tmp_path: Path) -> None:
    """Also those that run at once, and after one that hung and was killed."""
    shell = terminal(tmp_path / "project")
    file = shell.directory / "hangs.py"
    file.write_text("import time; time.sleep(600)", "utf-8")
    assert shell._start(file).finished(idle=0.2).exit is None
    started = [shell.start(*command, app="reference_app.app:app", environment={}) for command in COMMANDS]
    for one in started:
        one.finished().succeeded()
    assert len(processes._ZYGOTES) == 1


class Item:
    """As far as the order looks at one."""

    def __init__(self, path: str, target: str) -> None:
        self.path = Path(path)
        self.callspec = SimpleNamespace(params={"target": target})


def test_check_that_waits_comes_behind_the_migrations_of_its_target() -> None:
    """Its commands run for half a minute on some targets; nothing else changes its place."""
    order = ["cli/test_a.py", "cli/test_database_down.py", "crud/test_b.py", "migrations/test_c.py", "setup/test_d.py"]
    items: list[Any] = [Item(path, target) for target in ("one", "two") for path in order]
    items += [Item(path, "three") for path in order[:2]]
    pytest_collection_modifyitems(items)
    moved = [order[0], *order[2:4], order[1], order[4]]
    expected = [(target, path) for target in ("one", "two") for path in moved] + [("three", path) for path in order[:2]]
    assert [(item.callspec.params["target"], item.path.as_posix()) for item in items] == expected


def test_commands_that_no_check_waits_for_are_ended(tmp_path: Path) -> None:
    """And what they would have printed is removed."""
    shell = terminal(tmp_path / "project")
    file = shell.directory / "waits.py"
    file.write_text("import time; time.sleep(600)", "utf-8")
    unanswered = Unanswered(lambda: tmp_path)
    started = shell._start(file)
    unanswered._started["target", ""] = [started]
    unanswered.close()
    assert not psutil.pid_exists(started._process.pid)
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_each_documented_command_starts_cold_once() -> None:
    """On the reference target; all others start warm."""
    found = []
    for file in (ROOT / "suites").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and any(
                k.arg == "cold" and ast.unparse(k.value) == "True" for k in node.keywords
            ):
                texts = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
                found.append(" ".join(texts[:1] if ast.unparse(node.func).endswith("litestar") else texts[1:2]))
    installed = {"merge", "stamp"}  # the names that two of the documented commands have
    assert sorted(found) == sorted({*DOCUMENTED, *installed, "check-db-status", ""})

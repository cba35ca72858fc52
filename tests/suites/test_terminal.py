"""What the checks of the command line and of migrations read: output, and revision files."""

from __future__ import annotations

from pathlib import Path

import pytest

from suites.cli.terminal import Finished
from suites.migrations import revisions

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

"""``litestar check-db-status``, the command that the page adds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.checking import TargetRuntime, proves
from suites.cli.terminal import REFERENCE_APP, Terminal
from suites.sync_names import with_sync_names

BLOCK = Path(__file__).with_name("page_block.txt")
WRITTEN_URL = '"sqlite+aiosqlite:///test.sqlite"'
IMPORT = "from sqlalchemy import text\n"
HEALTHY = "Database is healthy"


def page_block(runtime: TargetRuntime, *, mended: bool) -> str:
    """The page's code for the target's URL and colour; mended with the import that it lacks."""
    text = BLOCK.read_text(encoding="utf-8")
    if not runtime.target.is_async:
        # the page is async only: the same in the other colour
        text = with_sync_names(text)
        text = re.sub(r"\b(async|await) ", "", text).replace("anyio.run(_check_db_status)", "_check_db_status()")
    text = text.replace(WRITTEN_URL, '__import__("os").environ["ASSAY_DATABASE_URL"]')
    return (IMPORT if mended else "") + text


@proves("cli.custom-command")
def test_says_that_the_database_is_healthy(terminal: Terminal) -> None:
    """Exit code 0 and one line."""
    finished = terminal.litestar("check-db-status", app=REFERENCE_APP, cold=True).succeeded()
    assert finished.stdout.splitlines() == [HEALTHY], str(finished)


@proves("cli.custom-command")
def test_block_as_written(terminal: Terminal, runtime: TargetRuntime) -> None:
    """The page's code as it is on the page."""
    (terminal.directory / "app.py").write_text(page_block(runtime, mended=False), encoding="utf-8")
    finished = terminal.litestar("check-db-status").succeeded()
    assert HEALTHY in finished.stdout.splitlines(), str(finished)


@proves("cli.custom-command")
def test_mended_block(terminal: Terminal, runtime: TargetRuntime) -> None:
    """The page's code with the import that it lacks."""
    (terminal.directory / "app.py").write_text(page_block(runtime, mended=True), encoding="utf-8")
    finished = terminal.litestar("check-db-status").succeeded()
    assert HEALTHY in finished.stdout.splitlines(), str(finished)


@proves("cli.custom-plugin-alongside")
@pytest.mark.parametrize(
    "order", ["alchemy, ApplicationCore()", "ApplicationCore(), alchemy"], ids=["page", "reversed"]
)
def test_both_plugins_bring_commands(terminal: Terminal, runtime: TargetRuntime, order: str) -> None:
    """The help of ``litestar`` lists the page's command and the library's group, whichever plugin comes first."""
    text = page_block(runtime, mended=True).replace("alchemy, ApplicationCore()", order)
    (terminal.directory / "app.py").write_text(text, encoding="utf-8")
    finished = terminal.litestar("--help").succeeded()
    listed = set(re.findall(r"^\W*([a-z-]+)", finished.stdout, re.MULTILINE))
    for name in ("check-db-status", "database"):
        assert name in listed, f"{name} is not among the commands: {finished}"


@proves("cli.custom-plugin-alongside")
def test_both_commands_work(terminal: Terminal, runtime: TargetRuntime) -> None:
    """The page's command and a command of the library's group run in one application."""
    (terminal.directory / "app.py").write_text(page_block(runtime, mended=True), encoding="utf-8")
    healthy = terminal.litestar("check-db-status").succeeded()
    assert HEALTHY in healthy.stdout.splitlines(), str(healthy)
    terminal.database("init", "./migrations", "--no-prompt").succeeded()
    assert (terminal.directory / "migrations" / "env.py").exists(), "init has succeeded, and there is no env.py"

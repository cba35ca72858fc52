"""What a command imports before it says something: a help, and a mistake in the command line, wait for nothing."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from assay.cli import COMMANDS, main

HEAVY = ("sqlalchemy", "litestar", "advanced_alchemy", "httpx", "msgspec", "rich", "jinja2", "pytest")
"""Packages of which each takes long to import."""
WITHOUT_REPORT = ("jinja2", "markdown_it", "pygal", "litestar", "assay.reporting.model", "assay.upgrading")
IMPORTED = """
import atexit, sys
atexit.register(lambda: print("IMPORTED", *sorted(sys.modules), file=sys.stderr))
sys.argv = ["assay", *sys.argv[1:]]
from assay.__main__ import main
main()
"""


def imported(*words: str) -> tuple[int, set[str]]:
    """The exit code of a command that is refused or helps, and the modules that it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *words], capture_output=True, text=True, check=False, timeout=120
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("IMPORTED ")]
    return done.returncode, set(lines[-1].split()[1:])


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["selftest", "--help"], ["run", "-n", "few"]])
def test_a_help_imports_no_library(words: list[str]) -> None:
    code, found = imported(*words)
    assert code == (2 if "few" in words else 0)
    assert not found & {*HEAVY}


@pytest.mark.parametrize("words", [["--nonsense"], ["--", "--help"]])
def test_what_pytest_answers_needs_no_library(words: list[str]) -> None:
    """The options are pytest's to read; the libraries under test are not asked."""
    _, found = imported("run", *words)
    assert "pytest" in found
    assert not found & ({*HEAVY} - {"pytest", "msgspec", "rich"})


def test_a_name_that_is_unknown_needs_no_report() -> None:
    code, found = imported("run", "--target", "nonsense")
    assert code == 4
    assert not found & {*WITHOUT_REPORT, "httpx"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").split("\n\n")[0].replace("\n", " ") == COMMANDS[name][1]

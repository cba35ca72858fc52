"""What a command imports before it says something: a help, and a mistake in the command line, wait for nothing."""

from __future__ import annotations

import inspect
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from assay.cli import COMMANDS, main
from assay.commands.declared.reports import COMPARISONS, HISTORIES
from assay.commands.help_texts import ExampleCommand
from assay.reporting.comparing import formats as comparing
from assay.reporting.history import formats as history
from assay.running.option_table import OPTIONS

HEAVY = ("sqlalchemy", "litestar", "advanced_alchemy", "httpx", "msgspec", "rich", "jinja2", "pytest")
"""Packages of which each takes long to import."""
WITHOUT_REPORT = ("jinja2", "markdown_it", "pygal", "litestar", "assay.reporting.model", "assay.upgrading")
OF_A_RUN = {one.parameter for one in OPTIONS}
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


EVERY_HELP = """
import sys, click
from assay.cli import main
def helps(command, info):
    with click.Context(command, info_name=info) as context:
        assert command.get_help(context)
        print(info, *sorted({*sys.argv[1:]} & {*sys.modules}))
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                helps(command.get_command(context, name), f"{info}.{name}")
helps(main, "assay")
"""


def every_command(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """The commands that are no groups, each with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


COMMAND = dict(every_command())


def test_no_help_imports_a_library() -> None:
    """Of every command, one after the other in one process."""
    done = subprocess.run(
        [sys.executable, "-c", EVERY_HELP, *HEAVY, "packaging"], capture_output=True, text=True, check=True, timeout=120
    )
    shown = dict(line.partition(" ")[::2] for line in done.stdout.splitlines())
    assert {name.replace(" ", ".") for name in COMMAND} <= {name.removeprefix("assay.") for name in shown}
    assert {name: found for name, found in shown.items() if found} == {}


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["selftest", "--help"], ["run", "-n", "few"]])
def test_a_help_imports_no_library(words: list[str]) -> None:
    code, found = imported(*words)
    assert code == (2 if "few" in words else 0)
    assert not found & {*HEAVY}


@pytest.mark.parametrize(
    "line", ["findings --impact dataloss", "list featurs", "again --verdict fial", "matrix", "nonsense", "show --jsn"]
)
def test_what_needs_no_look_is_refused_without_a_library(line: str) -> None:
    code, found = imported(*line.split())
    assert code == 2
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


@pytest.mark.parametrize("name", [name for name in COMMAND if name not in {"run", "selftest"}])
def test_what_carries_a_command_out_takes_what_its_line_has(name: str) -> None:
    command = COMMAND[name]
    callback = inspect.unwrap(command.callback or pytest.fail("it does nothing"))
    declared = import_module(callback.__module__)
    module = import_module(declared.__name__.replace(".declared", ""))
    takes = {*inspect.signature(getattr(module, callback.__name__)).parameters} - {"context"}
    given = {parameter.name for parameter in command.params}
    if "options" in takes:  # which stand for several
        takes, given = takes - {"options"}, given - OF_A_RUN
    if "project" in takes:
        takes = (takes - {"project"}) | {"project", "run", "env", "fixture", "junit", "python", "suites"}
    assert takes == given


@pytest.mark.parametrize("name", COMMAND)
def test_examples_are_of_the_command_and_can_be_parsed(name: str) -> None:
    command = COMMAND[name]
    assert isinstance(command, ExampleCommand)
    assert command.examples
    own = [line for line, _ in command.examples if line.startswith(f"assay {name}")]
    assert own
    for line in own:
        words = shlex.split(line)[len(name.split()) + 1 :]
        assert command.make_context(name, words).args == []


def test_formats_are_offered_by_their_names() -> None:
    assert tuple(one.name for one in comparing.FORMATS) == COMPARISONS
    assert tuple(one.name for one in history.FORMATS) == HISTORIES

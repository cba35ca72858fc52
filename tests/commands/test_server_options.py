"""The options of commands: made of the table of a run's options, with its words, and handed on as one checked value."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.commands.declared.options import server_options
from assay.domain.errors import UsageError
from assay.process import unimportable
from assay.running import plugin
from assay.running.option_table import OPTIONS, Option, option
from assay.running.options import Options

MYSQL = "mysql=mysql://me:secret@db.example/x"


def declared() -> dict[str, str]:
    """The helps of pytest's options of Assay."""
    parser = pytest.Parser(_ispytest=True)
    plugin.pytest_addoption(parser, pytest.PytestPluginManager())
    return {str(o.names()[0]): str(o.attrs()["help"]) for o in parser.getgroup("assay").options}


def commands() -> dict[str, dict[str, click.Option]]:
    """The options of each command of Assay by name."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {
        name: {p.opts[-1]: p for p in command.params if isinstance(p, click.Option)}
        for name, command in found.items()
        if command is not None
    }


def test_pytest_has_every_option_with_the_help_of_the_table() -> None:
    assert declared() == {f"--{one.name}": one.described() for one in OPTIONS}
    assert {one.parameter for one in OPTIONS} == {*inspect.signature(Options.parse).parameters}


@pytest.mark.parametrize("one", OPTIONS, ids=lambda o: o.name)
def test_other_commands_have_an_option_with_the_same_words_or_it_is_said_why_not(one: Option) -> None:
    others = {name: found for name, found in commands().items() if name in {"doctor", "servers", "upgrade", "matrix"}}
    having = {name: found[f"--{one.name}"] for name, found in others.items() if f"--{one.name}" in found}
    assert bool(having) != bool(one.runs_only), having
    for name, found in having.items():
        assert found.help in {one.described(), one.described(f"reports/{name}")}
        assert found.metavar == one.metavar
        assert found.multiple == one.repeatable


@pytest.mark.parametrize("command", ["run", "selftest"])
def test_the_help_of_a_run_shows_the_table(command: str) -> None:
    shown = " ".join(CliRunner().invoke(main, [command, "--help"]).output.split())
    for one in OPTIONS:
        assert f"--{one.name} {one.metavar}".rstrip() in shown
        assert one.described() in shown


def test_commands_that_start_servers_have_the_options_of_servers() -> None:
    for name in ("doctor", "servers", "upgrade", "matrix"):
        assert {"--target", "--source", "--database-url", "--server-version"} <= {*commands()[name]}, name
    for name in ("upgrade", "matrix"):
        assert {"--feature", "--report-dir"} <= {*commands()[name]}, name


def test_a_command_gets_its_options_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Options] = []

    @click.command()
    @server_options("feature", report_dir="reports/mine")
    def command(options: Options) -> None:
        taken.append(options)

    arguments = ["--target", "sqlite,mysql", "--feature", "crud", "--report-dir", "there", "--source", "local"]
    command.main(arguments, standalone_mode=False)
    (found,) = taken
    assert found == Options(
        target=("sqlite", "mysql"), feature=("crud",), report_dir=Path("there"), sources={"all": "local"}
    )
    with pytest.raises(UsageError, match="--source local: mysql has a --database-url"):
        command.main([*arguments, "--database-url", MYSQL], standalone_mode=False)
    monkeypatch.setitem(unimportable.ERRORS, "sqlalchemy", ImportError("broken"))
    # What cannot be imported is taken out of the modules: the tests after this one need it as it was.
    with patch.dict(sys.modules), pytest.raises(UsageError, match="sqlalchemy cannot be imported: broken"):
        command.main(arguments, standalone_mode=False)
    assert len(taken) == 1


def test_the_default_of_a_command_is_its_own() -> None:
    assert option("report-dir").described("reports/mine") == "Where the report goes (default: reports/mine)"
    assert option("source").described() == option("source").help

"""The command line of a run: Assay's options wherever they stand, the rest for pytest, and refusals at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.commands.declared import run as run_module
from assay.commands.run_command import RunCommand, words_of
from assay.domain import exit_codes
from assay.domain.verdicts import Verdict
from assay.running.option_table import GROUPS, OPTIONS
from tests.commands.test_start import imported
from tests.support import reports as support

SPLIT: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "own": (["--target", "sqlite", "-n", "2"], ["--target", "sqlite", "-n", "2"], []),
    "of pytest": (["-k", "a or b", "-x", "--tb=short"], [], ["-k", "a or b", "-x", "--tb=short"]),
    "mixed": (["-x", "--target=sqlite", "suites/crud", "-n4"], ["--target=sqlite", "-n4"], ["-x", "suites/crud"]),
    "behind the dashes": (["--target", "sqlite", "--", "--help"], ["--target", "sqlite"], ["--help"]),
    "dashes after a path": (["suites/crud", "--", "--target"], [], ["suites/crud", "--target"]),
    "a plug-in of pytest": (["-p", "no:xdist", "-pno:xdist"], [], ["-p", "no:xdist", "-pno:xdist"]),
    "flags": (["--allow-missing", "--lf", "--collect-only"], ["--allow-missing", "--lf"], ["--collect-only"]),
    "no value": (["-x", "--feature"], ["--feature"], ["-x"]),
    "nothing": ([], [], []),
}


def command(name: str = "run") -> RunCommand:
    found = main.get_command(click.Context(main), name)
    assert isinstance(found, RunCommand)
    return found


@pytest.mark.parametrize("name", SPLIT)
def test_words_are_shared_out(name: str) -> None:
    words, own, rest = SPLIT[name]
    assert command().split(words) == ([*own], [*rest])


def test_pytest_gets_every_option_and_word(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def start(words: Sequence[str], workers: str | None) -> int:
        given.append((words, workers))
        return 0

    monkeypatch.setattr(run_module, "start", start)
    monkeypatch.setattr(run_module, "leave", lambda code: None)
    words = [
        "-k",
        "x y",
        "--feature",
        "crud,filters",
        "-n",
        "3",
        "--target",
        "sqlite",
        "--target=mysql",
        "--",
        "-n",
        "7",
    ]
    done = CliRunner().invoke(main, ["run", *words])
    assert done.exit_code == 0, done.output
    assert given == [(["--target=sqlite", "--target=mysql", "--feature=crud,filters", "-k", "x y", "-n", "7"], "3")]


def test_every_option_comes_back_as_words() -> None:
    values = {one.parameter: (("a", "b") if one.repeatable else "c") if one.metavar else True for one in OPTIONS}
    words = words_of(values)
    for one in OPTIONS:
        found = [word for word in words if word.partition("=")[0] == f"--{one.name}"]
        assert found == (
            [f"--{one.name}=a", f"--{one.name}=b"]
            if one.repeatable
            else [f"--{one.name}={'c'}"]
            if one.metavar
            else [f"--{one.name}"]
        )
    assert words_of({one.parameter: () if one.repeatable else None for one in OPTIONS}) == []


@pytest.mark.parametrize("name", ["run", "selftest", "again"])
@pytest.mark.parametrize("word", ["--help", "-h"])
def test_the_help_has_groups_and_examples(name: str, word: str) -> None:
    done = CliRunner().invoke(main, [name, "--target", "sqlite", word])
    assert done.exit_code == 0
    for heading in (*GROUPS, "Processes", "Passed on to pytest, such as", "Examples"):
        assert f"\n{heading}:\n" in done.output
    assert "PYTEST_ARGS" not in done.output
    assert len(command(name).examples) > 1


REFUSED = {
    "target": (
        ["--target", "posgres"],
        "unknown target or backend 'posgres'; did you mean 'postgres'? known backends: ",
    ),
    "store": (["-x", "--store=memry"], "unknown store 'memry'; did you mean 'memory'? known are memory, "),
    "feature": (
        ["--feature", "crud.crate"],
        "unknown feature 'crud.crate'; did you mean 'crud.create'? name a feature",
    ),
    "required": (
        ["--require", "mysq"],
        "--require mysq: unknown target, backend or store 'mysq'; did you mean 'mysql'?",
    ),
    "source": (
        ["--source", "contaner"],
        "unknown source 'contaner' for all; did you mean 'container'? known are url, ",
    ),
    "ledger": (["--ledger", "nowhere.toml"], "nowhere.toml: cannot be read: No such file or directory"),
    "contradiction": (["--server-version", "sqlite=3"], "--server-version sqlite=3: sqlite runs in this Python"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("command", ["run", "selftest", "again"])
def test_a_mistake_is_refused_before_pytest_starts(name: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words, said = REFUSED[name]
    monkeypatch.setattr(run_module, "start", lambda *_, **__: pytest.fail("pytest was started"))
    done = CliRunner().invoke(main, [command, *words])
    assert done.exit_code == exit_codes.USAGE, done.output
    assert done.output.startswith(f"assay: {said}")
    assert len(done.output.splitlines()) == 1


def test_a_refusal_imports_neither_pytest_nor_what_reports_need() -> None:
    code, found = imported("run", "--target", "nonsense")
    assert code == exit_codes.USAGE
    assert not found & {"pytest", "rich", "jinja2", "litestar", "hypothesis"}


def test_an_option_without_its_value_is_refused() -> None:
    done = CliRunner().invoke(main, ["run", "-x", "--target"])
    assert done.exit_code == 2
    assert "Option '--target' requires an argument" in done.output


def test_the_exit_codes_are_those_of_pytest() -> None:
    assert (exit_codes.FAILED, exit_codes.USAGE, exit_codes.NOTHING_RAN) == (
        pytest.ExitCode.TESTS_FAILED,
        pytest.ExitCode.USAGE_ERROR,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    )


@pytest.mark.parametrize(("word", "meant"), [("lst", "list"), ("comparee", "compare"), ("expain", "explain")])
def test_a_command_that_is_misspelt(word: str, meant: str) -> None:
    done = CliRunner().invoke(main, [word])
    assert done.exit_code == 2
    assert f"No such command '{word}'" in done.output
    assert f"id you mean '{meant}'?" in done.output
    assert "did you mean" not in CliRunner().invoke(main, ["xyzzy"]).output


def test_what_the_last_failures_are_is_printed_for_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as assay again prints; nothing is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_module, "start", lambda *_, **__: pytest.fail("pytest was started"))
    target, check = "sqlite-sqlite3", "crud/test_get.py::test_an_id_of_another_table"
    cells = {("crud.get", target): support.line("crud.get", target, Verdict.FAIL, "no", check=check)}
    support.write_run(tmp_path / "reports" / "part", cells, targets=[target])
    said = CliRunner().invoke(main, ["run", "--lf", "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout) == json.loads(CliRunner().invoke(main, ["again", "--json"]).stdout)
    assert [one["check"] for one in json.loads(said.stdout)["checks"]] == [check]
    alone = CliRunner().invoke(main, ["run", "--json"])
    assert alone.exit_code == 2
    assert "--json says what --lf would run" in alone.output

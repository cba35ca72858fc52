"""The commands in docs/ci.md, those for GitLab and Jenkins too, are ones that there are."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from assay.cli import main
from assay.running.option_table import OPTIONS
from tests.workflows.support import ROOT

TEXT = (ROOT / "docs" / "ci.md").read_text()
COMMANDS = sorted({found[0].strip() for found in re.finditer(r"assay (?:ci|merge|run|matrix) [^\n`#'|}]*", TEXT)})


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 10
    for line in ("assay merge shards --plan plan.json --output public", 'assay run --target "$TARGET" --report-dir'):
        assert any(command.startswith(line) for command in COMMANDS), line


@pytest.mark.parametrize("line", COMMANDS)
def test_a_documented_command_is_one_that_there_is(line: str) -> None:
    words = shlex.split(line.removesuffix('"') if line.count('"') % 2 else line)[1:]
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    known = {name for parameter in command.params for name in parameter.opts}
    known |= {f"--{one.name}" for one in OPTIONS} if command.name == "run" else set()
    given = [word.partition("=")[0] for word in words if word.startswith("--")]
    assert {*given} <= known, line
    positional = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    values = [n for n, word in enumerate(words) if not word.startswith("-")]
    taken = [n for n in values if n and words[n - 1].startswith("--") and "=" not in words[n - 1]]
    assert bool(positional) or len(values) == len(taken), line

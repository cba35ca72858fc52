"""The commands of ``assay`` that read results: report, compare, history."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from assay.domain.errors import UsageError
from assay.reporting import model, terminal
from assay.reporting.comparing import render as compare_render
from assay.reporting.comparing.comparison import compare_files
from assay.reporting.history import render as history_render
from assay.reporting.history.runs import history as read_history
from assay.reporting.model import Report, printable
from assay.reporting.say import say
from assay.reporting.screen import fitting
from assay.reporting.write import refuse_other, save, write
from assay.results.file import results_file

_PATH = click.Path(path_type=Path)
_STDOUT = Path("/dev/stdout")
"""Opened anew, a file that the shell has made of it would lose what it has."""


def _output(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option("--output", type=_PATH, help="Write to this file instead of the terminal.")(function)
        choice = click.Choice(["terminal", *formats])
        return click.option("--format", "format_", type=choice, default="terminal", show_default=True)(function)

    return add


def _give(text: str, output: Path | None, format_: str) -> None:
    if output is None or output == _STDOUT:
        text = text.rstrip("\n")
        # The others are for programs, and UTF-8 whatever the terminal takes.
        click.echo(fitting(text, sys.stdout) if format_ == "terminal" else text.encode("utf-8", "replace"))
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        save(output, text)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}; give another --output") from None


def _warn(path: Path, found: Report) -> None:
    """Say what of a run could not be read, where the output itself may have no place for it."""
    for line in found.run.damage[:5]:
        say(printable(f"assay: {path}: {line}"), err=True)
    if len(found.run.damage) > 5:
        say(printable(f"assay: {path}: and {len(found.run.damage) - 5} more lines"), err=True)


def _console(output: Path | None) -> tuple[int, bool]:
    console = Console()
    return console.width, console.is_terminal and output is None


@click.command()
@click.argument("directory", type=_PATH, default=Path("reports/latest"))
@click.option("--output", type=_PATH, help="Write the report to this directory instead.")
def report(directory: Path, output: Path | None) -> None:
    """Render the report in DIRECTORY again from its results.jsonl alone, also that of a run that was killed.

    DIRECTORY may be a results file too. If that has another name, its report goes into a directory of that name.
    """
    if output is None and directory.exists() and not (directory.is_dir() or directory.is_file()):
        raise UsageError(f"{directory}: is no regular file, so it has no place for a report; give --output")
    found = model.load(directory)
    folder = output if output is not None else model.home(results_file(directory))
    refuse_other(found, folder)
    write(found, folder)
    say(terminal.render(found, folder, *_console(None)))


@click.command()
@click.argument("base", type=_PATH)
@click.argument("candidate", type=_PATH)
@click.option("--allow-missing", is_flag=True, help="Exit with 0 where nothing is known to have regressed.")
@_output(*compare_render.RENDERERS)
def compare(base: Path, candidate: Path, allow_missing: bool, format_: str, output: Path | None) -> None:
    """Compare two runs, given as directories or results files.

    Exits with 1 if anything that held in BASE fails in CANDIDATE or ends in an error, or if nobody can tell: something
    held and was not run, though the candidate was asked for it, or fails and was not seen in the base. Exits with 2 if
    the two cannot be compared.
    """
    found = compare_files(base, candidate)
    for path, side in ((base, found.base), (candidate, found.candidate)):
        _warn(path, side)
    if format_ == "html":
        _give(compare_render.html(found, output.parent if output else None), output, format_)
    else:
        render = compare_render.RENDERERS.get(format_)
        _give(render(found) if render else compare_render.terminal(found, *_console(output)), output, format_)
    sys.exit(found.exit_code or (1 if found.untold and not allow_missing else 0))


@click.command()
@click.argument("directory", type=_PATH, default=Path("reports"))
@_output(*history_render.RENDERERS)
def history(directory: Path, format_: str, output: Path | None) -> None:
    """Show what became of every target and feature over all runs below DIRECTORY."""
    found = read_history(directory)
    if format_ == "html":
        _give(history_render.html(found, output.parent if output else None), output, format_)
    else:
        render = history_render.RENDERERS.get(format_)
        _give(render(found) if render else history_render.terminal(found, *_console(output)), output, format_)

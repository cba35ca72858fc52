"""The commands of ``assay`` that read results: report, compare, history."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.console import Console

from assay.commands.report_facts import facts_of
from assay.commands.tables import print_json
from assay.domain.errors import UsageError
from assay.reporting import baseline_file, model, terminal
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.comparing import terminal as comparison_terminal
from assay.reporting.comparing.comparison import compare_files
from assay.reporting.folders import folder_of
from assay.reporting.format import Format, Subject
from assay.reporting.history import formats as history_formats
from assay.reporting.history import terminal as history_terminal
from assay.reporting.history.runs import history as read_history
from assay.reporting.model import Report
from assay.reporting.say import say
from assay.reporting.screen import colours, fitting, printable
from assay.reporting.write import refuse_other, save, write
from assay.results.file import results_file

_PATH = click.Path(path_type=Path)
_STDOUT = Path("/dev/stdout")
"""Opened anew, a file that the shell has made of it would lose what it has."""


def _text(
    formats: Iterable[Format[Subject]],
    found: Subject,
    output: Path | None,
    name: str,
    terminal: Callable[[Subject, int, bool], str],
) -> str:
    """What was found in the format of that name; links in it lead from where it goes."""
    chosen = next((one for one in formats if one.name == name), None)
    return chosen.text(found, output.parent if output else None) if chosen else terminal(found, *_console(output))


def _give(text: str, output: Path | None, format_: str) -> None:
    if output is None or output == _STDOUT:
        text = text.rstrip("\n")
        # The others are for programs, and UTF-8 whatever the terminal takes.
        shown = fitting(text, sys.stdout) if format_ == "terminal" else text.encode("utf-8", "replace")
        click.echo(shown, color=colours(sys.stdout))
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
    return Console().width, output is None and colours(sys.stdout)


def report(directory: Path, output: Path | None, baseline: Path | None, everything: bool, as_json: bool) -> None:
    """What ``assay report`` does."""
    if output is None and directory.exists() and not (directory.is_dir() or directory.is_file()):
        raise UsageError(f"{directory}: is no regular file, so it has no place for a report; give --output")
    found = model.load(directory)
    folder = output if output is not None else folder_of(results_file(directory))
    refuse_other(found, folder)
    found.everything = everything
    found.before = baseline_file.given(baseline) if baseline else baseline_file.kept(folder_of(results_file(directory)))
    write(found, folder)
    if found.before is not None:
        baseline_file.keep(found.before, folder)
    if as_json:
        print_json(facts_of(found, folder))
    else:
        say(terminal.render(found, folder, *_console(None)))


def compare(base: Path, candidate: Path, allow_missing: bool, format_: str, output: Path | None) -> None:
    """What ``assay compare`` does."""
    found = compare_files(base, candidate)
    for path, side in ((base, found.base), (candidate, found.candidate)):
        _warn(path, side)
    _give(_text(comparison_formats.FORMATS, found, output, format_, comparison_terminal.render), output, format_)
    sys.exit(1 if found.fails(allow_missing=allow_missing) else 0)


def history(directory: Path, format_: str, output: Path | None) -> None:
    """What ``assay history`` does."""
    found = read_history(directory)
    _give(_text(history_formats.FORMATS, found, output, format_, history_terminal.render), output, format_)

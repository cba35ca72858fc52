"""The command lines that read results: report, compare, history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import json_option
from assay.commands.help_texts import ExampleCommand

_PATH = click.Path(path_type=Path)
COMPARISONS = ("markdown", "json", "html")
HISTORIES = ("json", "html")
"""The names of the formats, which take long to import; a test holds them against those."""


def _output(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option("--output", type=_PATH, help="Write to this file instead of the terminal.")(function)
        choice = click.Choice(["terminal", *formats])
        return click.option("--format", "format_", type=choice, default="terminal", show_default=True)(function)

    return add


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay report reports/latest", "render it again, also of a run that was killed"),
        ("assay report reports/latest --baseline reports/runs/monday", "with what changed since another run"),
        ("assay report nightly/results.jsonl --output site --all", "elsewhere, with what was not asked for"),
    ],
)
@click.argument("directory", type=_PATH, default=Path("reports/latest"))
@click.option("--output", type=_PATH, help="Write the report to this directory instead.")
@click.option("--baseline", type=_PATH, help="An earlier run: the first screen says what changed since.")
@click.option("--all", "everything", is_flag=True, help="Show what the run was not asked for too.")
@json_option
@carried_out_in("assay.commands.reports")
def report() -> None:
    """Render the report in DIRECTORY again from its results.jsonl alone, also that of a run that was killed.

    DIRECTORY may be a results file too. If that has another name, its report goes into a directory of that name.
    """


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay compare reports/runs/monday reports/latest", "what regressed, was fixed or is new"),
        ("assay compare base candidate --format html --output compare.html", "as a page"),
        ("assay compare base candidate --allow-missing --format json", "for a program; what was not run passes"),
    ],
)
@click.argument("base", type=_PATH)
@click.argument("candidate", type=_PATH)
@click.option("--allow-missing", is_flag=True, help="Exit with 0 where nothing is known to have regressed.")
@_output(*COMPARISONS)
@carried_out_in("assay.commands.reports")
def compare() -> None:
    """Compare two runs, given as directories or results files.

    Exits with 1 if anything that held in BASE fails in CANDIDATE, ends in an error or is not offered, or if nobody
    can tell: something held and was not run, though the candidate was asked for it, or is gone, or fails and was not
    seen in the base. Exits with 2 if the two cannot be compared.
    """


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay history reports/runs", "what became of each target and feature"),
        ("assay history reports/runs --format html --output history.html", "as a page with charts"),
    ],
)
@click.argument("directory", type=_PATH, default=Path("reports"))
@_output(*HISTORIES)
@carried_out_in("assay.commands.reports")
def history() -> None:
    """Show what became of every target and feature over all runs below DIRECTORY."""

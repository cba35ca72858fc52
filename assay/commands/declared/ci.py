"""The command lines of ``assay ci``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assay.commands import completion
from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import cluster_options
from assay.commands.help_texts import ExampleCommand
from assay.domain import cuts
from assay.running.option_table import option

_PATH = click.Path(path_type=Path)


def _of_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the run that it is about, and the one before it."""
    baseline = "The run before, as a directory or a results file: what is new since then comes first."
    function = click.option("--baseline", type=_PATH, help=baseline)(function)
    return click.argument("directory", type=_PATH, default=Path("reports/latest"))(function)


@click.group()
def ci() -> None:
    """Plan runs for a CI server, and write what it shows of them."""


@ci.command(
    cls=ExampleCommand,
    examples=[
        ("assay ci plan --by driver --target sqlite,postgres", "a job for each driver of two databases"),
        ("assay ci plan --by driver --by chapter --parts --output plan.json", "many small jobs, in matrices of 256"),
    ],
)
@click.option(
    "--by",
    "cuts",
    type=click.Choice(cuts.CUTS),
    multiple=True,
    default=[cuts.BACKEND],
    show_default=True,
    help="What the suite is cut by; repeatable.",
)
@click.option("--parts", is_flag=True, help=f"Two levels: a matrix of parts, each with at most {cuts.JOBS} shards.")
@click.option("--output", type=_PATH, help="Also write the plan to this file, for `assay merge --plan`.")
@click.option("--suite-dir", default=None, metavar="DIR", help=option("suite-dir").described())
@click.option(
    "--feature",
    multiple=True,
    metavar=option("feature").metavar,
    help=option("feature").described(),
    shell_complete=completion.values_of("feature"),
)
@click.option(
    "--target",
    multiple=True,
    metavar=option("target").metavar,
    help=option("target").described(),
    shell_complete=completion.values_of("target"),
)
@carried_out_in("assay.commands.ci")
def plan() -> None:
    """Cut the suite into shards, and print them as JSON that a strategy matrix of GitHub's takes as it is.

    A shard has a name, and what --target and --feature of its run are. Starts no server.
    """


@ci.command(
    cls=ExampleCommand,
    context_settings={"ignore_unknown_options": True},
    examples=[
        ("assay ci run plan.json --output shards --jobs 4", "on this machine, four at a time"),
        ("assay ci run plan.json --output shards --scheduler tcp://10.0.0.1:8786", "on a Dask cluster"),
    ],
)
@click.argument("plan_file", metavar="PLAN", type=_PATH)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--output", type=_PATH, required=True, help="Where the report of each shard goes, in a folder of its name."
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Shards at a time, on this machine.")
@cluster_options("a shard")
@carried_out_in("assay.commands.ci")
def run() -> None:
    """Run the shards of a plan where there is no CI server: here, or on a Dask cluster. Then: assay merge.

    Further arguments go to each `assay run`. Exits with 1 if a shard came to no end; `merge` tells what they say.
    """


@ci.command(
    cls=ExampleCommand,
    examples=[
        ("assay ci summary report --baseline last", "what is new since the last run, what broke, and the rest"),
    ],
)
@_of_run
@carried_out_in("assay.commands.ci")
def summary() -> None:
    """Print the summary of a step: >> "$GITHUB_STEP_SUMMARY". It stays below the size that GitHub takes."""


@ci.command(
    cls=ExampleCommand,
    name="annotations",
    examples=[
        ("assay ci annotations report", "a line for each cause"),
    ],
)
@click.argument("directory", type=_PATH, default=Path("reports/latest"))
@carried_out_in("assay.commands.ci")
def show_annotations() -> None:
    """Print what broke as GitHub's annotations, one for each cause."""


@ci.command(
    cls=ExampleCommand,
    examples=[
        ("assay ci comment reports/upgrade/upgraded --baseline reports/upgrade/present", "what assay upgrade found"),
    ],
)
@_of_run
@carried_out_in("assay.commands.ci")
def comment() -> None:
    """Print the comment for a pull request, which stays below the number of characters that GitHub takes."""


@ci.command(
    cls=ExampleCommand,
    examples=[
        (
            "assay ci issue report --baseline last --output issues",
            "a file for each cause that is new since the last run",
        ),
    ],
)
@_of_run
@click.option("--output", type=_PATH, help="Write each to KEY.md in this directory; its first line is the title.")
@carried_out_in("assay.commands.ci")
def issue() -> None:
    """Print the texts of issues for what is newly broken, one for each cause; without --baseline all of it is new.

    KEY is the same for a cause on every night, and is in the text as assay-KEY: so an open issue is found by it.
    """

"""The commands ``assay ci``: what a CI server needs before the runs, and what it shows after them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from assay.commands import completion
from assay.commands.help_texts import ExampleCommand
from assay.domain import exit_codes, shards
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.reporting import ci as texts
from assay.reporting import model
from assay.reporting.comparing.comparison import Comparison, compare
from assay.reporting.model import Report
from assay.reporting.say import say
from assay.reporting.write import save
from assay.running.option_table import option
from assay.running.options import Options
from assay.running.plugin_news import say_refused
from assay.running.selection import Selection
from assay.shards import planning
from assay.shards.cluster import cluster
from assay.shards.dispatching import run_plan

_PATH = click.Path(path_type=Path)


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
    type=click.Choice(planning.CUTS),
    multiple=True,
    default=[planning.BACKEND],
    show_default=True,
    help="What the suite is cut by; repeatable.",
)
@click.option("--parts", is_flag=True, help=f"Two levels: a matrix of parts, each with at most {shards.JOBS} shards.")
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
def plan(
    cuts: tuple[str, ...],
    parts: bool,
    output: Path | None,
    suite_dir: str | None,
    feature: tuple[str, ...],
    target: tuple[str, ...],
) -> None:
    """Cut the suite into shards, and print them as JSON that a strategy matrix of GitHub's takes as it is.

    A shard has a name, and what --target and --feature of its run are. Starts no server.
    """
    say_refused()
    options = Options.parse(target=target, feature=feature, suite_dir=suite_dir)
    catalogue = Catalogue.load(options.suite_dir / "catalogue.toml")
    found = planning.plan(Selection.of(options, catalogue), catalogue, cuts)
    text = shards.parts(found) if parts else shards.matrix(found)
    if output is not None:
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            save(output, text + "\n")
        except OSError as error:
            raise UsageError(f"{output}: the plan cannot be written: {error.strerror}") from None
    click.echo(text)


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
@click.option("--scheduler", metavar="ADDRESS", help="Run them on a Dask cluster; each starts its servers there.")
@click.option(
    "--retries",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="How often a shard is tried again whose run came to no end.",
)
def run(
    plan_file: Path, arguments: tuple[str, ...], output: Path, jobs: int, scheduler: str | None, retries: int
) -> None:
    """Run the shards of a plan where there is no CI server: here, or on a Dask cluster. Then: assay merge.

    Further arguments go to each `assay run`. Exits with 1 if a shard came to no end; `merge` tells what they say.
    """
    planned = shards.read_plan(plan_file)
    given = [word.partition("=")[0] for word in arguments]
    for name in ("--target", "--feature", "--report-dir"):
        if name in given:
            raise UsageError(f"{name}: the plan says it; leave it out")
    if scheduler is not None and "--database-url" in given:
        raise UsageError("--scheduler: a --database-url, with its password, would go through the scheduler")
    with ExitStack() as stack:
        if scheduler is None:
            executor: Executor = stack.enter_context(_threads(jobs))
            lost: Callable[[], str] = str
        else:
            executor, lost = stack.enter_context(cluster(scheduler))
        outcomes = run_plan(executor, planned, output, arguments=arguments, retries=retries, lost=lost)
    if any(outcome.problem for outcome in outcomes):
        sys.exit(exit_codes.FAILED)


@contextmanager
def _threads(jobs: int) -> Iterator[Executor]:
    """Threads, each of which waits for a process; when it is interrupted, what waits for its turn is left."""
    executor = ThreadPoolExecutor(jobs)
    try:
        yield executor
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


def _of_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the run that it is about, and the one before it."""
    baseline = "The run before, as a directory or a results file: what is new since then comes first."
    function = click.option("--baseline", type=_PATH, help=baseline)(function)
    return click.argument("directory", type=_PATH, default=Path("reports/latest"))(function)


def _read(directory: Path, baseline: Path | None) -> tuple[Report, Comparison | None]:
    report = model.load(directory)
    return report, compare(model.load(baseline), report) if baseline is not None else None


@ci.command(
    cls=ExampleCommand,
    examples=[
        ("assay ci summary report --baseline last", "what is new since the last run, what broke, and the rest"),
    ],
)
@_of_run
def summary(directory: Path, baseline: Path | None) -> None:
    """Print the summary of a step: >> "$GITHUB_STEP_SUMMARY". It stays below the size that GitHub takes."""
    _print(texts.summary.render(*_read(directory, baseline)))


@ci.command(
    cls=ExampleCommand,
    name="annotations",
    examples=[
        ("assay ci annotations report", "a line for each cause"),
    ],
)
@click.argument("directory", type=_PATH, default=Path("reports/latest"))
def show_annotations(directory: Path) -> None:
    """Print what broke as GitHub's annotations, one for each cause."""
    _print(texts.annotations.render(model.load(directory)))


@ci.command(
    cls=ExampleCommand,
    examples=[
        ("assay ci comment reports/upgrade/upgraded --baseline reports/upgrade/present", "what assay upgrade found"),
    ],
)
@_of_run
def comment(directory: Path, baseline: Path | None) -> None:
    """Print the comment for a pull request, which stays below the number of characters that GitHub takes."""
    _print(texts.comment.render(*_read(directory, baseline)))


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
def issue(directory: Path, baseline: Path | None, output: Path | None) -> None:
    """Print the texts of issues for what is newly broken, one for each cause; without --baseline all of it is new.

    KEY is the same for a cause on every night, and is in the text as assay-KEY: so an open issue is found by it.
    """
    for one in texts.issue.issues(*_read(directory, baseline)):
        text = f"# {one.title}\n\n{one.body}"
        if output is None:
            _print(text)
            continue
        try:
            output.mkdir(parents=True, exist_ok=True)
            save(output / f"{one.key}.md", text)
        except OSError as error:
            raise UsageError(f"{output}: cannot be written: {error.strerror}; give another --output") from None
        say(str(output / f"{one.key}.md"))


def _print(text: str) -> None:
    """For programs: UTF-8, whatever the terminal takes."""
    click.echo(redacted(text).encode("utf-8", "replace"), nl=not text.endswith("\n") and bool(text))

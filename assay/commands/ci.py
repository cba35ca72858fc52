"""The commands ``assay ci``: what a CI server needs before the runs, and what it shows after them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

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
from assay.running.options import Options
from assay.running.plugin_news import say_refused
from assay.running.selection import Selection
from assay.shards import planning
from assay.shards.cluster import cluster
from assay.shards.dispatching import run_plan

_PATH = click.Path(path_type=Path)


def plan(
    cuts: tuple[str, ...],
    parts: bool,
    output: Path | None,
    suite_dir: str | None,
    feature: tuple[str, ...],
    target: tuple[str, ...],
) -> None:
    """What ``assay ci plan`` does."""
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


def run(
    plan_file: Path, arguments: tuple[str, ...], output: Path, jobs: int, scheduler: str | None, retries: int
) -> None:
    """What ``assay ci run`` does."""
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


def _read(directory: Path, baseline: Path | None) -> tuple[Report, Comparison | None]:
    report = model.load(directory)
    return report, compare(model.load(baseline), report) if baseline is not None else None


def summary(directory: Path, baseline: Path | None) -> None:
    """What ``assay ci summary`` does."""
    _print(texts.summary.render(*_read(directory, baseline)))


def show_annotations(directory: Path) -> None:
    """What ``assay ci annotations`` does."""
    _print(texts.annotations.render(model.load(directory)))


def comment(directory: Path, baseline: Path | None) -> None:
    """What ``assay ci comment`` does."""
    _print(texts.comment.render(*_read(directory, baseline)))


def issue(directory: Path, baseline: Path | None, output: Path | None) -> None:
    """What ``assay ci issue`` does."""
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

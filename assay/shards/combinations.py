"""The combinations of a matrix as jobs: each makes its environment, and starts its servers, where it is run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.reporting import model
from assay.reporting.matrix.combinations import Combination
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.results.file import RESULTS_FILE
from assay.shards.dispatching import JobOutcome, dispatch, installed, other_assay, place
from assay.upgrading.gate import OUTPUT, QUESTION, EnvironmentRunner, folder_of, server_versions, trouble
from assay.upgrading.needs import Use


@dataclass(frozen=True)
class CombinationJob:
    """One combination of versions.

    Args:
        versions: Version or range by axis.
        pins: Versions that are kept where they can be.
        arguments: Arguments of its run.
        servers: What distinguishes its servers from those of other runs.
        sources: Options that say where its servers come from.
        workers: Processes of its run.
        use: The drivers and clients that the checks use.
        installed: What :func:`assay.shards.dispatching.installed` says where it was made.
    """

    versions: Mapping[str, str]
    pins: tuple[str, ...]
    arguments: tuple[str, ...]
    servers: tuple[str, ...]
    sources: tuple[str, ...]
    workers: int
    use: Use
    installed: str

    @property
    def name(self) -> str:
        """The versions in a few words."""
        return Combination(self.versions).name


def run_combination(job: CombinationJob) -> JobOutcome[CombinationJob]:
    """Make the environment of a combination, run the suites in it, and take along what that left."""
    if problem := other_assay(job, job.installed):
        return JobOutcome(job, problem=problem, where=place())
    cell = Combination(job.versions)
    versions = [f"--server-version={name}={version}" for name, version in server_versions(job.versions).items()]
    sources = [*job.sources, *versions]
    with tempfile.TemporaryDirectory(prefix="assay-matrix-") as name:
        runner = EnvironmentRunner(
            Path(name), job.pins, job.arguments, job.workers, servers=job.servers, use=job.use, sources=sources
        )
        again = runner.run(cell)
        folder = Path(name) / folder_of(cell)
        kept = (folder / file for file in (RESULTS_FILE, OUTPUT, QUESTION))
        files = {file.name: file.read_bytes() for file in kept if file.is_file()}
    return JobOutcome(job, files, cell.problem, again, place(), dict(cell.resolved))


def run_all(
    executor: Executor,
    runner: EnvironmentRunner,
    wanted: Sequence[Combination],
    *,
    retries: int,
    lost: Callable[[], str] = str,
) -> None:
    """Run the cells of a matrix on any executor; what came of each is noted in it as soon as it ends.

    Args:
        executor: What runs them.
        runner: What is asked of each, and where the reports go.
        wanted: The cells.
        retries: How often a cell is tried again whose run came to no end.
        lost: See :func:`assay.shards.dispatching.dispatch`.

    Raises:
        UsageError: There is a password among the pins, which would go through the scheduler.
    """
    for pin in runner.pins:
        if redacted(pin) != pin:
            raise UsageError(f"--scheduler: {redacted(pin)!r} has a password, which would go through the scheduler")
    left = {cell.name: cell for cell in wanted if not (runner.resume and runner.take(cell))}
    jobs = [
        CombinationJob(
            cell.versions,
            tuple(runner.pins),
            tuple(runner.arguments),
            tuple(runner.servers),
            tuple(runner.sources),
            runner.workers,
            runner.use,
            installed(),
        )
        for cell in left.values()
    ]
    for outcome in dispatch(executor, run_combination, jobs, retries=retries, lost=lost):
        cell, folder = left[outcome.job.name], runner.folder / folder_of(left[outcome.job.name])
        outcome.write(folder)
        cell.problem, cell.resolved = outcome.problem, outcome.resolved
        if RESULTS_FILE in outcome.files:
            cell.report = model.load(folder)
            cell.seconds = cell.report.run.end.seconds if cell.report.run.end else 0.0
        said = outcome.problem or f"{cell.seconds:.0f} s{trouble(cell.report)}"
        say(printable(f"{cell.name}: {said} (on {outcome.where})"))

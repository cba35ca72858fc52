"""Runs shards, or combinations of versions, on whatever is an executor of :mod:`concurrent.futures`.

A run that came to its end is never repeated, whatever its verdicts are: only one that nobody knows the end of is tried
again, as when the machine that it was on is gone.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from assay.domain import exit_codes
from assay.domain.errors import AssayError, UsageError
from assay.domain.shards import Shard
from assay.process.installation import DISTRIBUTION
from assay.reporting import model
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.reporting.write import write
from assay.results.file import RESULTS_FILE, read_results
from assay.results.manifest import distribution_versions
from assay.running.suite_files import suites_digest
from assay.upgrading.gate import OUTPUT

_LOOK_SECONDS = 0.2


class Job(Protocol):
    """What is run: any value that can be sent to another process."""

    @property
    def name(self) -> str:
        """What to call it."""
        ...


J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class JobOutcome(Generic[J]):
    """What came of a job.

    Args:
        job: The job.
        files: What its run left, by name.
        problem: Why it did not come to its end, or did not begin; empty if it did.
        again: Whether another try may come to another end.
        where: The machine and the process that ran it.
        resolved: The version of every distribution, where it made its own environment.
    """

    job: J
    files: Mapping[str, bytes] = field(default_factory=dict)
    problem: str = ""
    again: bool = False
    where: str = ""
    resolved: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write what its run left, and its report.

        Raises:
            UsageError: It cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / RESULTS_FILE).unlink(missing_ok=True)
            for name, content in self.files.items():
                (folder / name).write_bytes(content)
        except OSError as error:
            raise UsageError(f"{folder}: cannot be written: {error.strerror}") from None
        if RESULTS_FILE in self.files:
            write(model.load(folder), folder)


@dataclass(frozen=True)
class ShardJob:
    """A shard of a plan, to be run by ``assay run``.

    Args:
        shard: The shard.
        arguments: Further arguments.
        installed: What :func:`installed` says where it was made: the same has to run it.
    """

    shard: Shard
    arguments: tuple[str, ...] = ()
    installed: str = ""

    @property
    def name(self) -> str:
        """The shard's name."""
        return self.shard.name


@cache
def installed() -> str:
    """The version of this Assay and a digest of its checks: what two machines have to have in common."""
    return f"{distribution_versions(()).get(DISTRIBUTION, 'unknown')}, checks {suites_digest()[:12]}"


def other_assay(job: Job, wanted: str) -> str:
    """What is wrong with the Assay of this process, if another one has made a job; empty if nothing."""
    if not wanted or wanted == installed():
        return ""
    return f"{place()} has another Assay ({installed()}) than the one that made {job.name} ({wanted}); install that one"


def place() -> str:
    """This machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_shard(job: ShardJob) -> JobOutcome[ShardJob]:
    """Run a shard in a process of its own, and take along what it left; on any machine with the same Assay."""
    if problem := other_assay(job, job.installed):
        return JobOutcome(job, problem=problem, where=place())
    with tempfile.TemporaryDirectory(prefix="assay-shard-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "assay", "run", "-q", "--tb=no", *job.shard.options]
        command += [f"--report-dir={folder}", *job.arguments]
        variables = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        # A pipe: if this process is killed, nobody reads it any more, which ends the run too.
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables
        ) as process:
            said, _ = process.communicate()
        files = {OUTPUT: said}
        if (folder / RESULTS_FILE).is_file():
            files[RESULTS_FILE] = (folder / RESULTS_FILE).read_bytes()
        problem = _problem(folder, process.returncode, said)
    # A word that it does not know, it will not know the next time.
    return JobOutcome(
        job, files, problem, again=bool(problem) and process.returncode != exit_codes.USAGE, where=place()
    )


def _problem(folder: Path, code: int, said: bytes) -> str:
    """Why a run has no end; empty if it has one."""
    lines = said.decode("utf-8", "replace").strip().splitlines() or ["no output"]
    try:
        if read_results(folder).end is not None:
            return ""
    except UsageError:
        return f"the run ended with {code} before it began: {lines[-1]}"
    return f"the run was cut off: its process ended with {code}"


def dispatch(
    executor: Executor,
    task: Callable[[J], JobOutcome[J]],
    jobs: Iterable[J],
    *,
    retries: int = 0,
    lost: Callable[[], str] = str,
) -> Iterator[JobOutcome[J]]:
    """Run jobs on an executor; each outcome comes as soon as its job ends.

    Args:
        executor: What runs them.
        task: Runs one.
        jobs: The jobs.
        retries: How often a job is tried again that came to no end.
        lost: Says why no job will end any more, as when there is nothing left that could run it; empty as long as
            that is not so.
    """
    running: dict[Future[JobOutcome[J]], tuple[J, int]] = {}
    for job in jobs:
        running[executor.submit(task, job)] = job, 0
    while running:
        # In steps: a signal that another thread received is seen only when this one wakes up.
        done, _ = wait(running, _LOOK_SECONDS, FIRST_COMPLETED)
        if not done and (why := lost()):
            yield from (JobOutcome(job, problem=why) for job, _ in running.values())
            return
        for future in done:
            job, tries = running.pop(future)
            outcome = _outcome(future, job)
            if outcome.again and tries < retries:
                say(printable(f"{job.name}: again, as {outcome.problem}"), err=True)
                try:
                    running[executor.submit(task, job)] = job, tries + 1
                    continue
                except RuntimeError as error:  # it takes nothing any more
                    outcome = JobOutcome(job, outcome.files, f"{outcome.problem}; {error}", where=outcome.where)
            yield outcome


def _outcome(future: Future[JobOutcome[J]], job: J) -> JobOutcome[J]:
    try:
        return future.result()
    except AssayError as error:
        return JobOutcome(job, problem=str(error))
    except CancelledError:
        return JobOutcome(job, problem="what was to run it is gone", again=True)
    except Exception as error:  # noqa: BLE001 - whatever an executor raises of a machine that is gone
        return JobOutcome(job, problem=f"what ran it is gone: {type(error).__name__}: {error}", again=True)


def run_plan(
    executor: Executor,
    shards: Iterable[Shard],
    folder: Path,
    *,
    arguments: Iterable[str] = (),
    retries: int = 0,
    lost: Callable[[], str] = str,
) -> list[JobOutcome[ShardJob]]:
    """Run the shards of a plan on any executor; the report of each is in a folder of its name as soon as it ends.

    Args:
        executor: What runs them: threads, processes, or machines.
        shards: The plan.
        folder: Where the folders go.
        arguments: Further arguments of each ``assay run``.
        retries: How often a shard is tried again whose run came to no end.
        lost: See :func:`dispatch`.

    Raises:
        UsageError: The folder cannot be written.
    """
    jobs = [ShardJob(shard, tuple(arguments), installed()) for shard in shards]
    found, start = [], time.monotonic()
    for outcome in dispatch(executor, run_shard, jobs, retries=retries, lost=lost):
        outcome.write(folder / outcome.job.name)
        found.append(outcome)
        about = outcome.problem or f"ended after {time.monotonic() - start:.0f} s"
        say(printable(f"{outcome.job.name}: {about} ({len(found)} of {len(jobs)})"), err=True)
    return found

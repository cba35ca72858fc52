"""What to run before an upgrade: two sets of versions, or many, on the same servers, and what changed between them."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from assay import environments
from assay.backends import BACKENDS
from assay.environments import Environment, Unresolvable
from assay.errors import AssayError, UsageError
from assay.reporting import model
from assay.reporting.matrix import Cell
from assay.reporting.model import Report
from assay.services.pool import Pool
from assay.stores import PRODUCTS
from assay.verdicts import Verdict

_LOOK_SECONDS = 0.2
_PROGRESS = re.compile(rb"\[ *(\d+)%\]\s*$")
"""How pytest says at the end of a line how far it is."""
_STEP = 20
PYTHON = "python"
TARGET = "target"
SERVICES = frozenset({b.name for b in BACKENDS} | {p.name for p in PRODUCTS})
"""Axes that are versions of servers."""


def parse_axes(texts: Iterable[str]) -> dict[str, list[str]]:
    """Axes as users write them: ``advanced-alchemy=1.11.0,1.12.0``, ``python=3.10,3.13``, ``postgres=15,17``.

    Raises:
        UsageError: One has no name, no values, or is given twice.
    """
    axes: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        found = list(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
        if not equals or not name.strip() or not found:
            raise UsageError(
                f"--axis {text!r}: write it as NAME=VERSION,VERSION such as advanced-alchemy=1.11.0,1.12.0"
            )
        if name.strip() in axes:
            raise UsageError(f"--axis {name.strip()} is given twice; put all its versions into one")
        axes[name.strip()] = found
    environments.parse_requirements(r for cell in cells(axes) for r in requirements(cell.versions))
    return axes


def cells(axes: Mapping[str, Sequence[str]]) -> list[Cell]:
    """Every combination, the last axis changing fastest."""
    return [Cell(dict(zip(axes, values, strict=True))) for values in itertools.product(*axes.values())]


def requirements(versions: Mapping[str, str]) -> list[str]:
    """The requirements of a cell: a bare version is pinned, a range is taken as it is; Python and servers are none."""
    return [
        f"{name}{version if version[:1] in '<>=!~' else '==' + version}"
        for name, version in versions.items()
        if name not in (PYTHON, TARGET) and name not in SERVICES
    ]


def server_versions(versions: Mapping[str, str]) -> dict[str, str]:
    """The versions of servers of a cell."""
    return {name: version for name, version in versions.items() if name in SERVICES}


@dataclass
class Runner:
    """Runs the suites in other environments, on servers that several runs share.

    Args:
        folder: Where the reports go.
        pins: Versions that are kept where they can be.
        arguments: Further arguments of ``assay run``.
        workers: Processes per run.
        jobs: Runs at a time.
        resume: Whether a run that has come to its end before is taken as it is.
    """

    folder: Path
    pins: Sequence[str] = ()
    arguments: Sequence[str] = ()
    workers: int = 2
    jobs: int = 1
    resume: bool = False
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)

    def run_all(
        self, wanted: Sequence[Cell], pool: Callable[[Mapping[str, str]], AbstractContextManager[Pool]]
    ) -> None:
        """Run cells, as many at once as was asked for; cells with the same versions of servers share them.

        Args:
            wanted: The cells; what came of each is noted in it.
            pool: Makes the servers of the given versions.
        """
        groups: dict[tuple[tuple[str, str], ...], list[Cell]] = {}
        for cell in wanted:
            if self.resume and self._take(cell):
                continue
            groups.setdefault(tuple(server_versions(cell.versions).items()), []).append(cell)
        for servers, group in groups.items():
            with pool(dict(servers)) as served, self._executor() as executor:
                missing = [state for name, _ in servers if (state := served.client.state(name)).state != "ready"]
                if missing:
                    for cell in group:
                        cell.problem = missing[0].reason
                        click.echo(f"{cell.name}: {cell.problem}")
                    continue
                futures = [executor.submit(self.run, cell, served) for cell in group]
                # In steps: a signal that another thread received is seen only when this one wakes up.
                while wait(futures, _LOOK_SECONDS).not_done:
                    pass
                for done in futures:
                    done.result()

    @contextmanager
    def _executor(self) -> Iterator[ThreadPoolExecutor]:
        """Runs cells; when it is interrupted, what runs is ended and what waits is left."""
        executor = ThreadPoolExecutor(self.jobs)
        try:
            yield executor
        except BaseException:
            self._stopping.set()
            executor.shutdown(wait=False, cancel_futures=True)
            for process in [*self._running]:
                process.terminate()
            raise
        finally:
            executor.shutdown()

    def _take(self, cell: Cell) -> bool:
        """Take the report of an earlier run of the cell, if that came to its end."""
        folder = self.folder / _slug(cell.name)
        if not (folder / "results.jsonl").exists():
            return False
        found = model.load(folder)
        if found.run.end is None:
            return False
        cell.report, cell.seconds = found, found.run.end.seconds
        click.echo(f"{cell.name}: run {found.id} of {found.started}{_trouble(found)}")
        return True

    def run(self, cell: Cell, pool: Pool) -> None:
        """Build a cell's environment and run the suites in it; what is refused is noted in the cell."""
        if self._stopping.is_set():
            return
        try:
            environment = environments.build(self.pins, requirements(cell.versions), cell.versions.get(PYTHON, ""))
            cell.report = self.report(environment, self.folder / _slug(cell.name), pool, cell.name)
        except Unresolvable as error:
            cell.problem = f"the resolver refuses it: {error}"
        except AssayError as error:
            cell.problem = str(error)
        if cell.report is not None and cell.report.run.end is not None:
            cell.seconds = cell.report.run.end.seconds
        click.echo(f"{cell.name}: {cell.problem or f'{cell.seconds:.0f} s{_trouble(cell.report)}'}")

    def report(self, environment: Environment, folder: Path, pool: Pool, name: str) -> Report:
        """Run the suites in an environment.

        Args:
            environment: Where they run.
            folder: Where the report goes.
            pool: The servers.
            name: What to call the run while it goes on.

        Raises:
            AssayError: The run did not get as far as a report.
        """
        command = [str(environment.interpreter), "-m", "assay", "run", "-q", "--tb=no", "-n", str(self.workers)]
        command += ["--servers-from", str(pool.run_dir), "--report-dir", str(folder), *self.arguments]
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "VIRTUAL_ENV"))}
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "results.jsonl").unlink(missing_ok=True)
        code = self._wait(command, variables, folder / "output.txt", name)
        if not (folder / "results.jsonl").exists():
            said = (folder / "output.txt").read_text(encoding="utf-8").strip().splitlines()
            raise AssayError(f"the run ended with {code} before it began: {said[-1] if said else 'no output'}")
        return model.load(folder)

    def _wait(self, command: Sequence[str], variables: Mapping[str, str], output: Path, name: str) -> int:
        """Run a command to its end, keep its output, and say now and then how far it is."""
        said = 0
        with (
            output.open("wb", buffering=0) as file,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables) as process,
        ):
            self._running.add(process)
            if self._stopping.is_set():
                process.terminate()
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    file.write(line)
                    found = _PROGRESS.search(line)
                    if found and (percent := int(found[1]) // _STEP * _STEP) > said:
                        said = percent
                        click.echo(f"{name}: {percent} %")
                return process.wait()
            finally:
                process.terminate()
                self._running.discard(process)


def _trouble(report: Report | None) -> str:
    """What a run has that nobody explained."""
    if report is None:
        return ""
    wrong = {v: len(report.cells_with(v)) for v in (Verdict.FAIL, Verdict.FIXED, Verdict.ERROR)}
    said = "".join(f", {count} {verdict.value}" for verdict, count in wrong.items() if count)
    return f"{said}, killed before its end" if report.killed else said


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() or c in ".-" else "-" for c in name)

"""What to run before an upgrade: two sets of versions, or many, on the same servers, and what changed between them."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from assay.domain.errors import AssayError, UsageError
from assay.domain.verdicts import BREAKING
from assay.pool.pool import Pool
from assay.products.registry import BACKENDS, PRODUCTS
from assay.reporting import model
from assay.reporting.comparing.baseline import NOTHING_HELD, doubts
from assay.reporting.comparing.comparison import Version
from assay.reporting.matrix.combinations import Combination
from assay.reporting.model import Report
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.results.file import RESULTS_FILE
from assay.running.suite_files import suites_digest
from assay.upgrading import environments
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.fitting import Unresolvable
from assay.upgrading.needs import EVERYTHING, Use
from assay.upgrading.pins import parse_requirements

_LOOK_SECONDS = 0.2
_TOLD = (0, 1, 5)
"""Exit codes of a run that says itself what came of it: passed, failed, nothing ran."""
_PROGRESS = re.compile(rb"^\d+ of \d+ checks \((\d+) %\)")
"""How a run says how far it is: see :class:`assay.running.progress.State`."""
_STEP = 20
_FOLLOWS = ("<", "!=")
OUTPUT = "output.txt"
"""What the process of a run has said, beside its results."""
QUESTION = "question.txt"
"""Beside the results of a whole run: what it was asked, so that only its own answer is taken for one."""
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
        name = canonicalize_name(name.strip())
        found = list(dict.fromkeys(_values(values)))
        if not equals or not name or not found:
            raise UsageError(
                f"--axis {text!r}: write it as NAME=VERSION,VERSION such as advanced-alchemy=1.11.0,1.12.0"
            )
        if name in axes:
            raise UsageError(f"--axis {name} is given twice; put all its versions into one")
        axes[name] = found
    parse_requirements(r for cell in cells(axes) for r in requirements(cell.versions))
    return axes


def _values(text: str) -> list[str]:
    """The values between commas; an upper end or an exclusion belongs to the lower end before it: ``>=2.0,<2.1``."""
    found: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        if found and found[-1].startswith((">", "~=", "==")) and part.startswith(_FOLLOWS):
            found[-1] += f",{part}"
        elif part:
            found.append(part)
    return found


def cells(axes: Mapping[str, Sequence[str]]) -> list[Combination]:
    """Every combination, the last axis changing fastest."""
    return [Combination(dict(zip(axes, values, strict=True))) for values in itertools.product(*axes.values())]


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


def differences(present: Mapping[str, str], changed: Mapping[str, str]) -> list[Version]:
    """The distributions that two environments do not have in common, by name."""
    names = sorted({*present, *changed})
    found = (Version(name, present.get(name, ""), changed.get(name, "")) for name in names)
    return [version for version in found if version.changed]


@dataclass(frozen=True)
class Ran:
    """A run in another environment.

    Args:
        report: What it said.
        code: The exit code of its process.
    """

    report: Report
    code: int

    @property
    def problem(self) -> str:
        """Why it is not a whole one: what did not run, nobody knows of; empty if it came to its end."""
        how = f"its process ended with exit code {self.code}"
        if self.code < 0:
            how = f"its process was ended by {signal.Signals(-self.code).name}"
        if self.report.killed:
            return f"killed before its end: {how}"
        end = self.report.run.end
        if end is not None and not end.whole:
            return self.report.problems[0]
        return how if self.code not in _TOLD else next(iter(self.report.run.damage), "")


@dataclass
class EnvironmentRunner:
    """Runs the suites in other environments, on servers that several runs share.

    Args:
        folder: Where the reports go.
        pins: Versions that are kept where they can be.
        arguments: Further arguments of ``assay run``.
        workers: Processes per run.
        jobs: Runs at a time.
        resume: Whether a run that has come to its end before is taken as it is.
        servers: What else distinguishes the servers of one run from those of another.
        use: The drivers and clients that the checks use.
        sources: Options that say where servers come from, for runs that start their own.
    """

    folder: Path
    pins: Sequence[str] = ()
    arguments: Sequence[str] = ()
    workers: int = 2
    jobs: int = 1
    resume: bool = False
    servers: Sequence[str] = ()
    use: Use = EVERYTHING
    sources: Sequence[str] = ()
    _said: set[str] = field(default_factory=set, init=False)
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)

    def run_all(
        self, wanted: Sequence[Combination], pool: Callable[[Mapping[str, str]], AbstractContextManager[Pool]]
    ) -> None:
        """Run cells, as many at once as was asked for; cells with the same versions of servers share them.

        Args:
            wanted: The cells; what came of each is noted in it.
            pool: Makes the servers of the given versions.
        """
        groups: dict[tuple[tuple[str, str], ...], list[Combination]] = {}
        for cell in wanted:
            if self.resume and self.take(cell):
                continue
            groups.setdefault(tuple(server_versions(cell.versions).items()), []).append(cell)
        for servers, group in groups.items():
            with pool(dict(servers)) as served, self._executor() as executor:
                missing = [state for name, _ in servers if (state := served.client.state(name)).state != "ready"]
                if missing:
                    for cell in group:
                        cell.problem = missing[0].reason
                        say(f"{cell.name}: {cell.problem}")
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

    def take(self, cell: Combination) -> bool:
        """Take the report of an earlier run of the cell, if that came to its end and was asked the same."""
        folder = self.folder / folder_of(cell)
        if not (folder / RESULTS_FILE).exists():
            return False
        try:
            resolution = self._resolve(cell)
            same = (folder / QUESTION).read_text(encoding="utf-8").strip() == self._question(cell, resolution)
            found = Ran(model.load(folder), 0)
        except Unresolvable:
            return False
        except (AssayError, OSError, UnicodeDecodeError):
            same = False
        if not same or found.problem or found.report.run.end is None:
            say(f"{cell.name}: runs again: what is there was cut off, or is of other versions or choices")
            return False
        cell.report, cell.seconds = found.report, found.report.run.end.seconds
        cell.problem = _nothing_held(found.report)
        say(f"{cell.name}: run {found.report.id} of {found.report.started}{trouble(found.report)}")
        return True

    def _resolve(self, cell: Combination) -> Resolution:
        python = cell.versions.get(PYTHON, "")
        resolution = environments.resolve(self.pins, requirements(cell.versions), python, self.use)
        self._name(cell, map(str, resolution.left))
        cell.resolved = resolution.versions
        return resolution

    def _name(self, cell: Combination, lines: Iterable[str]) -> None:
        """Name what of the user's versions a cell does not have; what several do not have, once."""
        for line in lines:
            if line not in self._said:
                self._said.add(line)
                say(printable(f"{cell.name}: {line}"))

    def _question(self, cell: Combination, resolution: Resolution) -> str:
        """The same for runs of the same checks with the same versions on the same servers."""
        servers = [*self.servers, *(f"{k}={v}" for k, v in server_versions(cell.versions).items())]
        asked: list[Any] = [resolution.key, [*self.arguments], servers, suites_digest()]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    def run(self, cell: Combination, pool: Pool | None = None) -> bool:
        """Build a cell's environment and run the suites in it; what is refused is noted in the cell.

        Args:
            cell: The cell.
            pool: The servers; without them the run starts its own, as its arguments say.

        Returns:
            Whether another try may come to another end: the run was cut off, or did not begin.
        """
        if self._stopping.is_set():
            return False
        again = False
        folder = self.folder / folder_of(cell)
        try:
            resolution = self._resolve(cell)
            environment = resolution.build()
            self._name(cell, (f"not kept: {line}: it could not be installed" for line in environment.refused))
            ran = self.report(environment, folder, pool, cell.name)
            cell.report, cell.problem = ran.report, ran.problem
            again = ran.report.killed
            cell.problem = cell.problem or _nothing_held(ran.report)
            if not ran.problem:
                (folder / QUESTION).write_text(f"{self._question(cell, resolution)}\n", encoding="utf-8")
        except Unresolvable as error:
            cell.problem = f"the resolver refuses it: {error}"
        except AssayError as error:
            cell.problem, again = str(error), True
        except OSError as error:
            cell.problem, again = f"{error.filename or folder}: {error.strerror}", True
        if cell.report is not None and cell.report.run.end is not None:
            cell.seconds = cell.report.run.end.seconds
        say(f"{cell.name}: {cell.problem or f'{cell.seconds:.0f} s{trouble(cell.report)}'}")
        return again

    def report(self, environment: Environment, folder: Path, pool: Pool | None, name: str) -> Ran:
        """Run the suites in an environment.

        Args:
            environment: Where they run.
            folder: Where the report goes.
            pool: The servers; without them the run starts its own.
            name: What to call the run while it goes on.

        Raises:
            AssayError: The run did not get as far as a report.
        """
        command = [str(environment.interpreter), "-m", "assay", "run", "-q", "--tb=no", "-n", str(self.workers)]
        command += ["--servers-from", str(pool.run_dir)] if pool is not None else self.sources
        command += ["--report-dir", str(folder), *self.arguments]
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "VIRTUAL_ENV"))}
        command += [f"-pno:{plugin}" for plugin in environment.foreign_plugins]
        folder.mkdir(parents=True, exist_ok=True)
        for earlier in (RESULTS_FILE, QUESTION):
            (folder / earlier).unlink(missing_ok=True)
        code = self._wait(command, variables, folder / OUTPUT, name)
        if not (folder / RESULTS_FILE).exists():
            said = (folder / OUTPUT).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise AssayError(f"the run ended with {code} before it began: {said[-1] if said else 'no output'}")
        return Ran(model.load(folder), code)

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
                        say(f"{name}: {percent} %")
                return process.wait()
            finally:
                process.terminate()
                self._running.discard(process)


def _nothing_held(report: Report) -> str:
    """What is wrong with a run in which nothing held: neither it nor its neighbours say anything of each other."""
    return next((f"nothing held: {d.why}" for d in doubts(report) if d.headline == NOTHING_HELD), "")


def trouble(report: Report | None) -> str:
    """What a run has that nobody explained."""
    if report is None:
        return ""
    wrong = {v: len(report.cells_with(v)) for v in BREAKING}
    return "".join(f", {count} {verdict.value}" for verdict, count in wrong.items() if count)


def folder_of(cell: Combination) -> str:
    """The name of the folder of a cell: no two cells of a matrix have the same."""
    slug = "".join(c if c.isalnum() or c in ".-" else "-" for c in cell.name)
    if all(c.isalnum() or c == "." for version in cell.versions.values() for c in version):
        return slug
    # What is left of "<=2.0" is left of ">=2.0" too.
    return f"{slug}-{hashlib.sha256(cell.name.encode()).hexdigest()[:8]}"

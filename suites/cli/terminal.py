"""A terminal: commands as a user runs them, each in a process of its own; one that hangs is killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.checking import PRINTED, REFERENCE_TARGET, HarnessError, TargetRuntime
from suites.cli.command import Job, become
from suites.processes import IDLE_SECONDS, Forked, ends, forked, user_environment

REFERENCE_APP = "reference_app.app:app"
_NOTHING: Mapping[str, str] = {}


class TerminalError(HarnessError):
    """The command could not even be started: nothing is known about the library."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended.

    Args:
        command: The command line.
        exit: Its exit code; None if it had to be killed, as it did nothing any more.
        stdout: What it printed.
        stderr: What it printed as errors; logging goes there too.
        seconds: How long it took.
    """

    command: str
    exit: int | None
    stdout: str
    stderr: str
    seconds: float

    @property
    def output(self) -> str:
        """All that it printed, as it looks to a user."""
        return f"{self.stdout}\n{self.stderr}".strip()

    @property
    def last_words(self) -> str:
        """What it said at last, on one line: the exception if it is a traceback, else the last line."""
        lines = self.output.splitlines()
        frames = [number for number, line in enumerate(lines) if line.startswith('  File "')]
        said = [line for line in lines[frames[-1] + 1 :] if not line.startswith("    ")] if frames else []
        worded = [line for line in lines if re.search(r"\w", line)][-1:]
        return " ".join(" ".join(said or worded).split())[:500]

    def __str__(self) -> str:
        ended = "did not end" if self.exit is None else f"ended with {self.exit}"
        shown = f"{PRINTED} {self.seconds:.1f} s:\n{self.output[-3000:]}"
        return f"`{self.command}` {ended}: {self.last_words or 'it said nothing'}\n{shown}"

    def succeeded(self) -> Finished:
        """Assert that the exit code is 0."""
        __tracebackhide__ = True
        assert self.exit == 0, str(self)
        return self

    def refused(self) -> Finished:
        """Assert that it ended by itself, with an exit code other than 0."""
        __tracebackhide__ = True
        assert self.exit is not None, f"it waits for something: {self}"
        assert self.exit != 0, str(self)
        return self


class Terminal:
    """Runs commands in one directory.

    A *cold* start is the console script itself, as a user starts it. It spends nine tenths of its time on imports, so
    most commands start *warm*: forked from a process that has imported the libraries and nothing else, and then running
    the same script (:mod:`suites.cli.command`). A planted defect can only be put into a warm one.

    Args:
        directory: Where commands run.
        environment: Variables beside those of this process.
        dialect: The ``dialect+driver`` of the database.
        cold: Whether those commands start cold that are told to.
        defect: Reference of the planted defect, or nothing.
        before: Called before commands start.
    """

    def __init__(
        self,
        directory: Path,
        environment: Mapping[str, str],
        dialect: str,
        *,
        cold: bool,
        defect: str = "",
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self.directory = directory
        self.dialect = dialect
        self.environment = {
            **user_environment(),
            **environment,
        }
        self._can_be_cold = cold and not defect
        self.defect = defect
        self._before = before

    def litestar(
        self,
        *arguments: str,
        app: str = "",
        typed: str = "",
        environment: Mapping[str, str] | None = None,
        powerless: bool = False,
        idle: float = IDLE_SECONDS,
        cold: bool = False,
    ) -> Finished:
        """Run ``litestar --app APP ...``.

        Args:
            arguments: What follows.
            app: The application; none leaves finding it to Litestar.
            typed: What the standard input holds; it ends after that, so a question without an answer is an error.
            environment: Further variables.
            powerless: Have file modes bind the command even if it is root's, which only a warm one can do.
            idle: How long it may do nothing.
            cold: Whether it starts cold, on the target where commands do.
        """
        self._before()
        arguments = (*(("--app", app) if app else ()), *arguments)
        more = environment or {}
        started = self._start(_console_script(), arguments, typed=typed, more=more, powerless=powerless, cold=cold)
        return started.finished(idle)

    def alchemy(self, *arguments: str) -> Finished:
        """Run ``alchemy ...``, the library's own command; the working directory is not where modules are looked for."""
        self._before()
        return self._start(_console_script("alchemy"), arguments).finished()

    def start(self, *arguments: str, app: str, environment: Mapping[str, str]) -> Started:
        """Start ``litestar --app APP ...``, and do not wait for it."""
        self._before()
        return self._start(_console_script(), ("--app", app, *arguments), more=environment)

    def database(self, *arguments: str, app: str = "", typed: str = "", cold: bool = False) -> Finished:
        """Run ``litestar --app APP database ...``."""
        return self.litestar("database", *arguments, app=app, typed=typed, cold=cold)

    def python(self, file: str) -> Finished:
        """Run a file of the directory with Python."""
        self._before()
        return self._start(self.directory / file).finished()

    def module(self, *arguments: str) -> Finished:
        """Run ``python -m MODULE ...``, which puts the working directory first where modules are looked for."""
        self._before()
        files = self._files("")
        process = _Cold([sys.executable, "-m", *arguments], self.directory, self.environment, files)
        return Started(f"python -m {' '.join(arguments)}", files, process).finished()

    def _start(
        self,
        script: Path,
        arguments: tuple[str, ...] = (),
        *,
        typed: str = "",
        more: Mapping[str, str] = _NOTHING,
        powerless: bool = False,
        cold: bool = False,
    ) -> Started:
        environment = {**self.environment, **more}
        files = self._files(typed)
        process: _Cold | Forked
        if cold and self._can_be_cold:
            process = _Cold([sys.executable, str(script), *arguments], self.directory, environment, files)
        else:
            job = Job(
                script=str(script),
                arguments=arguments,
                directory=str(self.directory),
                environment=environment,
                typed=str(files.typed),
                stdout=str(files.stdout),
                stderr=str(files.stderr),
                defect=self.defect,
                powerless=powerless,
            )
            process = forked(become, job, dialect=self.dialect)
        return Started(f"{script.name} {' '.join(arguments)}", files, process)

    def _files(self, typed: str) -> _Files:
        folder = tempfile.TemporaryDirectory(prefix="terminal-", dir=self.directory.parent)
        root = Path(folder.name)
        files = _Files(root / "typed", root / "stdout", root / "stderr", folder)
        for file in (files.typed, files.stdout, files.stderr):
            file.write_text(typed if file is files.typed else "", encoding="utf-8")
        return files


def terminal_of(runtime: TargetRuntime, directory: Path, defect: str) -> Terminal:
    """A terminal whose environment names the database.

    Commands start cold on the reference target only: how they start has nothing to do with the database.

    Args:
        runtime: Where the database is.
        directory: Where commands run.
        defect: Reference of the planted defect, or nothing.
    """
    environment = {
        "ASSAY_DATABASE_URL": runtime.url.render_as_string(hide_password=False),
        **runtime.target.backend.environment(runtime.server),
    }
    return Terminal(
        directory,
        environment,
        runtime.target.driver.dialect,
        cold=runtime.target.id == REFERENCE_TARGET,
        defect=defect,
        before=runtime.make_way,
    )


class Started:
    """A command that runs.

    Args:
        command: The command line.
        files: What it reads and prints.
        process: Its process.
    """

    def __init__(self, command: str, files: _Files, process: _Cold | Forked) -> None:
        self._command = command
        self._files = files
        self._process = process
        self._began = time.monotonic()

    def finished(self, idle: float = IDLE_SECONDS) -> Finished:
        """Wait for its end."""
        try:
            code = self._process.wait(idle)
            out, err = self._files.printed()
        finally:
            self.kill()
        return Finished(self._command, code, out, err, self._process.ended - self._began)

    def kill(self) -> None:
        """Let nothing of it be left."""
        self._process.kill()
        self._files.folder.cleanup()


@dataclass(frozen=True)
class _Files:
    typed: Path
    stdout: Path
    stderr: Path
    folder: tempfile.TemporaryDirectory[str]

    def printed(self) -> list[str]:
        return [file.read_text(encoding="utf-8", errors="replace") for file in (self.stdout, self.stderr)]


class _Cold:
    """A process that is started as a user starts it."""

    def __init__(self, command: list[str], directory: Path, environment: Mapping[str, str], files: _Files) -> None:
        self.ended = 0.0
        with files.typed.open("rb") as typed, files.stdout.open("wb") as stdout, files.stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                command,
                cwd=directory,
                env=dict(environment),
                stdin=typed,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        self.pid = self._process.pid

    def wait(self, idle: float) -> int | None:
        """Its exit code; None if it had to be killed, as it did nothing any more."""
        try:
            return self._process.returncode if ends(self.pid, self._has_ended, idle) else None
        finally:
            self.kill()

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self.ended = self.ended or time.monotonic()

    def _has_ended(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def _console_script(name: str = "litestar") -> Path:
    beside = Path(sys.executable).with_name(name)
    found = beside if beside.exists() else shutil.which(name)
    if found is None:
        raise TerminalError(f"there is no command `{name}`, neither beside Python nor on PATH")
    return Path(found)

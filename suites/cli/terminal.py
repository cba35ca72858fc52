"""A terminal: commands as a user runs them, each in a process of its own; one that hangs is killed."""

from __future__ import annotations

import atexit
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import reference_app
from assay.checking import PRINTED, HarnessError
from suites.cli import zygote
from suites.processes import IDLE_SECONDS, ends

"""Deadline of a command: far more than any needs, so that one that waits for an answer is told from a slow one."""

REFERENCE_APP = "reference_app.app:app"
_NOTHING: Mapping[str, str] = {}

_ROOT = Path(reference_app.__file__).resolve().parents[1]


_OF_THE_RUN = ("LITESTAR_", "PYTEST_", "COVERAGE_", "FORCE_COLOR", "CLICOLOR", "PY_COLORS")


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

    A *cold* start is the console script itself, as a user starts it. It spends two of its two and a half seconds on
    imports, so most commands start *warm*: forked from a process that has imported the library and nothing else, and
    then running the same script (:mod:`suites.cli.zygote`). A planted defect can only be put into a warm one.

    Args:
        directory: Where commands run.
        environment: Variables beside those of this process.
        dialect: The ``dialect+driver`` of the database.
        cold: Whether commands start cold unless they are told otherwise.
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
            **_user_environment(),
            **environment,
        }
        self.cold = cold and not defect
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
    ) -> Finished:
        """Run ``litestar --app APP ...``.

        Args:
            arguments: What follows.
            app: The application; none leaves finding it to Litestar.
            typed: What the standard input holds; it ends after that, so a question without an answer is an error.
            environment: Further variables.
            powerless: Have file modes bind the command even if it is root's; such a command starts warm.
            idle: How long it may do nothing.
        """
        self._before()
        return self._litestar(arguments, app, typed, environment or {}, powerless, idle)

    def _litestar(
        self,
        arguments: tuple[str, ...],
        app: str = "",
        typed: str = "",
        environment: Mapping[str, str] = _NOTHING,
        powerless: bool = False,
        idle: float = IDLE_SECONDS,
    ) -> Finished:
        arguments = (*(("--app", app) if app else ()), *arguments)
        return self._run(_console_script(), arguments, typed, environment, powerless, idle)

    def at_once(
        self, commands: Iterable[tuple[str, ...]], *, app: str, environment: Mapping[str, str]
    ) -> list[Finished]:
        """Run several commands at the same time, and wait for all."""
        self._before()
        with ThreadPoolExecutor() as runners:
            running = [runners.submit(self._litestar, c, app=app, environment=environment) for c in commands]
            return [finished.result() for finished in running]

    def database(self, *arguments: str, app: str = "", typed: str = "", idle: float = IDLE_SECONDS) -> Finished:
        """Run ``litestar --app APP database ...``."""
        return self.litestar("database", *arguments, app=app, typed=typed, idle=idle)

    def python(self, file: str) -> Finished:
        """Run a file of the directory with Python."""
        self._before()
        return self._run(self.directory / file, (), "", {}, powerless=False, idle=IDLE_SECONDS)

    def module(self, *arguments: str) -> Finished:
        """Run ``python -m MODULE ...``, which puts the working directory first where modules are looked for."""
        self._before()
        with self._files("") as files:
            return self._cold(files, [sys.executable, "-m", *arguments], self.environment, IDLE_SECONDS, "python -m")

    def _run(
        self,
        script: Path,
        arguments: tuple[str, ...],
        typed: str,
        more: Mapping[str, str],
        powerless: bool,
        idle: float,
    ) -> Finished:
        environment = {**self.environment, **more}
        with self._files(typed) as files:
            if self.cold and not powerless:
                return self._cold(files, [sys.executable, str(script), *arguments], environment, idle, script.name)
            job = zygote.Job(
                script=str(script),
                arguments=arguments,
                directory=str(self.directory),
                environment=environment,
                dialect=self.dialect,
                typed=str(files.typed),
                stdout=str(files.stdout),
                stderr=str(files.stderr),
                defect=self.defect,
                powerless=powerless,
            )
            started = time.monotonic()
            code = _run_warm(job, idle)
            return files.finished(f"{script.name} {' '.join(arguments)}", code, started)

    def _files(self, typed: str) -> _Files:
        folder = tempfile.TemporaryDirectory(prefix="terminal-", dir=self.directory.parent)
        root = Path(folder.name)
        files = _Files(root / "typed", root / "stdout", root / "stderr", folder)
        for file in (files.typed, files.stdout, files.stderr):
            file.write_text(typed if file is files.typed else "", encoding="utf-8")
        return files

    def _cold(
        self, files: _Files, command: list[str], environment: Mapping[str, str], idle: float, name: str
    ) -> Finished:
        started = time.monotonic()
        with files.typed.open("rb") as typed, files.stdout.open("wb") as stdout, files.stderr.open("wb") as stderr:
            process = subprocess.Popen(
                command,
                cwd=self.directory,
                env=dict(environment),
                stdin=typed,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
            try:
                code = process.returncode if ends(process.pid, partial(_has_ended, process), idle) else None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        return files.finished(f"{name} {' '.join(command[2:])}", code, started)


@dataclass(frozen=True)
class _Files:
    typed: Path
    stdout: Path
    stderr: Path
    folder: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.cleanup()

    def finished(self, command: str, code: int | None, started: float) -> Finished:
        out, err = (file.read_text(encoding="utf-8", errors="replace") for file in (self.stdout, self.stderr))
        return Finished(command, code, out, err, time.monotonic() - started)


def _user_environment() -> dict[str, str]:
    """The environment of this process without what the run of the tests has put there."""
    found = {k: v for k, v in os.environ.items() if not k.startswith(_OF_THE_RUN)}
    # wide: no line is broken or cut in the middle of what a check looks for
    found.update(PYTHONPATH=str(_ROOT), COLUMNS="300", LINES="50")
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        # where it is not written it would be made anew for each command, in three times the time
        found["PYTHONPYCACHEPREFIX"] = _bytecode()
    return found


@cache
def _bytecode() -> str:
    folder = tempfile.TemporaryDirectory(prefix="assay-bytecode-")
    atexit.register(folder.cleanup)
    return folder.name


def _console_script() -> Path:
    beside = Path(sys.executable).with_name("litestar")
    found = beside if beside.exists() else shutil.which("litestar")
    if found is None:
        raise TerminalError("there is no command `litestar`, neither beside Python nor on PATH")
    return Path(found)


def _has_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


class _Zygote:
    """A process that warm commands are forked from, one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", zygote.__name__],
            cwd=_ROOT,
            env=_user_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def run(self, job: zygote.Job, idle: float) -> int | None:
        """Run a command and give its exit code; None if it had to be killed, as it did nothing any more."""
        assert self._process.stdin is not None
        self._process.stdin.write(job.line())
        self._process.stdin.flush()
        pid = self._number()
        if ends(pid, self._answers, idle):
            return self._number()
        os.killpg(pid, signal.SIGKILL)
        self._number()
        return None

    def _answers(self, seconds: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            return bool(selector.select(seconds))

    def _number(self) -> int:
        """What it says next; read byte by byte, so that nothing is left in a buffer that a selector cannot see."""
        assert self._process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self._process.stdout.fileno(), 1)
            if not byte:
                raise TerminalError(f"the process that commands are forked from ended with {self._process.wait()}")
            line += byte
        return int(line)


_IDLE: list[_Zygote] = []


def _run_warm(job: zygote.Job, idle: float) -> int | None:
    """Run a command in a process that waits for one, or in a new one, which then waits for the next."""
    try:
        server = _IDLE.pop()
    except IndexError:
        server = _Zygote()
        atexit.register(server.close)
    code = server.run(job, idle)
    _IDLE.append(server)
    return code

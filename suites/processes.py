"""Processes of a check's own: for what a process can do or have only once."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

import psutil

import suites
from assay.checking import HarnessError, Planted
from suites import fresh_job, zygote

ROOT = Path(suites.__file__).resolve().parents[1]
"""Where the packages of the suites and of the reference application are."""

IDLE_SECONDS = 30.0
"""How long a process may do nothing before it is taken for one that hangs."""

_OF_THE_RUN = ("LITESTAR_", "PYTEST_", "COVERAGE_", "FORCE_COLOR", "CLICOLOR", "PY_COLORS")

Jobs: TypeAlias = Mapping[str, Callable[..., dict[str, Any]]]
"""What can be run in a process of its own, by name."""

FreshProcess: TypeAlias = Callable[..., dict[str, Any]]
"""Runs a job by its name, with its arguments, and gives what it found."""


class FreshProcessError(HarnessError):
    """The process ended without an answer: nothing is known about the library."""


def ends(pid: int, ended: Callable[[float], bool], idle: float = IDLE_SECONDS) -> bool:
    """Wait for a process to end, however slow the machine is: only one that does nothing is given up.

    Args:
        pid: The process; what its children do counts, too.
        ended: Waits for so many seconds, and says whether it has ended.
        idle: How long it may use no processor time.

    Returns:
        Whether it has ended; if not, it hangs.
    """
    before = -1.0
    while not ended(idle):
        spent = _processor_time(pid)
        if spent <= before:
            return False
        before = spent
    return True


def _processor_time(pid: int) -> float:
    try:
        process = psutil.Process(pid)
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    except psutil.Error:
        return 0.0
    return sum(one.user + one.system for one in times)


def user_environment() -> dict[str, str]:
    """The environment of this process without what the run of the tests has put there."""
    found = {k: v for k, v in os.environ.items() if not k.startswith(_OF_THE_RUN)}
    # wide: no line is broken or cut in the middle of what a check looks for
    found.update(PYTHONPATH=str(ROOT), COLUMNS="300", LINES="50")
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        # where it is not written it would be made anew for each command, in three times the time
        found["PYTHONPYCACHEPREFIX"] = _bytecode()
    return found


@cache
def _bytecode() -> str:
    folder = tempfile.TemporaryDirectory(prefix="assay-bytecode-")
    atexit.register(folder.cleanup)
    return folder.name


class ZygoteError(HarnessError):
    """The process that others are forked from has ended: nothing is known about the library."""


class Forked:
    """A process that was forked from the one with the imports done.

    Args:
        connection: Where it answers.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.answer: Any = None
        """What it has sent, if it has."""
        self.ended = 0.0
        """When it ended, as the monotonic clock says."""
        self.pid: int = self._receive()

    def wait(self, idle: float = IDLE_SECONDS, *, answer: bool = False) -> int | None:
        """Wait for its end, or for its answer, and let nothing of it be left.

        Args:
            idle: How long it may do nothing.
            answer: Whether its answer is its end.

        Returns:
            Its exit code; None if it had to be killed, as it did nothing any more, or if it has answered.
        """
        try:
            while ends(self.pid, self._connection.poll, idle):
                said = self._receive()
                if isinstance(said, tuple):
                    code: int
                    code, self.ended = said
                    return code
                self.answer = said
                if answer:
                    break
        finally:
            self.kill()
        return None

    def kill(self) -> None:
        """Let nothing of it be left, if anything is."""
        with self._connection:
            if not self.ended:
                with suppress(ProcessLookupError):  # it may have ended by itself meanwhile
                    os.killpg(self.pid, signal.SIGKILL)
                while not isinstance(said := self._receive(), tuple):
                    pass
                _, self.ended = said

    def _receive(self) -> Any:
        try:
            return self._connection.recv()
        except (OSError, EOFError) as error:
            raise ZygoteError("the process that others are forked from has ended") from error


class Zygote:
    """The process that others are forked from, which has imported the libraries."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="assay-")
        self._address = str(Path(self._folder.name, "zygote"))
        held, self._lifeline = os.pipe()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self._address)
            listener.listen()
            numbers = (listener.fileno(), held)
            self.process = subprocess.Popen(
                [sys.executable, "-m", zygote.__name__, *map(str, numbers)],
                cwd=ROOT,
                env=user_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=numbers,
            )
        os.close(held)
        atexit.register(self.close)

    def close(self) -> None:
        """End it."""
        os.close(self._lifeline)
        self.process.wait()
        self._folder.cleanup()

    def fork(self, function: Callable[..., None], *arguments: Any, dialect: str = "") -> Forked:
        """Have a function called in a new process.

        Args:
            function: What to call, with a connection for its answers and the arguments.
            arguments: Its further arguments.
            dialect: The ``dialect+driver`` that it will use, whose import can be made beforehand.

        Raises:
            ZygoteError: The process that it would be forked from has ended.
        """
        try:
            with socket.socket(socket.AF_UNIX) as here:
                here.connect(self._address)
                connection = Connection(here.detach())
            connection.send((dialect, pickle.dumps((function, arguments))))
        except OSError as error:
            raise ZygoteError("the process that others are forked from has ended") from error
        return Forked(connection)


_ZYGOTES: list[Zygote] = []
_STARTING = Lock()


def forked(function: Callable[..., None], *arguments: Any, dialect: str = "") -> Forked:
    """Have a function called in a new process: see :meth:`Zygote.fork`."""
    with _STARTING:
        if not _ZYGOTES or _ZYGOTES[-1].process.poll() is not None:
            _ZYGOTES.append(Zygote())
    return _ZYGOTES[-1].fork(function, *arguments, dialect=dialect)


def fresh_process_of(planted: Planted | None, module: str) -> FreshProcess:
    """Runs jobs in new processes.

    Args:
        planted: The defect that is planted here, and has to be there, if any.
        module: The module of the jobs, in its ``JOBS``.
    """

    def run(name: str, **arguments: Any) -> dict[str, Any]:
        job = fresh_job.Job(module, name, arguments, planted.reference if planted else "", dict(os.environ), sys.path)
        process = forked(fresh_job.run, job)
        code = process.wait(answer=True)
        if process.answer is None:
            did = "does nothing, and gave no answer" if code is None else f"ended with {code}"
            raise FreshProcessError(f"the process for {name!r} {did}")
        found: dict[str, Any] = process.answer
        return found

    return run

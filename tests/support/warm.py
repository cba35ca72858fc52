"""Commands of Assay that start warm: forked from a process that has imported what is not Assay's.

A run that a test starts spends most of its time on imports. What such a command does is a process's own all the same:
its arguments, environment, directory, output, signals and exit code, and so are its workers. A test that is about the
start itself, the imports, the interpreter or the environment of libraries starts a real one.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO, Any

ROOT = Path(__file__).parents[2]

OURS = ("ASSAY_", "COLUMNS", "DOCKER_", "FORCE_COLOR", "LINES", "NO_COLOR", "PYTEST_", "TERM")
"""Variables that nothing reads which is imported already, or only when something is shown."""

_AT_THE_START = ("sitecustomize", "usercustomize")
"""Modules that the interpreter imports by itself."""


@dataclass(frozen=True)
class Job:
    """A command.

    Args:
        module: The module that it runs; nothing for code.
        arguments: Its arguments.
        cwd: Its directory.
        environment: All of its environment.
        files: Its standard input, output and error output.
    """

    module: str
    arguments: tuple[str, ...]
    cwd: str
    environment: dict[str, str]
    files: tuple[int, ...] = ()


class WarmCommand:
    """A command that was started warm: as much of :class:`subprocess.Popen` as somebody uses."""

    def __init__(self, status: IO[str], stdin: int, stdout: int, stderr: int) -> None:
        self._status = status
        self.stdin = os.fdopen(stdin, "wb")
        self.stdout = os.fdopen(stdout, "rb")
        self.stderr = os.fdopen(stderr, "rb") if stderr >= 0 else None
        self.pid = int(status.readline())
        self.returncode: int | None = None

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        if self.returncode is None:
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def kill(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)


class WarmProcess:
    """The process that forks into commands.

    Args:
        channel: How it is asked; without one it is started when it is first needed.
    """

    def __init__(self, channel: socket.socket | None = None) -> None:
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._channel = channel
        self._process: subprocess.Popen[bytes] | None = None

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether a command with this environment is the same as one that imports everything itself."""
        return self._imported(environment) == self._imported(self.environment)

    @staticmethod
    def _imported(environment: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in environment.items() if not name.startswith(OURS)}
        path = kept.get("PYTHONPATH", "").split(os.pathsep)
        if ROOT in map(Path, path) and not any(_shadows(Path(folder)) for folder in path if Path(folder) != ROOT):
            kept["PYTHONPATH"] = str(ROOT)
        return kept

    def start(
        self, module: str, *arguments: str, cwd: str, environment: Mapping[str, str], capture_stderr: bool = False
    ) -> WarmCommand:
        """Start a command whose standard input and output are pipes."""
        stdin, stdout = os.pipe(), os.pipe()
        stderr = os.pipe() if capture_stderr else (-1, os.dup(2))
        status = self._send(Job(module, arguments, cwd, dict(environment)), stdin[0], stdout[1], stderr[1])
        return WarmCommand(status, stdin[1], stdout[0], stderr[0])

    def run_on(
        self, read: int, written: int, module: str, *arguments: str, cwd: Path, environment: Mapping[str, str]
    ) -> Callable[[], int]:
        """Start a command with its input and output, which are closed here; gives what waits for its end."""
        job = Job(module, arguments, str(cwd), dict(environment))
        status = self._send(job, read, written, os.dup(written))
        status.readline()
        return lambda: int(status.readline())

    def _send(self, job: Job, *files: int) -> IO[str]:
        """Have a job started with files that are closed here; gives where its number and its end will be said."""
        status, theirs = os.pipe()
        try:
            socket.send_fds(self._started(), [json.dumps(asdict(job)).encode()], [theirs, *files])
        finally:
            for file in (theirs, *files):
                os.close(file)
        return os.fdopen(status)

    def run(
        self, module: str, *arguments: str, cwd: Path, environment: Mapping[str, str], timeout: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -m MODULE`` as :func:`subprocess.run` does, and capture what it says.

        Raises:
            TimeoutExpired: It took too long, and was killed.
        """
        started = self.start(module, *arguments, cwd=str(cwd), environment=environment, capture_stderr=True)
        assert started.stderr is not None
        late = []

        def kill() -> None:
            late.append(True)
            started.kill()

        alarm = Timer(timeout, kill)
        alarm.start()
        started.stdin.close()
        with started.stdout, started.stderr, ThreadPoolExecutor(2) as readers:
            said = [*readers.map(_read, (started.stdout, started.stderr))]
        code = started.wait()
        alarm.cancel()
        command = [sys.executable, "-m", module, *arguments]
        if late:
            raise subprocess.TimeoutExpired(command, timeout, *said)
        return subprocess.CompletedProcess(command, code, *said)

    def _started(self) -> socket.socket:
        if self._channel is None:
            self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.support.warm_process", str(theirs.fileno())],
                    cwd=ROOT,
                    env=self.environment,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
        return self._channel

    def close(self) -> None:
        """End it."""
        if self._channel is not None and self._process is not None:
            self._channel.close()
            self._process.wait()


def _shadows(folder: Path) -> bool:
    """Whether a folder on Python's path has another module in place of one that may be imported already."""
    names = {entry.name.partition(".")[0] for entry in folder.iterdir()} if folder.is_dir() else set()
    return any(name in _AT_THE_START or find_spec(name) is not None for name in names if name.isidentifier())


def _read(stream: IO[bytes]) -> str:
    text = stream.read().decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def next_job(channel: socket.socket) -> Job:
    """Serve jobs, several at a time; returns in a process of the job's own, once for each.

    Raises:
        SystemExit: There is nothing left to do.
    """
    running: dict[int, tuple[int, int]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not channel:
                    pid, status = running.pop(key.fd)
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    _say(status, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                    os.close(status)
                    continue
                line, (status, *files) = _receive(channel)
                pid = os.fork()
                if not pid:
                    for file, (_, other) in running.items():
                        os.close(file)
                        os.close(other)
                    os.close(status)
                    return replace(Job(**{**line, "arguments": tuple(line["arguments"])}), files=tuple(files))
                for file in files:
                    os.close(file)
                _say(status, pid)
                running[os.pidfd_open(pid)] = pid, status
                selector.register([*running][-1], selectors.EVENT_READ)


def _receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    line, files, _, _ = socket.recv_fds(channel, 1 << 20, 4)
    if not line:
        # Not the interpreter's end: what a fork of a command has at its exit is the command's.
        os._exit(0)
    return json.loads(line), files


def _say(file: int, number: int) -> None:
    # The one that asked may be gone.
    with suppress(BrokenPipeError):
        os.write(file, f"{number}\n".encode())

"""Servers from binaries of this machine or from wheels."""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import psutil

from assay.domain.errors import HarnessError
from assay.domain.secrets import Secrets
from assay.domain.servers import Condition
from assay.servers.processes import end, spawn
from assay.servers.run_records import RunResources
from assay.servers.waiting import tail, wait_ready

_STOP_SECONDS = 5.0
_PORT_ATTEMPTS = 3


class ProcessRunner:
    """Runs one backend's server as a child process; what :meth:`assay.domain.targets.Backend.local` gets.

    Args:
        run: The run that owns the server.
        backend: The backend's name.
        cancelled: Set when the run stops.
        announce: Told, in one line, what takes long and why.
    """

    host = "127.0.0.1"

    def __init__(
        self, run: RunResources, backend: str, cancelled: Event, announce: Callable[[str], None] = lambda _: None
    ) -> None:
        self.run = run
        self.announce = announce
        self.backend = backend
        self.cancelled = cancelled
        self.unprivileged = True
        """Whether a server that we start as root becomes another user."""
        self.home: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def secrets(self) -> Secrets:
        """The run's passwords."""
        return self.run.secrets

    @property
    def run_directory(self) -> Path:
        """The run's own directory, which goes with it."""
        return self.run.run_dir

    @property
    def user(self) -> tuple[int, int] | None:
        """User and group to run as when we are root, which database servers refuse to be; else None."""
        if os.geteuid() != 0 or not self.unprivileged:
            return None
        entry = pwd.getpwnam("nobody")
        return entry.pw_uid, entry.pw_gid

    def alive(self) -> bool:
        """Whether the server process runs; True if there is none to run."""
        return self._process is None or self._process.poll() is None

    def condition(self) -> Condition:
        """What has become of the process; it runs if there is none to run."""
        if self._process is None:
            return Condition("runs")
        number = self._process.pid
        if not self.alive():
            log = self._log() or "empty"
            return Condition(
                "dead",
                f"the server died during the run: its process {number} {ending(self._process.poll())}; log: {log}",
            )
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(number).status() == psutil.STATUS_STOPPED:
                return Condition("paused", f"the server's process {number} was stopped (kill -CONT {number})")
        return Condition("runs")

    def private_directory(self) -> Path:
        """A directory for the server's data, in memory if there is room, that only its user can enter."""
        if self.home is None:
            home = self.run.directory(self.backend)
            home.mkdir(mode=0o700)
            self.hand_over(home)
            self.home = home
        return self.home

    def hand_over(self, path: Path) -> None:
        """Make the server's user the owner of a file or directory."""
        if self.user is not None:
            os.chown(path, *self.user)

    def readable(self, root: Path, part: Path) -> Path:
        """A path below ``root`` that the server's user can run; a copy of ``root`` if need be.

        Args:
            root: A directory that holds all that the program needs.
            part: A path relative to it.
        """
        if self.user is None or _open_to_all(root / part):
            return root / part
        copy = self.run.directory(f"{self.backend}-program", for_programs=True)
        # Wheels keep the shared libraries of a package beside it.
        beside = root.with_name(f"{root.name}.libs")
        inner = copy / root.name
        shutil.copytree(root, inner, symlinks=True)
        if beside.is_dir():
            shutil.copytree(beside, copy / beside.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444) | _run_bits(path))
        return inner / part

    def call(self, argv: Sequence[object], *, seconds: float = 60) -> None:
        """Run a program of the server's product to its end, as the server's user.

        Raises:
            HarnessError: It failed, or took too long.
        """
        uid, gid = self.user or (None, None)
        name = Path(str(argv[0])).name
        try:
            done = subprocess.run(
                [str(part) for part in argv],
                check=False,
                capture_output=True,
                text=True,
                timeout=seconds,
                cwd=self.private_directory(),
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise HarnessError(f"{name} failed: {error}") from error
        if done.returncode:
            raise HarnessError(f"{name} failed with status {done.returncode}: {tail(done.stderr + done.stdout)}")

    @contextmanager
    def listening(
        self,
        argv: Callable[[int], Sequence[object]],
        *,
        stop_signal: signal.Signals,
        probe: Callable[[int], object],
        deadline: float,
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[int]:
        """Run a server on a free port of the loopback address until the context ends.

        Args:
            argv: The command line for a port.
            stop_signal: What ends the server fast.
            probe: A typed round trip; raises while the server is not ready.
            deadline: Seconds until it must be ready.
            environment: Added to our own.

        Raises:
            HarnessError: It did not start.
        """
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            port = free_port(self.host)
            command = [str(part) for part in argv(port)]
            self._process = spawn(
                command,
                log=self._log_file(),
                cwd=self.private_directory(),
                death_signal=stop_signal,
                user=self.user,
                environment=environment,
            )
            try:
                self.run.note_process(self._process.pid)
                self._wait(Path(command[0]).name, probe, port, deadline)
            except HarnessError:
                self._stop(stop_signal)
                # Somebody took the port between our look and the server's.
                if attempt < _PORT_ATTEMPTS and os.strerror(errno.EADDRINUSE).lower() in self._log().lower():
                    self._log_file().unlink()
                    continue
                raise
            except BaseException:
                self._stop(stop_signal)
                raise
            break
        try:
            yield port
        finally:
            self._stop(stop_signal)

    def _wait(self, name: str, probe: Callable[[int], object], port: int, deadline: float) -> None:
        wait_ready(
            f"local {name}",
            lambda: probe(port),
            alive=self.alive,
            log=self._log,
            cancelled=self.cancelled,
            deadline=deadline,
        )

    def _stop(self, stop_signal: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            with suppress(psutil.NoSuchProcess):
                end(psutil.Process(self._process.pid), stop_signal, _STOP_SECONDS)
            self._process.wait(_STOP_SECONDS)

    def _log_file(self) -> Path:
        return self.run.run_dir / f"{self.backend}.log"

    def _log(self) -> str:
        file = self._log_file()
        return tail(self.secrets.mask(file.read_text(errors="replace"))) if file.exists() else ""


def ending(status: int | None) -> str:
    """How a process ended, for people."""
    if status is not None and status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def free_port(host: str) -> int:
    """A port of the address that was free just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _open_to_all(path: Path) -> bool:
    """Whether any user can reach and run a file or directory."""
    whole = path.resolve()
    return all(part.stat().st_mode & stat.S_IXOTH for part in (whole, *whole.parents)) and bool(
        whole.stat().st_mode & stat.S_IROTH
    )


def _run_bits(path: Path) -> int:
    return 0o111 if path.stat().st_mode & stat.S_IXUSR else 0

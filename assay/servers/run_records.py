"""Run records: what a run owns on this machine, written before it exists, so that a later run can clear it away.

A record is one JSON file in the state directory. The process that made it is the only one to write it; after that
process has died, :mod:`assay.pool.reaper` of the next run removes what it names.
"""

from __future__ import annotations

import errno
import os
import platform
import secrets
import shutil
import tempfile
import threading
import time
from pathlib import Path

import msgspec
import platformdirs
import psutil

from assay.domain.errors import UsageError
from assay.domain.secrets import Secrets

RUN_LABEL = "assay.run"
"""The label that every container of a run carries, with the run's id as value."""

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the directory made in it is private and has a random name
_ROOM_NEEDED = 1 << 30


class ProcessMark(msgspec.Struct, frozen=True):
    """A process, told apart from a later one with the same number by its start time.

    Args:
        pid: Its number.
        started: When it began, by the wall clock as it was then: what versions of Assay look at that know no better.
        since_boot: See :func:`start_of`; 0 in the records of those versions.
    """

    pid: int
    started: float
    since_boot: float = 0.0

    @classmethod
    def of(cls, pid: int) -> ProcessMark:
        """The mark of a living process.

        Raises:
            psutil.NoSuchProcess: It does not live.
        """
        return cls(pid, (process := psutil.Process(pid)).create_time(), start_of(process))

    def process(self) -> psutil.Process | None:
        """The process, if it still is the same one and no zombie."""
        try:
            found = psutil.Process(self.pid)
            apart = start_of(found) - self.since_boot if self.since_boot else found.create_time() - self.started
            # The clock that start times are computed from can be corrected by fractions of a second.
            if abs(apart) < 2 and found.status() != psutil.STATUS_ZOMBIE:
                return found
        except psutil.NoSuchProcess:
            pass
        return None


def start_of(process: psutil.Process) -> float:
    """When a process began, in seconds since the machine did: the wall clock can be set, forward and back.

    Raises:
        psutil.NoSuchProcess: It does not live.
    """
    stat = Path(f"/proc/{process.pid}/stat")
    try:
        # The name of the program, in brackets, can hold anything; the start is the twentieth field after it.
        ticks = int(stat.read_text(errors="replace").rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        return process.create_time()  # raises where there is /proc, and is all that there is where there is none
    return ticks / os.sysconf("SC_CLK_TCK")


class UrlServer(msgspec.Struct, frozen=True):
    """A user's own server on which a run makes spaces; without user and password."""

    backend: str
    address: str


class RunRecord(msgspec.Struct):
    """What a run owns."""

    run_id: str
    owner: ProcessMark
    host: str
    boot: str
    run_dir: str
    paths: list[str] = []
    containers: list[str] = []
    processes: list[ProcessMark] = []
    url_servers: list[UrlServer] = []
    made: float = 0.0

    def is_ours(self) -> bool:
        """Whether the record is of this machine and process namespace, so that its owner can be looked up."""
        return self.host == host_identity()

    def owner_is_alive(self) -> bool:
        """Whether the process that made the record still runs."""
        return self.boot == boot_identity() and self.owner.process() is not None


read_record = msgspec.json.Decoder(RunRecord).decode
"""A record from the content of its file."""

STATE_DIR = "ASSAY_STATE_DIR"
"""The variable that names where records are kept."""


def state_directory() -> Path:
    """Where records are kept; ``ASSAY_STATE_DIR`` overrides it."""
    override = os.environ.get(STATE_DIR)
    return Path(override) if override else Path(platformdirs.user_state_dir("assay"))


def records_directory() -> Path:
    """The directory of the run records, made if missing.

    Raises:
        UsageError: It cannot be made or written; the message names the variable that leads there.
    """
    directory = state_directory() / "runs"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(directory, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        leading = next((name for name in (STATE_DIR, "XDG_STATE_HOME") if os.environ.get(name)), "HOME")
        advice = "name another" if leading == STATE_DIR else f"mend it, or set {STATE_DIR} to a directory of yours"
        raise UsageError(
            f"{directory}: {error.strerror}; what a run starts is noted there, so that a later one can clear it away; "
            f"{leading} leads there: {advice}"
        ) from None
    return directory


def host_identity() -> str:
    """This machine and process namespace; a home directory may be shared by several."""
    namespace = Path("/proc/self/ns/pid")
    return f"{platform.node()}/{namespace.readlink().name if namespace.exists() else '-'}"


def boot_identity() -> str:
    """This boot of the machine: after another one no process of a record lives."""
    boot_id = Path("/proc/sys/kernel/random/boot_id")
    return boot_id.read_text().strip() if boot_id.exists() else f"{psutil.boot_time():.0f}"


def scratch_directory() -> Path:
    """Memory-backed where there is room, for files that need not outlive the run."""
    if _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK):
        usage = shutil.disk_usage(_SHARED_MEMORY)
        if usage.free >= _ROOM_NEEDED:
            return _SHARED_MEMORY
    return Path(tempfile.gettempdir())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that a reader sees the old or the new content; readable by the owner only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        draft.replace(path)
    except BaseException:  # a full disk, or Ctrl-C: the draft is of no use to anybody
        draft.unlink(missing_ok=True)
        raise


def new_run_id() -> str:
    """Twelve hexadecimal digits."""
    return secrets.token_hex(6)


class RunResources:
    """A run's identity, its private directory and its record.

    Args:
        run_id: Twelve hexadecimal digits; random if not given.
    """

    def __init__(self, run_id: str | None = None) -> None:
        self.run_id = run_id or new_run_id()
        self.secrets = Secrets()
        self.run_dir = scratch_directory() / f"assay-{self.run_id}"
        self._lock = threading.Lock()
        self._file = records_directory() / f"{self.run_id}.json"
        self.record = RunRecord(
            run_id=self.run_id,
            owner=ProcessMark.of(os.getpid()),
            host=host_identity(),
            boot=boot_identity(),
            run_dir=str(self.run_dir),
            made=time.time(),
        )
        self._write()
        self.run_dir.mkdir(mode=0o700)

    def _write(self) -> None:
        write_atomically(self._file, msgspec.json.encode(self.record))

    def note_container(self, name: str) -> None:
        """Record a container, before it is made."""
        with self._lock:
            self.record.containers.append(name)
            self._write()

    def note_process(self, pid: int) -> ProcessMark:
        """Record a child process, as soon as it exists."""
        mark = ProcessMark.of(pid)
        with self._lock:
            self.record.processes.append(mark)
            self._write()
        return mark

    def note_url_server(self, backend: str, address: str) -> None:
        """Record a user's server, before a space is made on it."""
        with self._lock:
            self.record.url_servers.append(UrlServer(backend, address))
            self._write()

    def directory(self, name: str, *, parent: Path | None = None, for_programs: bool = False) -> Path:
        """The path of a directory beside the run's private one, recorded but not made.

        A server that runs as another user cannot enter the private directory.

        Args:
            name: The last part of its name.
            parent: Where it lies, if not there: what is large is not kept in memory.
            for_programs: Programs will be run from it; memory-backed storage may be mounted so that none can.
        """
        path = (parent or self.run_dir.parent) / f"{self.run_dir.name}-{name}"
        if for_programs and os.statvfs(path.parent).f_flag & os.ST_NOEXEC:
            path = Path(tempfile.gettempdir()) / path.name
        with self._lock:
            self.record.paths.append(str(path))
            self._write()
        return path

    def close(self) -> None:
        """Delete the run's directories and its record; the servers must be gone."""
        with self._lock:
            remove_directories(self.record)
            self._file.unlink(missing_ok=True)


def remove_directories(record: RunRecord) -> None:
    """Delete the directories that a record names; only those that carry the run's id in their name."""
    for text in (*record.paths, record.run_dir):
        path = Path(text)
        if path.name.startswith(f"assay-{record.run_id}"):
            shutil.rmtree(path, ignore_errors=True)

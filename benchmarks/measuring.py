"""Runs a command and measures it: wall time, processor time of all its processes, first verdict, memory of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_POLL = 0.01
_SAMPLE = 1.0
"""Reading what a process has of memory takes it some milliseconds."""
_RAN = (b'"verdict":"pass"', b'"verdict":"known"', b'"verdict":"fail"', b'"verdict":"fixed"')


@dataclass(frozen=True)
class Measured:
    """A command that has ended.

    Args:
        exit: Its exit code.
        wall: Seconds from its start to its end.
        cpu: Seconds of processor time, user and system, of it and of all processes below it that were waited for.
        first_verdict: Seconds to the first verdict in its results file; None if there was none.
        memory: Proportional set size of its largest worker at any time, in MB; of a command without workers, its own.
        load: The machine's load average when it began.
    """

    exit: int
    wall: float
    cpu: float
    first_verdict: float | None
    memory: float
    load: float


def measure(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: Path,
    results: Path | None = None,
    limit: float = 3600,
) -> Measured:
    """Run a command to its end.

    Args:
        command: The command.
        folder: Where it runs.
        environment: All of its environment.
        output: The file that takes what it prints.
        results: Where its results file will be; None if it writes none.
        limit: Seconds after which it is ended.

    Raises:
        TimeoutError: It was ended.
    """
    load = os.getloadavg()[0]
    memory, sampled, read, first = 0.0, 0.0, 0, None
    with output.open("wb") as file:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            now = time.monotonic() - began
            if pid:
                break
            if now > limit:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise TimeoutError(f"{' '.join(command)}: did not end within {limit:.0f} s")
            if results is not None and first is None:
                first, read = _first(results, read, now)
            if now - sampled >= _SAMPLE:
                memory, sampled = max(memory, _memory(process.pid)), now
            time.sleep(_POLL)
    process.returncode = os.waitstatus_to_exitcode(status)
    if results is not None and first is None:
        first, _ = _first(results, 0, now)
    return Measured(process.returncode, now, usage.ru_utime + usage.ru_stime, first, memory, load)


def _first(results: Path, read: int, now: float) -> tuple[float | None, int]:
    """When the first verdict was there, if it is, and how much of the file need not be read again."""
    try:
        with results.open("rb") as file:
            file.seek(read)
            lines = file.read()
    except OSError:
        return None, read
    whole = lines[: lines.rfind(b"\n") + 1]
    if any(ran in line for line in whole.splitlines() if line.startswith(b'{"kind":"result"') for ran in _RAN):
        return now, read
    return None, read + len(whole)


def _memory(pid: int) -> float:
    """Proportional set size of the largest process directly below one, or of itself if there is none, in MB."""
    below: list[str] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            below += (thread / "children").read_text().split()
    return max((_proportional(child) for child in below or [str(pid)]), default=0.0)


def _proportional(pid: str) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0

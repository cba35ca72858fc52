"""Server processes that die with their owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from assay.servers.run_records import ProcessMark

# Runs between fork and the server: drops privileges, asks the kernel for a signal when the owner dies, and becomes
# the server. A program of its own, as Python code between fork and exec can deadlock in a process with threads.
_LAUNCHER = """
import ctypes, os, sys
owner, uid, gid, death_signal = map(int, sys.argv[1:5])
if uid >= 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, death_signal, 0, 0, 0)
    if os.getppid() != owner:
        sys.exit("the owner has died")
os.execv(sys.argv[5], sys.argv[5:])
"""


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    death_signal: signal.Signals,
    user: tuple[int, int] | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server process.

    The kernel sends ``death_signal`` when the *thread* that called this ends: call it from one that lives as long
    as the server shall.

    Args:
        argv: Absolute path of the program, and its arguments.
        log: File for its output.
        cwd: Its working directory.
        death_signal: What it gets when its owner dies.
        user: Numbers of the user and group to become; only for root.
        environment: Added to our own.
    """
    uid, gid = user or (-1, -1)
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *map(str, (os.getpid(), uid, gid, int(death_signal)))]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*launcher, *argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            # Its own session: Ctrl-C in the terminal reaches us only, and we stop it in order.
            start_new_session=True,
        )


def end(process: psutil.Process, first: signal.Signals, seconds: float) -> None:
    """Stop a process and its children: politely, then by force."""
    try:
        family = [process, *process.children(recursive=True)]
        process.send_signal(first)
    except psutil.NoSuchProcess:
        return
    for survivor in _wait(family, seconds):
        with suppress(psutil.NoSuchProcess):
            survivor.kill()
    _wait(family, seconds)


def _wait(family: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after the given time.

    Not psutil's own wait: an orphan stays a zombie where process 1 collects none, as in many containers.
    """
    deadline = time.monotonic() + seconds
    while True:
        left = [process for process in family if _runs(process)]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.01)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end_marked(mark: ProcessMark, seconds: float = 3.0) -> bool:
    """Stop a recorded process if it still is the same one; whether it was there."""
    process = mark.process()
    if process is None:
        return False
    end(process, signal.SIGTERM, seconds)
    return True

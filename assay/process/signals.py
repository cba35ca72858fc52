"""Ending in order: what ends a process at once by default ends it here as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import sys
import termios
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Somebody's ``kill``, and a terminal that was closed or a connection to it that was lost."""


class Termination:
    """Handles the signals that end a process, as long as nobody else does."""

    def __init__(self) -> None:
        self._ours: list[signal.Signals] = []

    def handle(self) -> None:
        """Let them end the process as Ctrl-C does; those that are ignored, as under nohup, stay so."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _ENDING:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _interrupt)
                self._ours.append(number)

    def restore(self) -> None:
        """Let them do what they did before."""
        if threading.current_thread() is threading.main_thread():
            while self._ours:
                signal.signal(self._ours.pop(), signal.SIG_DFL)


def leave_to_owner() -> None:
    """In a process that somebody else ends in order: a closed terminal tells all of its processes at once."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del frame
    if number == signal.SIGHUP:
        _let_go_of_terminal()
    raise KeyboardInterrupt(signal.Signals(number).name)


def _let_go_of_terminal() -> None:
    """Write to nowhere what would go to a terminal that is gone: each write there fails, those of the report's too."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in _terminals():
        with suppress(OSError):
            os.dup2(nowhere, descriptor, inheritable=descriptor <= sys.stderr.fileno())
    os.close(nowhere)


def _terminals() -> list[int]:
    """The descriptors of a terminal that has hung up."""
    found = []
    listed = Path("/proc/self/fd")
    for link in listed.iterdir() if listed.is_dir() else map(Path, "012"):
        with suppress(OSError):
            if listed.is_dir() and not str(link.readlink()).startswith(("/dev/pts/", "/dev/tty", "/dev/console")):
                continue
        try:
            termios.tcgetattr(int(link.name))
        except termios.error:
            found.append(int(link.name))
    return found

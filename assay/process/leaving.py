"""Leaving a process in which something does not end: a driver's thread, or a connection that is never closed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

EXIT_SECONDS = 10.0
CLOSE_SECONDS = 30.0
"""For applications, connections and spaces: some databases take long to drop one."""


class Leaving:
    """Gives what is to end some time, then ends it by force.

    Args:
        seconds: How long it may take.
        status: The exit code of the process if it takes longer.
        stop: What may free it, such as the end of its server; called before that, and followed by some seconds more.
    """

    def __init__(self, seconds: float, status: Callable[[], int], stop: Callable[[], None] | None = None) -> None:
        self._seconds = seconds
        self._stop = stop
        self._status = status
        self._done = threading.Event()

    def begin(self) -> None:
        """The end begins now."""
        threading.Thread(target=self._watch, daemon=True, name="assay-leaving").start()

    def done(self) -> None:
        """All has ended."""
        self._done.set()

    def _watch(self) -> None:
        if self._done.wait(self._seconds):
            return
        if self._stop is not None:
            self._say(f"what the run opened is not closed after {self._seconds:.0f} s: its servers are ended under it")
            self._stop()
            if self._done.wait(EXIT_SECONDS):
                return
        self._say("a thread or a driver does not end: left without it")
        os._exit(self._status())

    @staticmethod
    def _say(text: str) -> None:
        sys.stderr.write(f"assay: {text}\n")
        sys.stdout.flush()
        sys.stderr.flush()


def leave(status: int) -> None:
    """End the process with an exit code, in time: what is written is written, and nothing may hold it."""
    Leaving(EXIT_SECONDS, lambda: status).begin()
    sys.exit(status)

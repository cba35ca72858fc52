"""Threads that write log records, which nobody stops when an application takes the place of another.

Litestar's default configuration of logging starts one for each application that is made, and replaces the handlers of
the one before: what wrote their records waits for more until the process ends, and a worker makes hundreds.
"""

from __future__ import annotations

import atexit
import logging
from logging.handlers import QueueListener

_NAMES = ("", "litestar")
"""The loggers that an application configures."""


class LogListeners:
    """The listeners of the applications that were started in this process."""

    def __init__(self) -> None:
        self._known: set[QueueListener] = set()

    def stop_replaced(self) -> None:
        """Note the listeners that are in use now, and stop those that were and are not any more."""
        handlers = [handler for name in _NAMES for handler in logging.getLogger(name).handlers]
        found = (getattr(handler, "listener", None) for handler in handlers)
        used = {listener for listener in found if isinstance(listener, QueueListener)}
        for listener in self._known - used:
            atexit.unregister(listener.stop)
            listener.stop()
        self._known = used


LOG_LISTENERS = LogListeners()
"""Those of this process."""

"""The event loop in which checks call coroutines of the library themselves: one for all checks of a process."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

_PATIENCE = 5.0
"""Seconds that a task has to end after it was cancelled."""


class EventLoop:
    """A loop that is made when it is first used.

    Engines of async drivers belong to the loop in which they were used, so those that are kept for several checks need
    one that is kept too.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, and await in the loop what it gives if that can be awaited.

        Tasks that it leaves behind are cancelled: they must not reach the next check.
        """
        result = function(*args, **kwargs)
        if not inspect.isawaitable(result):
            return result
        loop = self._loop = self._loop or asyncio.new_event_loop()
        try:
            return loop.run_until_complete(_awaited(result))
        finally:
            self._end_tasks(loop)

    def _end_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left and loop.run_until_complete(asyncio.wait(left, timeout=_PATIENCE))[1]:
            self._loop = None  # one that does not end holds it

    def close(self) -> None:
        """End it; the next use makes another one."""
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
            self._loop = None


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result


EVENT_LOOP = EventLoop()
"""That of this process."""

"""Work in another thread, with an event loop of its own where it is asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from threading import Thread
from typing import Any

__all__ = ("elsewhere",)


def elsewhere(work: Callable[[], Any]) -> None:
    """Do work in another thread and event loop, and wait for it.

    Args:
        work: A function; what it returns is awaited in the new loop if it can be.

    Raises:
        BaseException: What the work raised.
    """
    raised: list[BaseException] = []

    async def awaited(made: Awaitable[Any]) -> None:
        await made

    def run() -> None:
        try:
            made = work()
            if isinstance(made, Awaitable):
                asyncio.run(awaited(made))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the caller is
            raised.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]

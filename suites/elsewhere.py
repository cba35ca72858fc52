"""Work in another thread, with an event loop of its own where it is asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

__all__ = ("elsewhere",)


def elsewhere(work: Callable[[], Any]) -> None:
    """Do work in another thread and event loop, and wait for it; what it raises is raised here.

    Args:
        work: A function; what it returns is awaited in the new loop if it can be.
    """

    async def awaited(made: Awaitable[Any]) -> None:
        await made

    def run() -> None:
        made = work()
        if isinstance(made, Awaitable):
            asyncio.run(awaited(made))

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(run).result()

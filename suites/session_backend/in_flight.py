"""Requests that are in flight while something else happens: their handlers wait until the check lets them go."""

from __future__ import annotations

import asyncio
import json
import queue
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from assay.checking import RunningApp
from suites.asgi import Answer, ask

__all__ = ("Asked", "held")


@dataclass(frozen=True)
class Asked:
    """A request to one of the handlers that wait.

    Args:
        method: The method.
        path: The path.
        cookie: The value of the cookie; empty for none.
        data: A JSON body.
    """

    method: str
    path: str
    cookie: str = ""
    data: Any = None


class _Gate:
    """Where handlers wait; it lies in the application's state as ``gate``."""

    def __init__(self) -> None:
        self.news: queue.SimpleQueue[asyncio.Event | str] = queue.SimpleQueue()

    async def wait(self) -> None:
        """Say that a request has come, and wait until it may go on."""
        go_on = asyncio.Event()
        self.news.put(go_on)
        await go_on.wait()


@contextmanager
def held(app: RunningApp, *requests: Asked, together: bool = False) -> Iterator[list[Answer]]:
    """Requests that are all in their handlers within the block; after it the list has their answers, in order.

    Nothing waits for a time: either a request is in its handler, or it has been answered without.

    Args:
        app: An application with the handlers that wait.
        requests: What is sent.
        together: All come at the same moment, and go at the same moment; else one comes after the other, and one is
            answered before the next goes on.

    Raises:
        AssertionError: A request was answered before it came to its handler.
    """
    gate = app.app.state["gate"] = _Gate()
    answers: list[Answer] = []
    sent: list[Future[Answer]] = []
    come: list[asyncio.Event | str] = []
    for request in requests:
        future = app.client.blocking_portal.start_task_soon(_send, app, request)
        future.add_done_callback(partial(_ended, gate, request.path))
        sent.append(future)
        if not together:
            come.append(gate.news.get())
    while len(come) < len(sent):
        come.append(gate.news.get())
    early = [path for path in come if isinstance(path, str)]
    try:
        if not early:
            yield answers
    finally:
        waiting = [event for event in come if isinstance(event, asyncio.Event)]
        for number, event in enumerate(waiting):
            app.call(event.set)
            if not together and not early:
                wait([sent[number]])
        answers += [future.result() for future in sent]
    assert not early, f"{early} were answered before they came to their handlers: {[a.status for a in answers]}"


def _ended(gate: _Gate, path: str, _: Future[Answer]) -> None:
    gate.news.put(path)


async def _send(app: RunningApp, request: Asked) -> Answer:
    headers = {"content-type": "application/json"}
    if request.cookie:
        headers["cookie"] = f"session={request.cookie}"
    pieces = [] if request.data is None else [json.dumps(request.data).encode()]
    return await ask(app, request.method, request.path, headers=headers, pieces=pieces)

"""The event loop of a process: kept between checks, and nothing that a check started goes on in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from assay.checking import event_loop
from assay.checking.event_loop import EventLoop


@pytest.fixture
def loop() -> Iterator[EventLoop]:
    made = EventLoop()
    yield made
    made.close()


async def running() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_one_loop_for_all(loop: EventLoop) -> None:
    assert loop.run(running) is loop.run(running)


def test_a_plain_function_is_called(loop: EventLoop) -> None:
    assert loop.run(lambda one, *, two: (one, two), 1, two=2) == (1, 2)


def test_what_it_raises_is_raised(loop: EventLoop) -> None:
    async def fails() -> None:
        raise KeyError("name")

    with pytest.raises(KeyError, match="name"):
        loop.run(fails)
    assert loop.run(running) is loop.run(running)


def test_a_task_that_is_left_is_cancelled_before_the_next(loop: EventLoop) -> None:
    seen: list[str] = []

    async def for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ended")

    async def leaves_it() -> asyncio.Task[None]:
        task = asyncio.create_task(for_ever())
        await asyncio.sleep(0)
        return task

    task: asyncio.Task[None] = loop.run(leaves_it)
    assert seen == ["ended"]
    assert task.cancelled()


def test_a_task_that_does_not_end_does_not_reach_the_next(loop: EventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_loop, "_PATIENCE", 0.05)
    release = asyncio.Event()

    async def holds_on() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    async def leaves_it() -> tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]:
        task = asyncio.create_task(holds_on())
        await asyncio.sleep(0)
        return asyncio.get_running_loop(), task

    held, task = loop.run(leaves_it)
    assert loop.run(running) is not held
    release.set()
    task.cancel()
    held.run_until_complete(asyncio.wait([task]))
    held.close()


def test_after_its_end_the_next_use_makes_another(loop: EventLoop) -> None:
    first = loop.run(running)
    loop.close()
    assert first.is_closed()
    assert loop.run(running) is not first

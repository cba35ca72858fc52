"""Removing the sessions that have ended."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from queue import SimpleQueue
from typing import Any

import anyio
import sqlalchemy as sa
from litestar import Litestar

from assay.checking import TargetRuntime, proves
from suites.processes import FreshProcess
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import (
    Rows,
    StartSessions,
    backend_of,
    build_sessions,
    driver_of,
    place,
)

ENDS = {"long gone": -86400 * 400, "gone": -60, "live": 3600, "new": 86400}


def sweep(runtime: TargetRuntime, rows: Rows, *, is_async: bool) -> set[str]:
    """Two rows of the past and two of the future: those that delete_expired leaves."""
    app = runtime.start(build_sessions(runtime, driver=driver_of(runtime, is_async=is_async), create_all=False))
    for name, seconds in ENDS.items():
        rows.add(name, seconds)
    app.call(backend_of(app).delete_expired)
    return rows.ids()


def sweep_nothing(runtime: TargetRuntime, rows: Rows, *, is_async: bool) -> set[str]:
    """An empty table, and then one with a live session."""
    app = runtime.start(build_sessions(runtime, driver=driver_of(runtime, is_async=is_async), create_all=False))
    app.call(backend_of(app).delete_expired)
    rows.add("live", 600)
    app.call(backend_of(app).delete_expired)
    return rows.ids()


@proves("session-backend.delete-expired-async", needs=("async-driver",))
def test_async_backend_removes_the_expired(runtime: TargetRuntime, rows: Rows) -> None:
    """Of two sessions of the past and two of the future, those of the future are left."""
    left = sweep(runtime, rows, is_async=True)
    assert left == {"live", "new"}, f"delete_expired leaves {sorted(left)}"


@proves("session-backend.delete-expired-async", needs=("async-driver",))
def test_async_backend_keeps_the_live(runtime: TargetRuntime, rows: Rows) -> None:
    """Where nothing has ended, nothing is removed."""
    left = sweep_nothing(runtime, rows, is_async=True)
    assert left == {"live"}, f"delete_expired leaves {sorted(left)}"


@proves("session-backend.delete-expired-sync")
def test_sync_backend_removes_the_expired(runtime: TargetRuntime, rows: Rows) -> None:
    """Of two sessions of the past and two of the future, those of the future are left."""
    left = sweep(runtime, rows, is_async=False)
    assert left == {"live", "new"}, f"delete_expired leaves {sorted(left)}"


@proves("session-backend.delete-expired-sync")
def test_sync_backend_keeps_the_live(runtime: TargetRuntime, rows: Rows) -> None:
    """Where nothing has ended, nothing is removed."""
    left = sweep_nothing(runtime, rows, is_async=False)
    assert left == {"live"}, f"delete_expired leaves {sorted(left)}"


@proves("session-backend.delete-expired-sync")
def test_sync_backend_does_not_block_the_event_loop(runtime: TargetRuntime, rows: Rows) -> None:
    """The statement is sent from another thread than the event loop's."""
    del rows
    app = runtime.start(build_sessions(runtime, driver=driver_of(runtime, is_async=False), create_all=False))
    loop, threads = app.call(threading.get_ident), set()

    def note(*_: Any) -> None:
        threads.add(threading.get_ident())

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        app.call(backend_of(app).delete_expired)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert threads, "delete_expired sends no statement"
    assert loop not in threads, "the statement of delete_expired is sent from the event loop's thread"


@proves("session-backend.cleanup-on-startup")
def test_start_removes_the_expired(start_sessions: StartSessions, rows: Rows) -> None:
    """When the application has started, and before its first request, only live sessions are left."""
    for name, seconds in ENDS.items():
        rows.add(name, seconds)
    start_sessions()
    assert rows.ids() == {"live", "new"}, f"after the start there are {sorted(rows.ids())}"


@proves("session-backend.cleanup-on-startup")
def test_every_start_removes_the_expired(start_sessions: StartSessions, rows: Rows) -> None:
    """The second start cleans, too."""
    for _ in range(2):
        rows.add("gone", -60)
        start_sessions().close()
        assert rows.ids() == set(), f"after the start there are {sorted(rows.ids())}"


@proves("session-backend.cleanup-on-startup")
def test_start_on_an_empty_database(fresh_space: TargetRuntime) -> None:
    """The tables are there before the cleanup looks at them."""
    running = fresh_space.start(build_sessions(fresh_space))
    cookie = Browser(running).login()
    assert Rows(fresh_space.reader).ids() == {cookie}, "the login after the start makes no row"


@proves("session-backend.periodic-cleanup")
def test_task_of_the_application(start_sessions: StartSessions, rows: Rows) -> None:
    """A task that the application runs removes what ends while it serves, again and again."""
    due, swept = threading.Semaphore(0), SimpleQueue[str]()

    @asynccontextmanager
    async def sweeping(app: Litestar) -> AsyncIterator[None]:
        async def sweep_whenever_due() -> None:
            while True:
                # Not while rows are written: a database that does not queue writers aborts one of two transactions, so
                # that a round would end in an error which says nothing of the cleanup.
                while not due.acquire(blocking=False):
                    await anyio.sleep(0.01)
                try:
                    await app.state["session_backend"].delete_expired()
                except Exception as error:
                    swept.put(f"{type(error).__name__}: {error}")
                    raise
                swept.put("")

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sweep_whenever_due)
            yield
            tasks.cancel_scope.cancel()

    app = start_sessions(lifespan=[sweeping])
    browser = Browser(app)
    cookie = browser.login()
    for name in ("first", "second"):
        rows.add(name, -60)
        due.release()
        stopped = swept.get()
        assert not stopped, f"the task has stopped: {stopped}"
        assert rows.ids() == {cookie}, f"after {name} the task leaves {sorted(rows.ids())}"


@proves("session-backend.periodic-cleanup")
def test_job_of_another_process(runtime: TargetRuntime, rows: Rows, fresh_process: FreshProcess) -> None:
    """A job that another process runs removes what has ended."""
    for name, seconds in ENDS.items():
        rows.add(name, seconds)
    fresh_process("cleanup", **place(runtime))
    assert rows.ids() == {"live", "new"}, f"after the job there are {sorted(rows.ids())}"

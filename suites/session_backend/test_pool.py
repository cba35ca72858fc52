"""The page's settings of the connection pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from assay.checking import RunningApp, Target, TargetRuntime, proves, twin
from suites.session_backend.conftest import Rows, StartSessions, backend_of, build_backend, build_sessions

SIZES: dict[str, Any] = {"pool_size": 20, "max_overflow": 30, "pool_pre_ping": True}


@proves("session-backend.pool-class")
def test_queue_pool_of_the_page(runtime: TargetRuntime) -> None:
    """An engine with the page's poolclass and sizes can be made."""
    config = build_backend(runtime, engine_options={"poolclass": QueuePool, **SIZES}).alchemy
    try:
        engine = config.get_engine()
    except ArgumentError as error:
        raise AssertionError(f"poolclass=QueuePool is refused: {error}") from error
    assert isinstance(engine.pool, QueuePool), f"the pool is a {type(engine.pool).__name__}"


@proves("session-backend.pool-class")
def test_pool_serves_many_requests(start_sessions: StartSessions, rows: Rows, target: Target) -> None:
    """With the page's sizes and the driver's own pool, logins at the same time are all served."""
    app = start_sessions(engine_options={**SIZES, **target.backend.patient_options(target.driver)})

    def login(number: int) -> int:
        return app.client.post("/login", data={"username": f"user {number}"}, headers={"cookie": ""}).status_code

    with ThreadPoolExecutor(10) as executor:
        statuses = list(executor.map(login, range(10)))
    app.client.cookies.clear()
    assert statuses == [200] * 10, f"ten logins at the same time were answered with {statuses}"
    out = app.checked_out()
    assert out == 0, f"after the logins {out} connections are out"


@proves("session-backend.pool-size-overflow-preping")
def test_sizes_reach_the_pool(runtime: TargetRuntime) -> None:
    """The pool has the page's size, overflow and check before use."""
    engine = build_backend(runtime, engine_options=SIZES).alchemy.get_engine()
    pool = engine.pool
    assert pool.size() == 20, f"pool_size is 20, the pool's size is {pool.size()}"
    assert pool._max_overflow == 30, f"max_overflow is 30, the pool's is {pool._max_overflow}"
    assert pool._pre_ping is True, f"pool_pre_ping is True, the pool's is {pool._pre_ping}"


@proves("session-backend.pool-size-overflow-preping")
@pytest.mark.parametrize(("overflow", "expected"), [(0, "TimeoutError"), (1, "")], ids=["no-overflow", "overflow"])
def test_second_connection_needs_overflow(
    start_sessions: StartSessions, target: Target, overflow: int, expected: str
) -> None:
    """With one connection in the pool a second one can be had exactly if there is an overflow."""
    options = {"pool_size": 1, "max_overflow": overflow, "pool_timeout": 0.05}
    app = start_sessions(engine_options=options)
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    found = app.call(probes.checked_out_twice, backend_of(app).alchemy)
    assert found == expected, f"max_overflow is {overflow}: a second connection at the same time: {found or 'given'!r}"


def after_a_killed_connection(space: TargetRuntime, *, pre_ping: bool) -> int:
    """The status of a request whose pooled connection the server has ended."""
    options = {"pool_size": 1, "max_overflow": 0, "pool_pre_ping": pre_ping}
    app: RunningApp = space.start(build_sessions(space, engine_options=options))
    first = app.client.get("/login").status_code
    assert first == 200, f"GET /login answered {first}"
    space.reader.close()
    space.target.backend.end_connections(space.server, space.name)
    return app.client.get("/login").status_code


@proves("session-backend.pool-size-overflow-preping", needs=("kills-connections",))
def test_pre_ping_replaces_a_killed_connection(fresh_space: TargetRuntime) -> None:
    """With pool_pre_ping a request works although the server has ended the pooled connection."""
    status = after_a_killed_connection(fresh_space, pre_ping=True)
    assert status == 200, f"after its connection was ended, a request is answered with {status}"


@proves("session-backend.pool-size-overflow-preping", needs=("kills-connections",))
def test_without_pre_ping_a_killed_connection_fails(fresh_space: TargetRuntime) -> None:
    """Without pool_pre_ping that request fails."""
    status = after_a_killed_connection(fresh_space, pre_ping=False)
    assert status == 500, f"after its connection was ended, a request is answered with {status}"

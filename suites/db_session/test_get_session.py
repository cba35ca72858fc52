"""get_session: a session of one's own, inside and outside of applications."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, Target, TargetRuntime, answer, proves


def beside_the_request(probed: RunningApp, target: Target) -> dict[str, Any]:
    """Open sessions in a request; what its handler says of them."""
    sent = {"name": "Agatha", "reading_options": target.backend.reading_options}
    return dict(answer(probed.post("/probes/db-session/get-session", sent), 201))


@proves("db-session.get-session-always-new")
def test_beside_the_request(probed: RunningApp, target: Target) -> None:
    """In a request two calls give two sessions, and neither is the request's."""
    body = beside_the_request(probed, target)
    assert body["sessions"] == 3, f"the request's session and two others are {body['sessions']} objects"


@proves("db-session.get-session-always-new")
def test_uncommitted_work_is_invisible_to_the_others(probed: RunningApp, reader: Reader, target: Target) -> None:
    """What one session has written but not committed only that one sees, and nobody after it was closed."""
    body = beside_the_request(probed, target)
    seen = {who: body[f"seen by the {who}"] for who in ("writer", "other", "request's")}
    assert seen == {"writer": 1, "other": 0, "request's": 0}, f"an uncommitted row was seen by {seen}"
    assert reader.count("author") == 0, f"a session that was closed without a commit left {reader.count('author')} rows"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the request"


@proves("db-session.get-session-always-new")
def test_one_after_the_other(probed: RunningApp, probes: ModuleType) -> None:
    """Two sessions at the same time and one after them are three, outside of any request as well."""
    given = probed.call(probes.open_twice, probed.app)
    different = len({id(session) for session in given})
    assert different == 3, f"three calls gave {different} sessions"


def job(function: Callable[..., Any], *args: Any) -> Any:
    """Run a job as a script does: a coroutine function in an event loop of its own."""
    result = function(*args)
    return asyncio.run(result) if inspect.iscoroutine(result) else result


@pytest.fixture
def place(app: RunningApp, runtime: TargetRuntime) -> tuple[str, dict[str, Any]]:
    """The URL and the engine's options of a database with tables; no application is used."""
    del app  # it made the tables
    options = runtime.target.backend.engine_options(runtime.target.driver)
    return runtime.url.render_as_string(hide_password=False), options


@proves("db-session.get-session-outside-request")
def test_job_commits(place: tuple[str, dict[str, Any]], probes: ModuleType, reader: Reader) -> None:
    """A job without an application writes and commits, and others see its row."""
    job(probes.add_outside, *place, "Agatha", "commit")
    assert reader.count("author") == 1, f"a job committed a row, and there are {reader.count('author')}"


@proves("db-session.get-session-outside-request")
@pytest.mark.parametrize("ending", ["commit", "leave", "raise"])
def test_job_leaves_nothing_open(
    place: tuple[str, dict[str, Any]], probes: ModuleType, reader: Reader, ending: str
) -> None:
    """At the end of the block the session is closed and its connection given back, however it is left."""
    found = job(probes.add_outside, *place, "Agatha", ending)
    assert not found["open"], "after the block the session is still in a transaction"
    assert found["out"] == 0, f"after the block {found['out']} connections are out"
    assert not found["same"], "the next call gave the closed session again"
    expected = 1 if ending == "commit" else 0
    assert found["seen"] == expected, f"a job that ends with {ending!r} leaves {found['seen']} rows to the next one"
    assert reader.count("author") == expected, f"a job that ends with {ending!r} leaves {reader.count('author')} rows"


@proves("db-session.get-session-outside-request")
def test_exception_leaves_the_block(place: tuple[str, dict[str, Any]], probes: ModuleType) -> None:
    """An exception in the block reaches the job that runs it."""
    found = job(probes.add_outside, *place, "Agatha", "raise")
    assert found["raised"] == "as it was told", f"the job caught {found['raised']!r}"


@proves("db-session.get-session-outside-request")
def test_jobs_one_after_the_other(place: tuple[str, dict[str, Any]], probes: ModuleType, reader: Reader) -> None:
    """A second job of the same process, in another event loop, works as the first."""
    for name in ("Agatha", "Dorothy"):
        job(probes.add_outside, *place, name, "commit")
    names = sorted(row["name"] for row in reader.rows("author"))
    assert names == ["Agatha", "Dorothy"], f"two jobs left {names}"

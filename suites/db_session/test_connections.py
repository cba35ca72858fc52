"""No request keeps a connection: however it ends, the pool has it back."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from litestar.exceptions import WebSocketDisconnect

from assay.checking import Reader, RunningApp, answer, proves
from suites.db_session.conftest import Probed

PATH = "/probes/db-session"


def check_all_back(running: RunningApp, probes: ModuleType, what: str) -> None:
    """The request had a session, and its pool has given out nothing that it has not got back."""
    assert probes.sessions, f"no session was used in {what}"
    assert running.checked_out() == 0, f"after {what} {running.checked_out()} connections are out"


def seed(reader: Reader, *names: str) -> None:
    """Authors of these names."""
    reader.insert("author", *({"id": uuid.uuid4(), "name": name} for name in names))


@proves("db-session.commit-on-success")
@pytest.mark.parametrize("status", [200, 201, 204])
def test_after_success(probed: RunningApp, probes: ModuleType, status: int) -> None:
    """A request that succeeds gives its connection back."""
    for _ in range(3):
        probed.post(f"{PATH}/authors", {"name": "Agatha", "status": status})
    check_all_back(probed, probes, f"three answers {status}")


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize(
    "body",
    [{"raises": "exception"}, {"raises": 409}, {"status": 303}, {"status": 404}, {"status": 500}, {"handled": 400}],
    ids=["exception", "http-exception", "303", "404", "500", "handled"],
)
def test_after_an_error(probed: RunningApp, probes: ModuleType, body: dict[str, Any]) -> None:
    """A request that fails gives its connection back."""
    for _ in range(3):
        probed.client.post(f"{PATH}/authors", json={"name": "Agatha", **body}, follow_redirects=False)
    check_all_back(probed, probes, f"three requests with {body}")


@proves("db-session.rollback-on-exception")
def test_after_a_statement_that_failed(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """A request whose statement the database refuses leaves nothing, and gives its connection back."""
    response = probed.post(f"{PATH}/authors", {"name": None})
    assert response.status_code >= 400, f"a refused statement was answered with {response.status_code}"
    assert reader.count("author") == 0, f"a refused statement left {reader.count('author')} rows"
    check_all_back(probed, probes, "a refused statement")


@proves("db-session.commit-on-success")
def test_after_a_stream_of_what_was_read_before(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """A response that streams what its handler has read gives the connection back."""
    seed(reader, "Agatha", "Dorothy")
    lines = probed.get(f"{PATH}/stream-of-the-past").text.split()
    assert sorted(lines) == ["Agatha", "Dorothy"], f"streamed were {lines}"
    check_all_back(probed, probes, "a streamed response")


@proves("db-session.commit-on-success")
@pytest.mark.parametrize("path", ["stream", "events"])
def test_after_a_stream_that_reads(probed: RunningApp, probes: ModuleType, reader: Reader, path: str) -> None:
    """A response that reads through the session while it is being sent gives the connection back."""
    seed(reader, "Agatha", "Dorothy")
    text = probed.get(f"{PATH}/{path}").text
    assert "Agatha" in text, f"streamed was {text!r}"
    assert "Dorothy" in text, f"streamed was {text!r}"
    check_all_back(probed, probes, f"GET {PATH}/{path}")


@proves("db-session.commit-on-success")
def test_stream_that_writes_is_committed(probed: RunningApp, reader: Reader) -> None:
    """What a response adds through the session while it is being sent is there when it has arrived."""
    lines = probed.post(f"{PATH}/stream-of-writes", {"names": ["Agatha", "Dorothy"]}).text.split()
    assert lines == ["Agatha", "Dorothy"], f"streamed were {lines}"
    assert reader.count("author") == 2, f"a stream added 2 authors, and there are {reader.count('author')}"


@proves("db-session.commit-on-success")
def test_after_a_background_task(probed: RunningApp, probes: ModuleType) -> None:
    """A background task that was given the request's session does not keep its connection."""
    answer(probed.post(f"{PATH}/background", {"name": "Agatha"}), 201)
    check_all_back(probed, probes, "a background task")


@proves("db-session.commit-on-success")
def test_background_task_is_committed(probed: RunningApp, reader: Reader) -> None:
    """What a background task adds through the request's session is committed."""
    answer(probed.post(f"{PATH}/background", {"name": "Agatha"}), 201)
    assert reader.count("author") == 1, f"a background task added an author, and there are {reader.count('author')}"


@proves("db-session.commit-on-success")
def test_during_a_websocket(probed: RunningApp, probes: ModuleType) -> None:
    """A websocket has a session that works for one message after the other."""
    with probed.client.websocket_connect(f"{PATH}/websocket") as websocket:
        answers = []
        for message in ("one", "two"):
            websocket.send_text(message)
            answers.append(websocket.receive_text())
    assert answers == ["one to you", "two to you"], f"the websocket answered {answers}"
    assert len({id(session) for session in probes.sessions}) == 1, "one websocket had several sessions"


@proves("db-session.commit-on-success")
def test_after_the_client_closes_a_websocket(probed: RunningApp, probes: ModuleType) -> None:
    """A websocket that the client closes gives its connection back."""
    with probed.client.websocket_connect(f"{PATH}/websocket") as websocket:
        websocket.send_text("hello")
        websocket.receive_text()
    check_all_back(probed, probes, "a websocket that the client closed")


@proves("db-session.rollback-on-exception")
def test_after_a_websocket_that_failed(probed: RunningApp, probes: ModuleType) -> None:
    """A websocket whose handler raises is closed, and gives its connection back."""
    closed = False
    with probed.client.websocket_connect(f"{PATH}/websocket") as websocket:
        websocket.send_text("fail")
        try:
            websocket.receive_text()
        except WebSocketDisconnect:
            closed = True
    assert closed, "the handler raised, and the websocket stayed open"
    check_all_back(probed, probes, "a websocket whose handler raised")


async def cut_off(app: Any, path: str, body: Any, started: Callable[[], bool]) -> bool:
    """Send a request, and cancel it once it has started, as a server does that stops or has lost the client.

    Returns:
        Whether it was cancelled before it answered.
    """
    raw = json.dumps(body).encode()
    answers: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Any) -> None:
        answers.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "state": {},
    }
    request = asyncio.ensure_future(app(scope, receive, send))
    while not started() and not request.done():
        await asyncio.sleep(0.002)
    request.cancel()
    await asyncio.wait([request])
    return not answers


@proves("db-session.rollback-on-exception")
def test_after_a_cancelled_request(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """A request that is cancelled while its handler runs leaves no row, and gives its connection back."""
    for event in (probes.started, probes.release, probes.finished):
        event.clear()
    try:
        cancelled = probed.call(cut_off, probed.app, f"{PATH}/slow", {"name": "Agatha"}, probes.started.is_set)
    finally:
        probes.release.set()
    probes.finished.wait()
    assert cancelled, "the request was answered before it could be cancelled"
    assert reader.count("author") == 0, f"a cancelled request left {reader.count('author')} rows"
    check_all_back(probed, probes, "a cancelled request")


@proves("db-session.rollback-on-exception")
def test_one_connection_is_enough(start_probed: Probed, reader: Reader) -> None:
    """With a pool of a single connection a request is served at once after several that failed."""
    running = start_probed(engine_options={"pool_size": 1, "max_overflow": 0, "pool_timeout": 30})
    for raises in ("exception", 400, "exception"):
        running.post(f"{PATH}/authors", {"name": "Agatha", "raises": raises})
    answer(running.post(f"{PATH}/authors", {"name": "Dorothy"}), 201)
    assert reader.count("author") == 1, f"of three failing requests and a good one there are {reader.count('author')}"

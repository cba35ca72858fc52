"""The same requests to an application with Litestar's sessions in memory, and to one with the database's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import RunningApp, TargetRuntime, proves
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import NO_PAGES, StartSessions, backend_of
from suites.session_backend.handlers import session_routes

Script = Callable[[RunningApp, Browser], list[Any]]


def said(browser: Browser, method: str, path: str, json: Any = None) -> Any:
    """What is answered, with its status."""
    response = browser.send(method, path, **({} if json is None else {"json": json}))
    return response.status_code, response.text


def overwrite(_: RunningApp, browser: Browser) -> list[Any]:
    """Set, read, set something else, change one value, and read."""
    return [
        said(browser, "GET", "/session"),
        said(browser, "PUT", "/session", {"a": 1, "b": [1, None, "ü"]}),
        said(browser, "GET", "/session"),
        said(browser, "POST", "/session/c", {"value": {"d": 2.5}}),
        said(browser, "GET", "/session"),
        said(browser, "PUT", "/session", {}),
        said(browser, "GET", "/session"),
    ]


def clear(_: RunningApp, browser: Browser) -> list[Any]:
    """Set, end, read."""
    found = [said(browser, "PUT", "/session", {"a": 1})]
    before = browser.cookie
    found.append(said(browser, "POST", "/session-end"))
    # The id is random; that it is still there says all.
    cookie = "the id of before" if browser.cookie == before else browser.cookie
    return [*found, cookie, said(browser, "GET", "/session")]


def skip(_: RunningApp, browser: Browser) -> list[Any]:
    """Routes that have no session, by their own word and by the pattern of the configuration."""
    found = [said(browser, "PUT", "/session", {"a": 1})]
    for path in ("/session-skipped", "/excluded/session"):
        found += [said(browser, "GET", path), browser.set_cookie is None]
    return found


def websocket(app: RunningApp, browser: Browser) -> list[Any]:
    """A websocket that reads the session."""
    found = said(browser, "PUT", "/session", {"a": 1})
    app.client.cookies.clear()
    headers = {"cookie": f"session={browser.cookie}"}
    with app.client.websocket_connect("/session-websocket", headers=headers) as socket:
        socket.send_text("hello")
        return [found, socket.receive_json()]


def by_the_test_client(app: RunningApp, _: Browser) -> list[Any]:
    """A test client that sets and reads the session itself."""
    app.client.cookies.clear()
    app.client.set_session_data({"a": 1})
    found = [app.client.get("/session").json(), app.client.get_session_data()]
    app.client.cookies.clear()
    return found


def unknown(_: RunningApp, browser: Browser) -> list[Any]:
    """An id that nobody has given."""
    browser.cookie = "made-up"
    return [said(browser, "GET", "/session"), said(browser, "POST", "/session/a", {"value": 1}), browser.cookie]


SCRIPTS: dict[str, Script] = {
    "overwrite": overwrite,
    "clear": clear,
    "skip": skip,
    "websocket": websocket,
    "test-client": by_the_test_client,
    "unknown-id": unknown,
}


@proves("session-backend.parity-with-other-backends")
@pytest.mark.parametrize("script", SCRIPTS)
def test_same_answers_as_from_memory(runtime: TargetRuntime, start_sessions: StartSessions, script: str) -> None:
    """The answers are those of Litestar's own backend with its store in memory."""
    config = ServerSideSessionConfig(exclude="^/excluded")
    memory = runtime.start(Litestar(route_handlers=session_routes, middleware=[config.middleware], **NO_PAGES))
    memory.client._session_backend = config._backend_class(config=config)
    database = start_sessions(routes=session_routes, session_config=config)
    database.client._session_backend = backend_of(database)
    expected = SCRIPTS[script](memory, Browser(memory))
    found = SCRIPTS[script](database, Browser(database))
    assert found == expected, f"from the database: {found}, from memory: {expected}"

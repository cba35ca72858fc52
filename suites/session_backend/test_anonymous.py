"""Sessions of visitors for whom no handler has kept anything.

No claim forbids them, and none promises them: the checks hold fast what is done today, so that a change of it shows.
"""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import RunningApp, proves
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, StartSessions
from suites.session_backend.handlers import broken, skipped

SEEN: dict[str, tuple[str, str, int]] = {
    "page": ("GET", "/login", 200),
    "reads-the-session": ("GET", "/profile", 200),
    "options": ("OPTIONS", "/login", 204),
    "openapi": ("GET", "/schema/openapi.json", 200),
}
UNSEEN: dict[str, tuple[str, str, int]] = {
    "unknown-path": ("GET", "/nowhere", 404),
    "unknown-method": ("DELETE", "/login", 405),
    "route-without-a-session": ("GET", "/session-skipped", 200),
}


@proves("session-backend.server-side-middleware")
def test_five_visits_make_five_sessions(sessions: RunningApp, rows: Rows) -> None:
    """Each visit without a cookie makes an empty session, and is given a cookie for it."""
    cookies = []
    for _ in range(5):
        browser = Browser(sessions)
        browser.send("GET", "/login")
        cookies.append(browser.cookie)
    assert len(set(cookies)) == 5, f"five visits without a cookie were given {cookies}"
    assert rows.ids() == set(cookies), f"the cookies are {cookies}, the stored ids are {rows.ids()}"
    held = [rows.decoded(cookie) for cookie in cookies]
    assert held == [{}] * 5, f"the rows hold {held}"


@proves("session-backend.server-side-middleware")
@pytest.mark.parametrize("kind", SEEN)
def test_request_that_makes_a_session(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """Any answer of a route makes a session, whatever the handler does."""
    method, path, status = SEEN[kind]
    assert made(sessions, rows, method, path) == (status, 1), f"{method} {path} has made {len(rows.ids())} sessions"


@proves("session-backend.server-side-middleware")
@pytest.mark.parametrize("kind", UNSEEN)
def test_request_that_makes_none(start_sessions: StartSessions, rows: Rows, kind: str) -> None:
    """What no route answers makes no session, nor does a route that says so."""
    method, path, status = UNSEEN[kind]
    app = start_sessions(route_handlers=[skipped])
    assert made(app, rows, method, path) == (status, 0), f"{method} {path} has made {len(rows.ids())} sessions"


def made(app: RunningApp, rows: Rows, method: str, path: str) -> tuple[int, int]:
    """The status of a visit without a cookie, and how many sessions there are after it."""
    browser = Browser(app)
    status = browser.send(method, path).status_code
    assert bool(browser.cookie) is bool(rows.ids()), f"the cookie is {browser.cookie!r}, the ids are {rows.ids()}"
    return status, len(rows.ids())


@proves("session-backend.database-persistence")
def test_request_that_fails_keeps_its_session(start_sessions: StartSessions, rows: Rows) -> None:
    """A handler that raises is answered with 500, and what it has put into the session before is stored."""
    browser = Browser(start_sessions(route_handlers=[broken]))
    status = browser.send("GET", "/broken").status_code
    assert status == 500, f"the handler raises, and is answered with {status}"
    assert rows.ids() == {browser.cookie}, f"the cookie is {browser.cookie!r}, the stored ids are {rows.ids()}"
    held = rows.decoded(browser.cookie)
    assert held == {"touched": True}, f"the handler put touched into the session and raised; the row holds {held}"


@proves("session-backend.parity-with-other-backends")
def test_visits_in_memory(start_memory: StartSessions) -> None:
    """Litestar's own sessions in memory do the same."""
    app = start_memory()
    browsers = [Browser(app) for _ in range(5)]
    for browser in browsers:
        browser.send("GET", "/login")
    store = app.app.stores.get("sessions")
    held: list[Any] = [app.call(store.get, browser.cookie) for browser in browsers]
    assert held == [b"{}"] * 5, f"after five visits the store holds {held}"

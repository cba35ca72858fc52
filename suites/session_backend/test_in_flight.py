"""Several requests of one browser at once: what one of them finds when it ends, and another has done something else."""

from __future__ import annotations

import datetime
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import Reader, RunningApp, answer, proves
from suites.asgi import Answer, ask
from suites.session_backend import models
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, StartSessions, backend_of, now
from suites.session_backend.handlers import held_routes, session_routes
from suites.session_backend.in_flight import Asked, held

LOGGED_IN = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}
TABLE = "spelled_sessions"


@pytest.fixture
def app(start_own: StartSessions) -> RunningApp:
    """The page's handlers, with some that wait; the data is text, which every driver gives back as it was."""
    return start_own(model=models.SpelledSession, route_handlers=[*session_routes, *held_routes])


@pytest.fixture
def stored(reader: Reader, app: RunningApp) -> Rows:
    """The rows of the sessions."""
    del app
    return Rows(reader, TABLE)


def cookie_of(app: RunningApp, username: str = "bob") -> str:
    """The cookie of a browser that has logged in."""
    return Browser(app).login(username)


@proves("session-backend.route-logout")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_logout_while_a_request_is_in_flight(app: RunningApp, stored: Rows, method: str) -> None:
    """Once a logout is answered the old cookie is worth nothing, whatever was still in flight."""
    cookie = cookie_of(app)
    request = Asked("GET", "/held", cookie) if method == "GET" else Asked("POST", "/held/seen", cookie, {"value": 1})
    with held(app, request):
        assert Browser(app, cookie).send("POST", "/logout").status_code == 201, "the logout is refused"
        assert stored.ids() == set(), f"after the logout the stored ids are {stored.ids()}"
    seen = Browser(app, cookie).get("/profile")
    assert seen == STRANGER, f"after the logout, and a request that was in flight, the old cookie sees {seen}"


@proves("session-backend.route-logout")
def test_logout_that_ends_last(app: RunningApp, stored: Rows) -> None:
    """A request that comes and goes while a logout is in flight does not undo it."""
    cookie = cookie_of(app)
    with held(app, Asked("POST", "/held-logout", cookie)) as answers:
        answer(Browser(app, cookie).send("POST", "/session/seen", json={"value": 1}), 201)
    assert [a.status for a in answers] == [201], f"the logout is answered with {answers}"
    assert stored.ids() == set(), f"after the logout the stored ids are {stored.ids()}"
    seen = Browser(app, cookie).get("/profile")
    assert seen == STRANGER, f"after the logout the old cookie sees {seen}"


@proves("session-backend.route-logout")
def test_two_logouts_at_once(app: RunningApp, stored: Rows) -> None:
    """Both are answered as one is, and another visitor stays logged in."""
    cookie, other = cookie_of(app), cookie_of(app, "alice")
    with held(app, *[Asked("POST", "/held-logout", cookie)] * 2) as answers:
        pass
    assert [a.status for a in answers] == [201, 201], f"two logouts at once are answered with {answers}"
    assert stored.ids() == {other}, f"after the logouts the stored ids are {stored.ids()}, alice's is {other}"


@proves("session-backend.database-persistence")
def test_row_that_is_deleted_while_a_request_is_in_flight(app: RunningApp, stored: Rows) -> None:
    """Without its row a cookie is worth nothing, also if a request had read it before."""
    cookie = cookie_of(app)
    with held(app, Asked("GET", "/held", cookie)):
        stored.reader.empty([TABLE])
    seen = Browser(app, cookie).get("/profile")
    assert seen == STRANGER, f"the row was deleted while a request was in flight, and the old cookie sees {seen}"


@proves("session-backend.database-persistence")
def test_delete_all_while_a_request_is_in_flight(app: RunningApp) -> None:
    """When all sessions have been deleted, a request that was in flight brings none back."""
    cookie = cookie_of(app)
    backend = backend_of(app)
    with held(app, Asked("GET", "/held", cookie)):
        app.call(backend.delete_all, *((None,) if app.target.is_async else ()))
    seen = Browser(app, cookie).get("/profile")
    assert seen == STRANGER, f"all sessions were deleted while a request was in flight, and the old cookie sees {seen}"


@proves("session-backend.server-side-middleware")
def test_two_changes_at_once(app: RunningApp) -> None:
    """Two requests of one browser each change a value of their own: the next one sees both."""
    cookie = cookie_of(app)
    with held(app, *(Asked("POST", f"/held/{key}", cookie, {"value": key}) for key in ("first", "second"))) as answers:
        pass
    assert [a.status for a in answers] == [201, 201], f"two changes at once are answered with {answers}"
    seen = Browser(app, cookie).get("/session")
    expected = {**LOGGED_IN, "first": "first", "second": "second"}
    assert seen == expected, f"first and second were changed at once, the session is {seen}"


@proves("session-backend.server-side-middleware")
def test_change_while_another_request_reads(app: RunningApp) -> None:
    """A request that only reads the session does not undo what another one has changed meanwhile."""
    cookie = cookie_of(app)
    with held(app, Asked("GET", "/held", cookie)) as answers:
        answer(Browser(app, cookie).send("POST", "/session/cart", json={"value": "book"}), 201)
    assert answers[0].json() == LOGGED_IN, f"the request in flight began with {LOGGED_IN}, and saw {answers[0].json()}"
    seen = Browser(app, cookie).get("/session")
    assert seen == {**LOGGED_IN, "cart": "book"}, f"cart was changed while a request only read, the session is {seen}"


@proves("session-backend.route-login")
def test_login_while_a_request_is_in_flight(app: RunningApp) -> None:
    """Who logs in while an earlier request of the same browser is in flight is logged in after it, too."""
    browser = Browser(app)
    browser.get("/profile")
    with held(app, Asked("GET", "/held", browser.cookie)):
        browser.login()
    seen = browser.get("/profile")
    assert seen == LOGGED_IN, f"a request in flight has ended after the login, and /profile says {seen}"


@proves("session-backend.route-login")
def test_two_logins_at_once(app: RunningApp, stored: Rows) -> None:
    """Two logins with one cookie leave one row, that of either; both are answered as one is."""
    browser = Browser(app)
    browser.get("/profile")
    people = [{"user_id": n, "username": name} for n, name in enumerate(("alice", "bob"), 1)]
    with held(app, *(Asked("POST", "/held-login", browser.cookie, person) for person in people)) as answers:
        pass
    assert [a.status for a in answers] == [201, 201], f"two logins at once are answered with {answers}"
    assert stored.ids() == {browser.cookie}, f"the cookie is {browser.cookie}, the stored ids are {stored.ids()}"
    seen = browser.get("/profile")
    assert seen in people, f"alice and bob logged in at once, /profile says {seen}"


@proves("session-backend.server-side-middleware", needs=("queues-writers",))
def test_requests_at_once_see_their_own_sessions(app: RunningApp) -> None:
    """Five visitors, each with two requests in flight at once: each request sees the session of its own cookie."""
    people = [f"visitor {number}" for number in range(5)] * 2
    cookies = {name: cookie_of(app, name) for name in people}
    with held(app, *(Asked("GET", "/held", cookies[name]) for name in people), together=True) as answers:
        pass
    seen = [a.json()["username"] for a in answers]
    assert seen == people, f"{people} asked at once, and saw the sessions of {seen}"
    given = [a.cookie() for a in answers]
    assert given == [cookies[name] for name in people], f"the cookies of the answers are {given}"


@proves("session-backend.database-persistence", needs=("queues-writers",))
def test_request_in_flight_holds_no_connection(app: RunningApp) -> None:
    """While their handlers run, requests with a session have no connection of the pool."""
    cookie = cookie_of(app)
    with held(app, *[Asked("GET", "/held", cookie)] * 5, together=True) as answers:
        out = app.checked_out()
    assert out == 0, f"five requests are in flight, and {out} connections are out"
    assert [a.status for a in answers] == [200] * 5, f"five requests at once are answered with {answers}"


@proves("session-backend.renewed-on-each-request")
def test_request_that_is_longer_than_a_session(start_own: StartSessions, reader: Reader) -> None:
    """A session whose end passes while a request of its own is in flight lives on when that is answered."""
    config = ServerSideSessionConfig(max_age=3600)
    app = start_own(model=models.SpelledSession, route_handlers=held_routes, session_config=config)
    cookie, rows = cookie_of(app), Rows(reader, TABLE)
    with held(app, Asked("GET", "/held", cookie)):
        table = reader.table(TABLE)
        kept = {key: value for key, value in rows.one(cookie).items() if value is not None}
        reader.execute(sa.delete(table))
        reader.insert(TABLE, {**kept, "expires_at": now() - datetime.timedelta(seconds=60)})
    left = (rows.one(cookie)["expires_at"] - now()).total_seconds()
    assert left > 1800, f"max_age is 3600 s, and after the request the session ends in {left:.0f} s"
    seen = Browser(app, cookie).get("/profile")
    assert seen == LOGGED_IN, f"after the request /profile says {seen}"


@contextmanager
def stopped_before(app: RunningApp, statement: str, cookie: str) -> Iterator[Future[Answer]]:
    """A request that is stopped, within the block, before it sends such a statement to the session table."""
    news: queue.SimpleQueue[bool] = queue.SimpleQueue()
    go_on, here = threading.Event(), threading.get_ident()

    def stop(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        # not the statements of the check itself
        if threading.get_ident() != here and TABLE in text and text.lstrip().upper().startswith(statement):
            news.put(True)
            go_on.wait()

    sa.event.listen(sa.Engine, "before_cursor_execute", stop)
    request = partial(ask, app, "GET", "/profile", headers={"cookie": f"session={cookie}"})
    sent: Future[Answer] = app.client.blocking_portal.start_task_soon(request)
    sent.add_done_callback(lambda _: news.put(False))
    stopped = news.get()
    try:
        if stopped:
            yield sent
    finally:
        go_on.set()
        wait([sent])  # it is in the middle of the listeners, which must not change under it
        sa.event.remove(sa.Engine, "before_cursor_execute", stop)
    assert stopped, f"/profile was answered with {sent.result().status}, and sent no {statement} before"


@proves("session-backend.database-persistence", needs=("queues-writers",))
def test_row_that_is_deleted_while_it_is_read(app: RunningApp, stored: Rows) -> None:
    """A session that ends between its SELECT and its UPDATE makes its visitor a stranger, not an error."""
    cookie = cookie_of(app)
    with stopped_before(app, "UPDATE", cookie) as sent:
        stored.reader.empty([TABLE])
    found = sent.result()
    assert found.status == 200, f"the row was deleted between SELECT and UPDATE, /profile is answered {found.status}"
    assert found.json() == STRANGER, f"the row was deleted between SELECT and UPDATE, /profile says {found.json()}"


@proves("session-backend.renewed-on-each-request", needs=("queues-writers",))
def test_row_that_is_renewed_while_it_is_read(app: RunningApp, stored: Rows) -> None:
    """Two requests of one browser come at once: one renews the session between the other's SELECT and UPDATE."""
    cookie = cookie_of(app)
    table = stored.reader.table(TABLE)
    end = stored.reader.execute(sa.select(table.c.expires_at))[0]["expires_at"]
    later = end + datetime.timedelta(seconds=5)
    with stopped_before(app, "UPDATE", cookie) as sent:
        stored.reader.execute(sa.update(table).values(expires_at=later))
    found = sent.result()
    assert found.status == 200, (
        f"the session was renewed between SELECT and UPDATE, /profile is answered {found.status}"
    )
    assert found.json() == LOGGED_IN, f"the session was renewed between SELECT and UPDATE, /profile says {found.json()}"


@proves("session-backend.expired-filtered-on-retrieval", needs=("queues-writers",))
def test_expired_row_that_is_deleted_while_it_is_read(app: RunningApp, stored: Rows) -> None:
    """An expired session that a cleanup removes between its SELECT and its DELETE makes its visitor a stranger."""
    stored.add("gone", -60, "e30=")
    with stopped_before(app, "DELETE", "gone") as sent:
        stored.reader.empty([TABLE])
    found = sent.result()
    assert found.status == 200, f"a cleanup came between SELECT and DELETE, /profile is answered {found.status}"
    assert found.json() == STRANGER, f"a cleanup came between SELECT and DELETE, /profile says {found.json()}"


@proves("session-backend.parity-with-other-backends")
@pytest.mark.parametrize("kind", ["logout", "change", "login"])
def test_same_as_from_memory(app: RunningApp, start_memory: StartSessions, kind: str) -> None:
    """What comes of requests at once is what comes of them with Litestar's own sessions in memory."""
    ours, memory = meanwhile(app, kind), meanwhile(start_memory(*session_routes, *held_routes), kind)
    assert ours == memory, f"in the database {ours}, in memory {memory}"


def meanwhile(app: RunningApp, kind: str) -> Any:
    """What the session is after a request that only read it has ended after another one."""
    browser = Browser(app)
    browser.get("/session")
    if kind != "login":
        browser.login()
    with held(app, Asked("GET", "/held", browser.cookie)):
        other = Browser(app, browser.cookie)
        if kind == "logout":
            other.send("POST", "/logout")
        elif kind == "change":
            other.send("POST", "/session/cart", json={"value": "book"})
        else:
            other.login()
    return browser.get("/session")

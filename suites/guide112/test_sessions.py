"""The two ways to keep sessions in the database, and what leads to neither."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin
from advanced_alchemy.extensions.litestar.store import SQLAlchemyStore
from litestar import Litestar
from litestar.middleware.session import SessionMiddleware
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import Reader, RunningApp, TargetRuntime, proves
from reference_app.web_sessions.handlers import user_routes
from reference_app.web_sessions.models import SessionStore
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import StartSessions, build_backend

BOB = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}


def kept(reader: Reader) -> dict[str, bytes]:
    """What the store's table has, by key."""
    return {row["key"]: bytes(row["value"]) for row in reader.rows("session_store")}


@proves("guide112.store-sessions-login-logout")
def test_login_is_in_the_table_until_the_logout(start_sessions: StartSessions, reader: Reader) -> None:
    """A login is a row of the cookie's id and what was kept; after the logout nothing of it is left in the table."""
    app = start_sessions(factory="create_store_app")
    bob, eve = Browser(app), Browser(app)
    bobs, eves = bob.login("bob"), eve.login("eve")
    stored = kept(reader)
    assert set(stored) == {bobs, eves}
    assert (b"bob" in stored[bobs], b"eve" in stored[eves], b"bob" in stored[eves]) == (True, True, False)
    assert (bob.get("/profile"), eve.get("/profile")["username"]) == (BOB, "eve")
    bob.send("POST", "/logout")
    assert (bob.get("/profile"), eve.get("/profile")["username"]) == (STRANGER, "eve")
    assert b"bob" not in b"".join(kept(reader).values())


@proves("guide112.store-sessions-login-logout")
def test_old_cookie_after_the_logout(start_sessions: StartSessions) -> None:
    """The cookie of a session that has ended opens nothing, in this application or in another one on the table."""
    app = start_sessions(factory="create_store_app")
    bob = Browser(app)
    cookie = bob.login("bob")
    assert Browser(start_sessions(factory="create_store_app"), cookie).get("/profile") == BOB
    bob.send("POST", "/logout")
    assert Browser(app, cookie).get("/profile") == STRANGER


def store_app(runtime: TargetRuntime, sessions_store: str | None, registered: str) -> Litestar:
    """An application whose middleware looks for its store under one name, and which has one under another.

    Args:
        runtime: Where the store's table is.
        sessions_store: The name for the middleware; None for its own.
        registered: The name in the application.
    """
    config: Any = build_backend(runtime).alchemy
    options: dict[str, Any] = {} if sessions_store is None else {"store": sessions_store}
    return Litestar(
        route_handlers=user_routes,
        plugins=[SQLAlchemyPlugin(config=config)],
        middleware=[ServerSideSessionConfig(max_age=3600, **options).middleware],
        stores={registered: SQLAlchemyStore(config=config, model=SessionStore)},
    )


@pytest.mark.parametrize(
    ("looked_for", "registered", "rows"),
    [
        pytest.param(None, "sessions", 1, id="the-name-of-the-page"),
        pytest.param("mine", "mine", 1, id="another-name"),
        pytest.param(None, "mine", 0, id="not-the-name"),
        pytest.param("mine", "sessions", 0, id="looked-for-elsewhere"),
    ],
)
@proves("guide112.store-sessions-name-must-match")
def test_store_under_a_name(
    runtime: TargetRuntime, sessions: RunningApp, reader: Reader, looked_for: str | None, registered: str, rows: int
) -> None:
    """The table has the session exactly if the names are the same; the requests succeed in any case."""
    browser = Browser(runtime.start(store_app(runtime, looked_for, registered)))
    browser.login()
    assert browser.get("/profile") == BOB
    assert len(kept(reader)) == rows


@proves("guide112.backend-sessions-partial")
def test_middleware_by_partial(runtime: TargetRuntime, sessions: RunningApp, reader: Reader) -> None:
    """With the middleware made by functools.partial, the backend's table has the session until the logout."""
    backend = build_backend(runtime)
    app = Litestar(
        route_handlers=user_routes,
        plugins=[SQLAlchemyPlugin(config=backend.alchemy)],
        middleware=[partial(SessionMiddleware, backend=backend)],
    )
    browser = Browser(runtime.start(app))
    cookie = browser.login()
    rows = reader.rows(backend.model.__tablename__)
    assert [(row["session_id"], b"bob" in bytes(row["data"])) for row in rows] == [(cookie, True)]
    assert browser.get("/profile") == BOB
    browser.send("POST", "/logout")
    assert browser.get("/profile") == STRANGER
    assert Browser(browser.app, cookie).get("/profile") == STRANGER


@proves("guide112.session-config-middleware-ignores-backend")
def test_middleware_of_the_configuration(start_sessions: StartSessions, reader: Reader) -> None:
    """With the configuration's own middleware the login works, and the backend's table stays empty."""
    app = start_sessions(as_documented=True)
    browser = Browser(app)
    browser.login()
    assert browser.get("/profile") == BOB
    assert reader.rows(app.app.state["session_backend"].model.__tablename__) == []


@proves("guide112.session-config-secure")
def test_cookie_of_the_page(start_sessions: StartSessions) -> None:
    """The page's configuration gives a cookie for https alone, of the same site, of half an hour."""
    config = ServerSideSessionConfig(max_age=1800, secure=True, samesite="strict")
    browser = Browser(start_sessions(session_config=config))
    browser.login()
    cookie = browser.set_cookie
    assert cookie is not None
    assert (bool(cookie["secure"]), cookie["samesite"].lower(), cookie["max-age"]) == (True, "strict", "1800")

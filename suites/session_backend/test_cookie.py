"""The cookie, for each documented parameter of the configuration."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import RunningApp, proves
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import StartSessions
from suites.session_backend.test_wiring import session_config

LOGGED_IN = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}


def browser_of(start_sessions: StartSessions, **options: Any) -> Browser:
    """A browser after a login at an application with a configuration of its own."""
    config = ServerSideSessionConfig(**options)
    browser = Browser(start_sessions(session_config=config), key=config.key)
    browser.login()
    return browser


@proves("session-backend.https-only")
def test_https_only_is_taken() -> None:
    """The page's configuration can be made."""
    _, refused = session_config(max_age=3600, https_only=True, samesite="strict")
    assert not refused, f"ServerSideSessionConfig(https_only=True) is refused: {refused}"


@proves("session-backend.https-only")
@pytest.mark.parametrize("secure", [True, False])
def test_secure_is_in_the_cookie(start_sessions: StartSessions, secure: bool) -> None:
    """The cookie says Secure exactly if the parameter secure does."""
    browser = browser_of(start_sessions, secure=secure)
    assert bool(browser.attributes["secure"]) is secure, f"secure={secure}: the cookie is {browser.attributes}"


@proves("session-backend.https-only")
@pytest.mark.parametrize(("scheme", "expected"), [("http", STRANGER), ("https", LOGGED_IN)], ids=["http", "https"])
def test_secure_cookie_is_sent_over_https_only(
    start_sessions: StartSessions, scheme: str, expected: dict[str, Any]
) -> None:
    """With secure=True a client stays logged in over https, and not over http."""
    app = start_sessions(session_config=ServerSideSessionConfig(secure=True))
    base = f"{scheme}://testserver.local"
    app.client.cookies.clear()
    app.client.post(f"{base}/login", data={"username": "bob"})
    seen = app.client.get(f"{base}/profile").json()
    assert seen == expected, f"over {scheme} /profile says {seen}"


@proves("session-backend.samesite-strict")
@pytest.mark.parametrize("value", ["strict", "lax", "none"])
def test_samesite_is_in_the_cookie(start_sessions: StartSessions, value: str) -> None:
    """The cookie's SameSite is the parameter's."""
    browser = browser_of(start_sessions, samesite=value, secure=value == "none")
    found = browser.attributes["samesite"]
    assert found.lower() == value, f"samesite={value!r}: the cookie says SameSite={found}"


@proves("session-backend.samesite-strict")
def test_samesite_is_lax_by_default(sessions: RunningApp) -> None:
    """Without the parameter the cookie's SameSite is lax."""
    browser = Browser(sessions)
    browser.login()
    found = browser.attributes["samesite"]
    assert found.lower() == "lax", f"by default the cookie says SameSite={found}"


@proves("session-backend.server-side-middleware")
@pytest.mark.parametrize(
    ("parameter", "value", "attribute", "expected"),
    [
        ("httponly", True, "httponly", "True"),
        ("httponly", False, "httponly", ""),
        ("domain", "example.org", "domain", "example.org"),
        ("domain", None, "domain", ""),
        ("path", "/shop", "path", "/shop"),
        ("path", "/", "path", "/"),
    ],
    ids=["httponly", "not-httponly", "domain", "no-domain", "path", "root"],
)
def test_attribute_of_the_cookie(
    start_sessions: StartSessions, parameter: str, value: Any, attribute: str, expected: str
) -> None:
    """The cookie's attribute is the parameter's."""
    browser = browser_of(start_sessions, **{parameter: value})
    found = str(browser.attributes[attribute])
    assert found == expected, f"{parameter}={value!r}: the cookie's {attribute} is {found!r}"


@proves("session-backend.server-side-middleware")
def test_name_of_the_cookie(start_sessions: StartSessions) -> None:
    """The cookie has the name of the parameter key."""
    browser = browser_of(start_sessions, key="shop-session")
    assert browser.attributes.key == "shop-session", f"the cookie is called {browser.attributes.key}"


@proves("session-backend.server-side-middleware")
@pytest.mark.parametrize("count", [8, 64])
def test_length_of_the_id(start_sessions: StartSessions, count: int) -> None:
    """The id has two digits for each of session_id_bytes."""
    browser = browser_of(start_sessions, session_id_bytes=count)
    assert len(browser.cookie) == 2 * count, f"session_id_bytes={count}: the cookie is {browser.cookie!r}"

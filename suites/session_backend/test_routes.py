"""The handlers of "Using Sessions in Routes"."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from litestar import get

from assay.checking import RunningApp, answer, proves
from reference_app.web_sessions.handlers import user_routes
from suites.forms import CHOICES, URL_ENCODED
from suites.session_backend import page
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, StartSessions
from suites.session_backend.handlers import choose

LOGGED_IN = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}


@proves("session-backend.route-login-form")
def test_form_of_the_page(sessions: RunningApp) -> None:
    """GET /login answers the page's form, as HTML."""
    response = sessions.client.get("/login")
    assert response.status_code == 200, f"GET /login answered {response.status_code}"
    assert response.text == "<form method='post'><input name='username'><button>Login</button></form>", response.text
    kind = response.headers["content-type"]
    assert kind.startswith("text/html"), f"the form is sent as {kind}"


@proves("session-backend.route-login-form")
def test_form_as_written_is_html(start_sessions: StartSessions) -> None:
    """The page's handler as it is written answers what a browser shows as a form."""
    names: dict[str, Any] = {"get": get, "__name__": __name__}
    exec(page.LOGIN_FORM, names)
    app = start_sessions(routes=[names["login_form"]])
    kind = app.client.get("/login").headers["content-type"]
    assert kind.startswith("text/html"), f"the form is sent as {kind}"


BODIES: dict[str, dict[str, Any]] = {
    "urlencoded": {"data": {"username": "bob"}},
    "multipart": {"files": {"username": (None, "bob")}},
}


@proves("session-backend.route-login", "session-backend.route-connection-annotation")
@pytest.mark.parametrize("kind", BODIES)
def test_login_reads_the_form(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """A form of either kind is answered with 200 and a cookie, and its name is in the session."""
    browser = Browser(sessions)
    response = browser.send("POST", "/login", **BODIES[kind])
    assert response.status_code == 200, f"POST /login answered {response.status_code}: {response.text[:300]}"
    held = rows.decoded(browser.cookie)
    assert held == LOGGED_IN, f"the row holds {held}"


@proves("session-backend.route-login")
@pytest.mark.parametrize("kind", URL_ENCODED)
def test_form_of_a_browser(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """What a browser sends of the page's form is in the session as it was typed."""
    form, typed = URL_ENCODED[kind]
    browser = Browser(sessions)
    response = browser.submit("/login", form)
    assert response.status_code == 200, f"POST /login answered {response.status_code}: {response.text[:300]}"
    held = rows.decoded(browser.cookie)["username"]
    assert held == typed, f"the name {typed!r} was typed, the row holds {held!r}"


@proves("session-backend.route-login")
def test_form_belongs_to_its_request(start_sessions: StartSessions) -> None:
    """What a handler adds to the form that it was given is in the session of its own visitor only."""
    app = start_sessions(route_handlers=[choose])
    expected = {"choices": ["sport", "science", "newsletter"]}
    seen = [answer(Browser(app).submit("/choices", CHOICES), 201) for _ in range(2)]
    assert seen == [expected, expected], f"two visitors sent the same form, their sessions are {seen}"


@proves("session-backend.route-login")
@pytest.mark.parametrize("name", ["Zoë 😀", "a'b\"c\\d%", "<b>", " "])
def test_name_is_kept_to_the_letter(sessions: RunningApp, rows: Rows, name: str) -> None:
    """Whatever the name, it is in the row as it was typed."""
    cookie = Browser(sessions).login(name)
    held = rows.decoded(cookie)["username"]
    assert held == name, f"the name {name!r} was typed, the row holds {held!r}"


@proves("session-backend.route-login")
def test_login_without_a_cookie_is_a_new_session(sessions: RunningApp, rows: Rows) -> None:
    """Two visitors have two sessions; one without a cookie has none of theirs."""
    cookies = {Browser(sessions).login(name) for name in ("alice", "bob")}
    assert len(cookies) == 2, "two logins were answered with one cookie"
    assert rows.ids() == cookies, f"the cookies are {cookies}, the stored ids are {rows.ids()}"
    seen = Browser(sessions).get("/profile")
    assert seen == STRANGER, f"a visitor without a cookie sees {seen}"


@proves("session-backend.route-login")
def test_login_changes_the_session_id(sessions: RunningApp) -> None:
    """A login under an id that somebody else has chosen gives the visitor another one."""
    chosen = "chosen-by-somebody-else"
    cookie = Browser(sessions, chosen).login()
    assert cookie != chosen, "after the login the session still has the id that somebody else has chosen"


@proves("session-backend.route-login")
def test_second_login_replaces_the_first(sessions: RunningApp, rows: Rows) -> None:
    """Who logs in under another name is that one, in one row."""
    browser = Browser(sessions)
    browser.login("alice")
    # Not with the cookie: what is read is another check's matter.
    sessions.client.cookies.clear()
    browser.cookie = ""
    cookie = browser.login("bob")
    held = rows.decoded(cookie)
    assert held == LOGGED_IN, f"the row holds {held}"


@proves("session-backend.route-profile", "session-backend.route-connection-annotation")
def test_profile_before_and_after_the_login(sessions: RunningApp) -> None:
    """A stranger is told so, and who has logged in is told who it is."""
    browser = Browser(sessions)
    before = browser.get("/profile")
    browser.login()
    after = browser.get("/profile")
    assert before == STRANGER, f"before the login /profile says {before}"
    assert after == LOGGED_IN, f"after the login /profile says {after}"


def altered(cookie: str) -> dict[str, str]:
    """Cookies that are not quite the one."""
    other = "0" if cookie[-1] != "0" else "1"
    return {
        "last-digit": cookie[:-1] + other,
        "shorter": cookie[:-1],
        "longer": cookie + "0",
        "foreign": secrets.token_hex(32),
        "like-pattern": "%",
        "sql": f"' OR session_id = '{cookie}",
        "null": "null",
        "path": "../../etc/passwd",
        "not-ascii": "caf%C3%A9",
        "long": "f" * 3000,
    }


@proves("session-backend.route-profile")
@pytest.mark.parametrize("kind", sorted(altered("0")))
def test_tampered_cookie(sessions: RunningApp, kind: str) -> None:
    """A cookie that was altered makes its visitor a stranger."""
    cookie = Browser(sessions).login()
    seen = Browser(sessions, altered(cookie)[kind]).get("/profile")
    assert seen == STRANGER, f"with an altered cookie /profile says {seen}"


@proves("session-backend.route-logout", "session-backend.route-connection-annotation")
def test_logout_deletes_the_row(start_sessions: StartSessions, rows: Rows) -> None:
    """POST /logout removes the row of the session, and no other."""
    app = start_sessions()
    browser, other = Browser(app), Browser(app)
    browser.login()
    kept = other.login("alice")
    response = browser.send("POST", "/logout")
    assert response.status_code == 201, f"POST /logout answered {response.status_code}: {response.text[:300]}"
    assert rows.ids() == {kept}, f"after the logout the stored ids are {rows.ids()}"


@proves("session-backend.route-logout")
def test_old_cookie_is_worth_nothing(sessions: RunningApp) -> None:
    """After the logout /profile says so, and the old cookie does not help."""
    browser = Browser(sessions)
    cookie = browser.login()
    browser.send("POST", "/logout")
    seen, replayed = browser.get("/profile"), Browser(sessions, cookie).get("/profile")
    assert seen == STRANGER, f"after the logout /profile says {seen}"
    assert replayed == STRANGER, f"with the old cookie /profile says {replayed}"


@proves("session-backend.route-logout")
def test_logout_of_a_stranger(sessions: RunningApp, rows: Rows) -> None:
    """Who is not logged in can log out."""
    response = Browser(sessions).send("POST", "/logout")
    assert response.status_code == 201, f"POST /logout answered {response.status_code}: {response.text[:300]}"
    assert rows.ids() == set(), f"after the logout of a stranger the stored ids are {rows.ids()}"


@proves("session-backend.route-logout")
def test_logout_ends_the_cookie(sessions: RunningApp) -> None:
    """The cookie that a logout sends is one that a browser drops: Max-Age counts before Expires."""
    browser = Browser(sessions)
    browser.send("POST", "/logout")
    life = browser.attributes["max-age"]
    assert life in {"", "0"}, f"after the logout the cookie {browser.cookie!r} lives for Max-Age={life}"


@proves("session-backend.route-logout", "session-backend.route-login")
def test_cookie_that_a_browser_keeps(sessions: RunningApp, rows: Rows) -> None:
    """Two browsers keep what a logout set for a cookie: each is a stranger, and gets a session of its own."""
    browsers = [Browser(sessions), Browser(sessions)]
    for browser in browsers:
        browser.login()
        browser.send("POST", "/logout")
    kept = {browser.cookie for browser in browsers}
    seen = [browser.get("/profile") for browser in browsers]
    assert seen == [STRANGER, STRANGER], f"after the logouts, with the cookies {kept}, /profile says {seen}"
    cookies = [browser.login(name) for browser, name in zip(browsers, ("alice", "bob"), strict=True)]
    assert len(set(cookies)) == 2, f"two browsers with the cookies {kept} have logged in as {set(cookies)}"
    assert rows.ids() == set(cookies), f"the cookies are {cookies}, the stored ids are {rows.ids()}"
    assert rows.decoded(cookies[0])["username"] == "alice", "the second login has changed the first one's session"


@proves("session-backend.route-connection-annotation")
def test_handlers_are_annotated_as_on_the_page(sessions: RunningApp) -> None:
    """The handlers that the checks drive take an ASGIConnection."""
    kinds = {str(route.fn.__annotations__.get("request", "")) for route in user_routes} - {""}
    assert len(kinds) == 1, f"the handlers' requests are {kinds}"
    assert re.search("ASGIConnection", kinds.pop()), f"the handlers' requests are {kinds}"
    answer(sessions.get("/profile"), 200)

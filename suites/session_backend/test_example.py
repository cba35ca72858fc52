"""The page's complete example."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, TargetRuntime, proves
from suites.processes import FreshProcess
from suites.session_backend import page
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows
from suites.sync_names import with_sync_names

STRANGER = {"message": "Hello stranger!"}


def source(runtime: TargetRuntime, *, secret: bool) -> str:
    """The example for the target's URL and colour.

    Args:
        runtime: Where it is to run.
        secret: Whether the secret is left in.
    """
    runtime.make_way()
    text = page.EXAMPLE if secret else page.EXAMPLE.replace(page.EXAMPLE_SECRET, "")
    if not runtime.target.is_async:
        # the example is async only: the same in the other colour, with its handlers as they are
        text = with_sync_names(text)
    return text.replace(page.EXAMPLE_URL, repr(runtime.url.render_as_string(hide_password=False)))


@proves("session-backend.example-runs-as-written")
def test_example_as_written_starts(runtime: TargetRuntime, fresh_process: FreshProcess, example: RunningApp) -> None:
    """The program starts, and greets by name after a login."""
    del example
    found = fresh_process("block", source=source(runtime, secret=True), drive=True)
    assert "stopped" not in found, f"the example stops at {found.get('stopped')}"


@proves("session-backend.example-runs-as-written")
def test_example_stores_its_sessions(
    runtime: TargetRuntime, reader: Reader, fresh_process: FreshProcess, example: RunningApp
) -> None:
    """Without the secret the program starts, and a login makes a row in web_sessions."""
    del example
    reader.written.add("web_sessions")
    found = fresh_process("block", source=source(runtime, secret=False), drive=True)
    assert "stopped" not in found, f"the example stops at {found.get('stopped')}"
    assert "Hello bob!" in found["said"][2], f"after the login the example says {found['said']}"
    count = reader.count("web_sessions")
    assert count >= 1, f"the example greets by name, and web_sessions has {count} rows"


@proves("session-backend.example-runs-as-written")
def test_connected_example_stores_its_sessions(example: RunningApp, reader: Reader) -> None:
    """With the middleware made of the backend a login makes a row in web_sessions."""
    cookie = Browser(example).login()
    held = Rows(reader, "web_sessions").decoded(cookie)
    assert held == {"username": "bob", "login_time": "now"}, f"the row holds {held}"


@proves("session-backend.example-home")
def test_stranger_is_greeted(example: RunningApp) -> None:
    """Without a session GET / greets a stranger."""
    seen = Browser(example).get("/")
    assert seen == STRANGER, f"GET / says {seen}"


@proves("session-backend.example-home")
def test_each_is_greeted_by_name(example: RunningApp) -> None:
    """Of three visitors each one gets the own greeting."""
    alice, bob, stranger = Browser(example), Browser(example), Browser(example)
    alice.login("alice")
    bob.login("bob")
    said = [browser.get("/")["message"] for browser in (alice, bob, stranger)]
    assert said == ["Hello alice!", "Hello bob!", "Hello stranger!"], f"GET / says {said}"


@proves("session-backend.example-login")
def test_login_welcomes(example: RunningApp, reader: Reader) -> None:
    """With a name POST /login welcomes, and stores name and time of the login."""
    browser = Browser(example)
    response = browser.send("POST", "/login", data={"username": "bob"})
    assert response.json() == {"message": "Welcome bob!"}, f"POST /login says {response.text}"
    held = Rows(reader, "web_sessions").decoded(browser.cookie)
    assert held == {"username": "bob", "login_time": "now"}, f"the row holds {held}"


@proves("session-backend.example-login")
@pytest.mark.parametrize("form", [{}, {"username": ""}, {"name": "bob"}], ids=["empty", "no-name", "other-field"])
def test_login_without_a_name(example: RunningApp, reader: Reader, form: dict[str, str]) -> None:
    """Without a name POST /login answers an error object, and nobody is logged in."""
    browser = Browser(example)
    response = browser.send("POST", "/login", data=form)
    assert response.json() == {"error": "Username required"}, f"POST /login says {response.text}"
    held = [row["data"] for row in reader.rows("web_sessions")]
    assert all(b"username" not in data for data in held), f"the rows hold {held}"


@proves("session-backend.example-logout")
def test_logout_removes_the_row(example: RunningApp, reader: Reader) -> None:
    """POST /logout answers, and removes the row."""
    browser = Browser(example)
    browser.login()
    # A session that was not read yet: whether it can be is another check's matter.
    response = browser.send("POST", "/logout")
    assert response.json() == {"message": "Logged out successfully"}, f"POST /logout says {response.text}"
    assert reader.count("web_sessions") == 0, f"after the logout there are {reader.count('web_sessions')} rows"


@proves("session-backend.example-logout")
def test_stranger_after_the_logout(example: RunningApp) -> None:
    """After the logout GET / greets a stranger."""
    browser = Browser(example)
    browser.login()
    browser.send("POST", "/logout")
    seen = browser.get("/")
    assert seen == STRANGER, f"after the logout GET / says {seen}"


@proves("session-backend.example-logout")
def test_anonymous_visit_after_the_logout_has_a_new_id(example: RunningApp) -> None:
    """The next visit is under another id than the one that was logged out."""
    browser = Browser(example)
    old = browser.login()
    browser.send("POST", "/logout")
    browser.send("GET", "/")
    shown = "of the login" if browser.cookie == old else repr(browser.cookie)  # which is random
    assert browser.cookie not in {old, "null", ""}, f"the visit after the logout is under the id {shown}"

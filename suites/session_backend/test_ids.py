"""Ids of sessions: long ones, and ones that look alike."""

from __future__ import annotations

import json

import pytest

from assay.checking import RunningApp, proves
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, backend_of

LONG = "0123456789abcdef" * 20
LENGTHS = [254, 255, 256, 300]


@proves("session-backend.truncate-set", "session-backend.truncate-get")
@pytest.mark.parametrize("length", LENGTHS)
def test_session_is_found_under_the_id_it_was_stored_under(sessions: RunningApp, rows: Rows, length: int) -> None:
    """Whatever the length of its id, a session is stored under at most 255 characters of it, and is found again."""
    browser = Browser(sessions, LONG[:length])
    cookie = browser.login()
    assert cookie == LONG[:length], f"the cookie had {length} characters, the one that is answered has {len(cookie)}"
    assert rows.ids() == {LONG[: min(length, 255)]}, f"the stored ids have {[len(i) for i in rows.ids()]} characters"
    held = rows.decoded(LONG[: min(length, 255)])
    assert held == {"user_id": 123, "username": "bob"}, f"the row holds {held}"


@proves("session-backend.truncate-get")
@pytest.mark.parametrize("length", LENGTHS)
def test_get_with_a_long_id(sessions: RunningApp, rows: Rows, length: int) -> None:
    """get() of a longer id gives the session of the first 255 characters; of a shorter one it gives nothing."""
    rows.add(LONG[:255], 600)
    held = sessions.call(backend_of(sessions).get, LONG[:length], None)
    assert (held is not None) is (length >= 255), f"the id has {length} characters, and get() gives {held!r}"


@proves("session-backend.truncate-get")
def test_long_ids_that_begin_alike(sessions: RunningApp) -> None:
    """A visitor whose id shares its first 255 characters with another one's does not see that one's session."""
    Browser(sessions, LONG[:255] + "A" * 45).login("alice")
    seen = Browser(sessions, LONG[:255] + "B" * 45).get("/profile")
    assert seen == {"error": "Not logged in"}, f"a visitor with another id of 300 characters sees {seen}"


@proves("session-backend.truncate-set")
def test_set_with_a_long_id_overwrites(sessions: RunningApp, rows: Rows) -> None:
    """set() with another rest of a long id changes the row of the first 255 characters, and adds none."""
    sessions.call(backend_of(sessions).set, LONG[:255] + "first", b"1", None)
    sessions.call(backend_of(sessions).set, LONG[:255] + "second", b"2", None)
    assert rows.ids() == {LONG[:255]}, f"the stored ids have {[len(i) for i in rows.ids()]} characters"
    assert rows.one(LONG[:255])["data"] == b"2", f"the row holds {rows.one(LONG[:255])['data']!r}"


@proves("session-backend.truncate-delete")
@pytest.mark.parametrize("length", [255, 256, 320])
def test_delete_with_a_long_id(sessions: RunningApp, rows: Rows, length: int) -> None:
    """delete() of a longer id removes the session of the first 255 characters, and no other."""
    rows.add(LONG[:255], 600)
    rows.add(LONG[:254], 600)
    sessions.call(backend_of(sessions).delete, LONG[:length], None)
    assert rows.ids() == {LONG[:254]}, f"the stored ids have {[len(i) for i in rows.ids()]} characters"


@proves("session-backend.truncate-delete")
@pytest.mark.parametrize("length", [1, 254, 300])
def test_delete_of_an_unknown_id(sessions: RunningApp, rows: Rows, length: int) -> None:
    """delete() of an id that is not there is silent, and removes nothing."""
    rows.add("another", 600)
    sessions.call(backend_of(sessions).delete, LONG[:length], None)
    assert rows.ids() == {"another"}, f"the stored ids are {rows.ids()}"


@proves("session-backend.truncate-delete")
def test_logout_with_a_long_id(sessions: RunningApp, rows: Rows) -> None:
    """A logout under a long id removes its row."""
    browser = Browser(sessions, LONG[:300])
    browser.login()
    browser.send("POST", "/logout")
    assert rows.ids() == set(), f"after the logout the stored ids are {rows.ids()}"


ALIKE = {
    "case": ("abcdef", "ABCDEF"),
    "accent": ("abcdef", "ábcdéf"),
    "trailing-space": ("abcdef", "abcdef "),
    "composed": ("caf\u00e9", "cafe\u0301"),
    "width": ("abc", "\uff41\uff42\uff43"),
    "zero-width": ("abcdef", "abc\u200bdef"),
}


@proves("session-backend.column-session-id")
@pytest.mark.parametrize("kind", ALIKE)
def test_ids_that_look_alike_are_two_sessions(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """Two ids that differ by case, accent, a space or a spelling of the same letter are two sessions."""
    first, second = ALIKE[kind]
    sessions.call(backend_of(sessions).set, first, b"1", None)
    sessions.call(backend_of(sessions).set, second, b"2", None)
    stored = {row["session_id"]: row["data"] for row in rows.reader.rows("user_sessions")}
    assert stored == {first: b"1", second: b"2"}, f"two sessions were set, stored are {stored}"


@proves("session-backend.column-session-id")
@pytest.mark.parametrize("kind", ["case", "trailing-space"])
def test_another_ones_session_is_not_seen(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """A session is not found under an id that looks like its own."""
    first, second = ALIKE[kind]
    rows.add(first, 600, json.dumps({"user_id": 1, "username": "alice"}).encode())
    held = sessions.call(backend_of(sessions).get, second, None)
    assert held is None, f"the session of {first!r} is given to {second!r}"

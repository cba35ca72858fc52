"""How long a session lives, and whose clock says so."""

from __future__ import annotations

import datetime
import time
from itertools import count

import pytest
import time_machine
from litestar.exceptions import ImproperlyConfiguredException
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import RunningApp, Target, proves, twin
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, StartSessions, backend_of, now

LOGGED_IN = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}
ZONES = ["+05:30", "-08:00"]


def at(moment: datetime.datetime, seconds: float = 0.0) -> time_machine.travel:
    """The client's clock, standing still so many seconds after a moment."""
    return time_machine.travel(moment + datetime.timedelta(seconds=seconds), tick=False)


def this_second() -> datetime.datetime:
    """The client's time without the fraction, which some databases do not keep."""
    return now().replace(microsecond=0)


@proves("session-backend.config-max-age")
@pytest.mark.parametrize("max_age", [3600, 1800])
def test_max_age_is_in_the_cookie_and_in_the_row(start_sessions: StartSessions, rows: Rows, max_age: int) -> None:
    """The cookie says how many seconds it lives, and the row says until when."""
    browser = Browser(start_sessions(session_config=ServerSideSessionConfig(max_age=max_age)))
    moment = this_second()
    with at(moment):
        cookie = browser.login()
    said, end = browser.attributes["max-age"], rows.one(cookie)["expires_at"]
    assert said == str(max_age), f"max_age is {max_age}, the cookie says Max-Age={said}"
    assert end == moment + datetime.timedelta(seconds=max_age), (
        f"max_age is {max_age}, the row ends {end - moment} later"
    )


@proves("session-backend.config-max-age")
@pytest.mark.parametrize(("seconds", "alive"), [(1, True), (3, False)])
def test_session_of_two_seconds(start_sessions: StartSessions, seconds: int, alive: bool) -> None:
    """With max_age=2 a session is there after one second, and not after three."""
    app = start_sessions(session_config=ServerSideSessionConfig(max_age=2))
    moment = this_second()
    with at(moment):
        app.call(backend_of(app).set, "one", b"{}", None)
    with at(moment, seconds):
        held = app.call(backend_of(app).get, "one", None)
    assert (held is not None) is alive, f"max_age is 2, after {seconds} s get() gives {held!r}"


@proves("session-backend.config-max-age")
@pytest.mark.parametrize("max_age", [0, -1])
def test_max_age_must_be_positive(max_age: int) -> None:
    """No session lives for zero or fewer seconds."""
    try:
        made = ServerSideSessionConfig(max_age=max_age)
    except ImproperlyConfiguredException:
        return
    raise AssertionError(f"a configuration was made: {made}")


@proves("session-backend.config-max-age")
@pytest.mark.parametrize("fraction", [0.05, 0.45, 0.5, 0.55, 0.95])
@pytest.mark.parametrize(("seconds", "alive"), [(0.9, True), (1.1, False)], ids=["after-0.9-s", "after-1.1-s"])
def test_session_of_one_second(start_sessions: StartSessions, fraction: float, seconds: float, alive: bool) -> None:
    """With max_age=1 a session lives for a second, whatever the fraction of a second in which it begins."""
    app = start_sessions(session_config=ServerSideSessionConfig(max_age=1))
    moment = this_second() + datetime.timedelta(seconds=fraction)
    with at(moment):
        app.call(backend_of(app).set, "one", b"{}", None)
    with at(moment, seconds):
        held = app.call(backend_of(app).get, "one", None)
    assert (held is not None) is alive, f"max_age is 1, after {seconds} s get() gives {held!r}"


@proves("session-backend.is-expired-sql")
def test_database_sees_fractions_of_a_second(sessions: RunningApp, rows: Rows, target: Target) -> None:
    """A session that ended a tenth of a second ago is expired to a query, too."""
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    for name in map(str, count()):
        # In the middle of a second, where rounding does not lead into another one.
        if not 0.5 <= time.time() % 1 < 0.6:
            time.sleep((0.5 - time.time()) % 1)
        second = int(time.time())
        rows.add(name, -0.1)
        both = sessions.call(probes.by_is_expired, backend_of(sessions).alchemy, backend_of(sessions).model)
        # In the next second, a clock of whole seconds would be right about it.
        if int(time.time()) == second:
            break
    past, future = ([one for one in found if one == name] for found in both)
    assert past == [name], f"a session ended 0.1 s ago; expired are {past}, not expired {future}"


@proves("session-backend.timezone-aware-timestamps")
def test_end_is_aware_and_in_utc(sessions: RunningApp, rows: Rows, target: Target) -> None:
    """The end of a loaded session has a zone, and is the moment of the login and the hour that it lives."""
    moment = this_second()
    with at(moment):
        cookie = Browser(sessions).login()
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    end = sessions.call(probes.end_of, backend_of(sessions).alchemy, backend_of(sessions).model, cookie)
    assert end.tzinfo is not None, f"expires_at is {end!r}, without a zone"
    assert end.utcoffset() == datetime.timedelta(0), f"expires_at is {end!r}, not in UTC"
    assert end - moment == datetime.timedelta(hours=1), (
        f"max_age is 3600, the session ends {end - moment} after the login"
    )


@proves("session-backend.timezone-aware-timestamps")
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Pitcairn"])
def test_client_in_another_zone(sessions: RunningApp, rows: Rows, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """The zone of the client's machine changes nothing."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        rows.add("old", -60)
        rows.add("live", 3600)
        before = now()
        sessions.call(backend_of(sessions).set, "new", b"{}", None)
        after = now()
        began = rows.one("new")["expires_at"] - datetime.timedelta(hours=1)
        sessions.call(backend_of(sessions).delete_expired)
        left = rows.ids()
    finally:
        monkeypatch.undo()
        time.tzset()
    second = datetime.timedelta(seconds=1)  # what databases without fractions round
    assert before - second <= began <= after + second, (
        f"set at {before}, max_age is 3600, it ends an hour after {began}"
    )
    assert left == {"live", "new"}, f"delete_expired leaves {sorted(left)}"


def in_zone(start_sessions: StartSessions, target: Target, zone: str) -> RunningApp:
    """An application whose connections are in a zone."""
    return start_sessions(engine_options=target.backend.zone_options(target.driver, zone))


@proves("session-backend.timezone-aware-timestamps", needs=("session-time-zone",))
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("seconds", "alive"), [(3600, True), (-60, False)], ids=["live", "expired"])
def test_get_in_another_zone(
    start_sessions: StartSessions, rows: Rows, target: Target, zone: str, seconds: int, alive: bool
) -> None:
    """On a connection in another zone a session of the future is given, and one of the past is not."""
    app = in_zone(start_sessions, target, zone)
    rows.add("one", seconds)
    held = app.call(backend_of(app).get, "one", None)
    assert (held is not None) is alive, f"in {zone} a session that ends in {seconds} s: get() gives {held!r}"


@proves("session-backend.timezone-aware-timestamps", needs=("session-time-zone",))
@pytest.mark.parametrize("zone", ZONES)
def test_set_in_another_zone(start_sessions: StartSessions, rows: Rows, target: Target, zone: str) -> None:
    """On a connection in another zone the stored end is the same moment."""
    app = in_zone(start_sessions, target, zone)
    moment = this_second()
    with at(moment):
        app.call(backend_of(app).set, "one", b"{}", None)
    life = rows.one("one")["expires_at"] - moment
    assert life == datetime.timedelta(hours=1), f"in {zone} max_age is 3600, the session ends {life} later"


@proves("session-backend.timezone-aware-timestamps", needs=("session-time-zone",))
@pytest.mark.parametrize("zone", ZONES)
def test_delete_expired_in_another_zone_keeps_the_live(
    start_sessions: StartSessions, rows: Rows, target: Target, zone: str
) -> None:
    """On a connection in another zone delete_expired leaves a session that ends in an hour."""
    app = in_zone(start_sessions, target, zone)
    rows.add("live", 3600)
    app.call(backend_of(app).delete_expired)
    assert rows.ids() == {"live"}, f"in {zone} a session that ends in an hour is deleted as expired"


@proves("session-backend.timezone-aware-timestamps", needs=("session-time-zone",))
@pytest.mark.parametrize("zone", ZONES)
def test_delete_expired_in_another_zone_removes_the_expired(
    start_sessions: StartSessions, rows: Rows, target: Target, zone: str
) -> None:
    """On a connection in another zone delete_expired removes a session that ended a minute ago."""
    app = in_zone(start_sessions, target, zone)
    rows.add("old", -60)
    app.call(backend_of(app).delete_expired)
    assert rows.ids() == set(), f"in {zone} a session that ended a minute ago is left"


@proves("session-backend.timezone-aware-timestamps")
@pytest.mark.parametrize(
    ("ahead", "seconds", "alive"),
    [(1800, 900, False), (1800, 3600, True)],
    ids=["ahead-ended", "ahead-live"],
)
def test_clock_that_differs_from_the_server_s(
    sessions: RunningApp, rows: Rows, ahead: int, seconds: int, alive: bool
) -> None:
    """If the client's clock is half an hour ahead, get() and delete_expired agree which sessions have ended."""
    rows.add("got", seconds)
    rows.add("swept", seconds)
    with time_machine.travel(now() + datetime.timedelta(seconds=ahead), tick=True):
        held = sessions.call(backend_of(sessions).get, "got", None)
        sessions.call(backend_of(sessions).delete_expired)
    kept = "swept" in rows.ids()
    assert (held is not None) is alive, (
        f"the session ends {seconds - ahead} s later by the client: get() gives {held!r}"
    )
    assert kept is alive, f"the session ends {seconds - ahead} s later by the client: delete_expired keeps it: {kept}"


def ends(rows: Rows, cookie: str) -> datetime.datetime:
    """When a session ends."""
    end: datetime.datetime = rows.one(cookie)["expires_at"]
    return end


@proves("session-backend.renewed-on-each-request")
def test_request_extends_the_session(sessions: RunningApp, rows: Rows) -> None:
    """Ten minutes later a request moves the end by ten minutes, and the cookie is sent anew."""
    browser = Browser(sessions)
    moment = this_second()
    with at(moment):
        cookie = browser.login()
    first = ends(rows, cookie)
    with at(moment, 600):
        browser.get("/profile")
    moved = ends(rows, cookie) - first
    assert moved == datetime.timedelta(seconds=600), f"after ten minutes a request moves the end by {moved}"
    assert browser.attributes["max-age"] == "3600", f"the cookie is sent with Max-Age={browser.attributes['max-age']}"


@proves("session-backend.renewed-on-each-request")
def test_get_extends_the_session(sessions: RunningApp, rows: Rows) -> None:
    """get() by itself moves the end."""
    moment = this_second()
    rows.add_at("one", moment + datetime.timedelta(seconds=600))
    with at(moment, 60):
        sessions.call(backend_of(sessions).get, "one", None)
    moved = ends(rows, "one") - moment
    assert moved == datetime.timedelta(seconds=3660), f"read a minute later, the session ends after {moved}"


@proves("session-backend.renewed-on-each-request")
def test_session_lives_while_it_is_used(sessions: RunningApp) -> None:
    """A session of an hour that is used every forty minutes lives for hours, and ends after an idle one."""
    browser = Browser(sessions)
    moment = this_second()
    with at(moment):
        browser.login()
    for minutes in (40, 80, 120, 160):
        with at(moment, 60 * minutes):
            seen = browser.get("/profile")
        assert seen == LOGGED_IN, f"used every 40 minutes, after {minutes} the session gives {seen}"
    with at(moment, 60 * 221):
        seen = browser.get("/profile")
    assert seen == STRANGER, f"after 61 idle minutes the session gives {seen}"


@proves("session-backend.expired-filtered-on-retrieval")
def test_expired_session_is_not_given(sessions: RunningApp, rows: Rows) -> None:
    """get() of a session that has ended gives nothing, and removes the row."""
    rows.add("old", -1)
    rows.add("live", 3600)
    held = sessions.call(backend_of(sessions).get, "old", None)
    assert held is None, f"the session ended a second ago, get() gives {held!r}"
    assert rows.ids() == {"live"}, f"after get() of an expired session there are {sorted(rows.ids())}"


@proves("session-backend.expired-filtered-on-retrieval")
def test_live_session_is_given(sessions: RunningApp, rows: Rows) -> None:
    """get() of a session that has not ended gives it, and leaves the row."""
    rows.add("live", 3600)
    held = sessions.call(backend_of(sessions).get, "live", None)
    assert held is not None, "the session ends in an hour, and get() gives nothing"
    assert rows.ids() == {"live"}, f"after get() of a live session there are {sorted(rows.ids())}"


@proves("session-backend.expired-filtered-on-retrieval")
def test_visitor_with_an_expired_session(sessions: RunningApp, rows: Rows) -> None:
    """The cookie of a session that has ended makes its visitor a stranger, and the old data is gone."""
    rows.add("old", -60)
    seen = Browser(sessions, "old").get("/profile")
    assert seen == STRANGER, f"the session ended a minute ago, and the visitor sees {seen}"
    left = [row["data"] for row in rows.reader.rows("user_sessions")]
    assert all(b"bob" not in data for data in left), f"the rows still hold {left}"

"""How an application comes to keep its sessions in the database."""

from __future__ import annotations

import asyncio
import copy
import re
import secrets
from typing import Any

from advanced_alchemy.exceptions import ImproperConfigurationError
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import Reader, RunningApp, TargetRuntime, proves
from reference_app.web_sessions.models import UserSession
from suites.processes import FreshProcess
from suites.session_backend import models
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import (
    Rows,
    StartSessions,
    backend_of,
    build_backend,
    build_sessions,
    driver_of,
    place,
)
from suites.session_backend.handlers import visit

LOGGED_IN = {"user_id": 123, "username": "bob"}
STRANGER = {"error": "Not logged in"}


@proves("session-backend.server-side-middleware")
def test_value_survives_to_the_next_request(sessions: RunningApp) -> None:
    """What one request puts into the session is there in the next."""
    browser = Browser(sessions)
    browser.login()
    seen = browser.get("/profile")
    assert seen == LOGGED_IN, f"after the login the next request sees {seen}"


@proves("session-backend.server-side-middleware")
def test_cookie_holds_only_an_id(sessions: RunningApp) -> None:
    """The cookie is 64 hexadecimal digits, and says nothing of what the session holds."""
    cookie = Browser(sessions).login("recognisable")
    assert re.fullmatch("[0-9a-f]{64}", cookie), f"the cookie is {cookie!r}"


@proves("session-backend.server-side-middleware")
def test_no_store_holds_the_session(sessions: RunningApp) -> None:
    """Litestar's own stores are not used."""
    cookie = Browser(sessions).login()
    store = sessions.app.stores.get("sessions")
    kept = sessions.call(store.get, cookie)
    assert kept is None, f"the store 'sessions' holds {kept!r}"


@proves("session-backend.server-side-middleware")
def test_row_that_does_not_decode(sessions: RunningApp, rows: Rows) -> None:
    """A row that is no JSON locks nobody out: its visitor is a stranger."""
    rows.add("spoilt", 600, b"\xff\x00 no JSON")
    response = Browser(sessions, "spoilt").send("GET", "/profile")
    assert response.status_code == 200, f"a row that does not decode is answered with {response.status_code}"
    assert response.json() == STRANGER, f"a row that does not decode gives {response.text}"


@proves("session-backend.server-side-middleware")
def test_model_that_spells_bytes_as_text(start_own: StartSessions) -> None:
    """With a column of text instead of bytes, what one request puts into the session is there in the next."""
    browser = Browser(start_own(model=models.SpelledSession))
    browser.login()
    seen = browser.get("/profile")
    assert seen == LOGGED_IN, f"after the login the next request sees {seen}"


@proves("session-backend.server-side-middleware")
def test_store_in_the_database(runtime: TargetRuntime, reader: Reader, start_sessions: StartSessions) -> None:
    """The other way: Litestar's own backend on the library's store keeps its sessions in the database, too."""
    browser = Browser(start_sessions(factory="create_store_app"))
    cookie = browser.login()
    assert browser.get("/profile") == LOGGED_IN
    stored = reader.rows("session_store")
    assert [row["key"] for row in stored] == [cookie], f"the store's table has the keys {[r['key'] for r in stored]}"


@proves("session-backend.database-persistence")
def test_login_makes_one_row(sessions: RunningApp, rows: Rows) -> None:
    """One row has the cookie's id and the data, as JSON."""
    cookie = Browser(sessions).login()
    assert rows.ids() == {cookie}, f"the cookie is {cookie}, the stored ids are {rows.ids()}"
    held = rows.decoded(cookie)
    assert held == LOGGED_IN, f"the row holds {held}"


@proves("session-backend.database-persistence")
def test_session_outlives_the_application(start_sessions: StartSessions) -> None:
    """An application that is started later knows who logged in before."""
    first = start_sessions()
    cookie = Browser(first).login()
    first.close()
    seen = Browser(start_sessions(), cookie).get("/profile")
    assert seen == LOGGED_IN, f"after a new start the visitor sees {seen}"


@proves("session-backend.database-persistence")
def test_two_applications_share_the_table(sessions: RunningApp, start_sessions: StartSessions) -> None:
    """A login at one application is good at another one on the same table, and so is a logout."""
    browser = Browser(sessions)
    cookie = browser.login()
    other = Browser(start_sessions(), cookie)
    seen = other.get("/profile")
    assert seen == LOGGED_IN, f"the other application says {seen}"
    other.send("POST", "/logout")
    seen = browser.get("/profile")
    assert seen == STRANGER, f"after the logout at the other application this one says {seen}"


@proves("session-backend.database-persistence")
def test_deleted_row_logs_out(sessions: RunningApp, reader: Reader) -> None:
    """Without its row a cookie is worth nothing."""
    browser = Browser(sessions)
    browser.login()
    reader.empty(["user_sessions"])
    seen = browser.get("/profile")
    assert seen == STRANGER, f"the row is gone, and the visitor sees {seen}"


@proves("session-backend.database-persistence")
def test_request_that_writes_elsewhere_too(fresh_space: TargetRuntime) -> None:
    """A request may write to another table of the same database, and have a session."""
    impatient = fresh_space.target.backend.impatient_options(fresh_space.target.driver)
    options: dict[str, Any] = {
        "model": models.PlainSession,
        "bind_key": models.BIND_KEY,
        "engine_options": impatient,
    }
    app = fresh_space.start(build_sessions(fresh_space, route_handlers=[visit], **options))
    response = Browser(app).send("POST", "/visit")
    assert response.status_code == 201, f"a request that writes, with a session: {response.status_code}"
    visits, kept = fresh_space.reader.count("session_visit"), fresh_space.reader.count("plain_sessions")
    assert visits == 1, "the request's own write is not stored"
    assert kept == 1, "the request's session is not stored"


def drive(app: RunningApp, rows: Rows, backend: Any, delete_all: tuple[Any, ...]) -> None:
    """All five calls, one after the other."""
    app.call(backend.set, "one", b"1", None)
    app.call(backend.set, "two", b"2", None)
    assert rows.ids() == {"one", "two"}, f"set() twice, and the stored ids are {rows.ids()}"
    app.call(backend.set, "one", b"3", None)
    assert rows.one("one")["data"] == b"3", f"set() again, and the row holds {rows.one('one')['data']!r}"
    app.call(backend.delete, "two", None)
    assert rows.ids() == {"one"}, f"delete(), and the stored ids are {rows.ids()}"
    rows.add("old", -600)
    app.call(backend.delete_expired)
    assert rows.ids() == {"one"}, f"delete_expired(), and the stored ids are {rows.ids()}"
    app.call(backend.delete_all, *delete_all)
    assert rows.ids() == set(), f"delete_all(), and the stored ids are {rows.ids()}"


def colour(runtime: TargetRuntime, rows: Rows, *, is_async: bool) -> RunningApp:
    """An application in one colour, on the tables that are there."""
    del rows
    driver = driver_of(runtime, is_async=is_async)
    patient = runtime.target.backend.patient_options(driver)
    return runtime.start(build_sessions(runtime, driver=driver, engine_options=patient, create_all=False))


@proves("session-backend.async-config", needs=("async-driver",))
def test_calls_of_the_async_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """set, delete, delete_expired and delete_all of the async backend do what they say."""
    app = colour(runtime, rows, is_async=True)
    drive(app, rows, backend_of(app), (None,))


@proves("session-backend.async-config", needs=("async-driver",))
def test_get_of_the_async_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """get gives what set has stored, and None for what is not there."""
    app = colour(runtime, rows, is_async=True)
    app.call(backend_of(app).set, "one", b"\x00\xff", None)
    held, missing = app.call(backend_of(app).get, "one", None), app.call(backend_of(app).get, "none", None)
    assert held == b"\x00\xff", f"set stored b'\\x00\\xff', get gives {held!r}"
    assert missing is None, f"nothing was stored, get gives {missing!r}"


@proves("session-backend.sync-config")
def test_calls_of_the_sync_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """The same calls of the sync backend, awaited in an event loop, do what they say."""
    app = colour(runtime, rows, is_async=False)
    drive(app, rows, backend_of(app), ())


@proves("session-backend.sync-config")
def test_get_of_the_sync_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """get gives what set has stored, and None for what is not there."""
    app = colour(runtime, rows, is_async=False)
    app.call(backend_of(app).set, "one", b"\x00\xff", None)
    held, missing = app.call(backend_of(app).get, "one", None), app.call(backend_of(app).get, "none", None)
    assert held == b"\x00\xff", f"set stored b'\\x00\\xff', get gives {held!r}"
    assert missing is None, f"nothing was stored, get gives {missing!r}"


@proves("session-backend.sync-config")
def test_sync_delete_all_takes_a_store(runtime: TargetRuntime, rows: Rows) -> None:
    """delete_all takes the store, as it does in the other backend: code need not know which one it has."""
    app = colour(runtime, rows, is_async=False)
    rows.add("one", 600)
    refused = ""
    try:
        app.call(backend_of(app).delete_all, None)
    except TypeError as error:
        refused = str(error)
    assert not refused, f"delete_all(store) is refused: {refused}"
    assert rows.ids() == set(), f"delete_all(), and the stored ids are {rows.ids()}"


AT_ONCE = 15
"""As many connections as a pool has by default; more calls would wait for one."""


def twenty_clients(runtime: TargetRuntime, rows: Rows, *, is_async: bool) -> None:
    """Twenty clients set one new id at the same time."""
    app = colour(runtime, rows, is_async=is_async)
    backend = backend_of(app)

    async def set_one(number: int, turn: asyncio.Semaphore) -> None:
        async with turn:
            await backend.set("one", f"{number}".encode(), None)

    async def all_at_once() -> list[Any]:
        turn = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(set_one(n, turn) for n in range(20)), return_exceptions=True)

    failed = [type(found).__name__ for found in app.call(all_at_once) if found is not None]
    stored = rows.reader.rows("user_sessions")
    assert not failed, f"{len(failed)} of 20 calls failed: {sorted(set(failed))}"
    assert len(stored) == 1, f"{len(stored)} rows are stored"
    assert stored[0]["data"] in {f"{n}".encode() for n in range(20)}, f"the row holds {stored[0]['data']!r}"


@proves("session-backend.async-config", needs=("async-driver", "queues-writers"))
def test_twenty_clients_of_the_async_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """Twenty clients that set the same new id at the same time leave one row, and none of them fails."""
    twenty_clients(runtime, rows, is_async=True)


@proves("session-backend.sync-config", needs=("queues-writers",))
def test_twenty_clients_of_the_sync_backend(runtime: TargetRuntime, rows: Rows) -> None:
    """Twenty clients that set the same new id at the same time leave one row, and none of them fails."""
    twenty_clients(runtime, rows, is_async=False)


@proves("session-backend.sync-config", needs=("queues-writers",))
def test_second_event_loop(runtime: TargetRuntime, rows: Rows, fresh_process: FreshProcess) -> None:
    """Twenty calls at once work in the second event loop of a process as they do in the first."""
    rows.reader.written.add("user_sessions")
    found = fresh_process("two_loops", **place(runtime, driver_of(runtime, is_async=False)))
    assert found["failed"] == [[], []], f"failures in the first and in the second event loop: {found['failed']}"


def refusal_in_the_other_colour(runtime: TargetRuntime, sessions: RunningApp, *, is_async: bool) -> str:
    """What a backend of one colour says to a configuration of the other when it is first used."""
    wrong = driver_of(runtime, is_async=not is_async)
    config = build_backend(runtime, wrong).alchemy
    kind = type(build_backend(runtime, driver_of(runtime, is_async=is_async)))
    backend = kind(config=ServerSideSessionConfig(), alchemy_config=config, model=UserSession)
    try:
        sessions.call(backend.get, "one", None)
    except (AttributeError, ImproperConfigurationError, TypeError) as error:
        # How it shows depends on Python; a database that does not answer refuses nothing.
        return type(error).__name__
    return ""


@proves("session-backend.async-config", needs=("async-driver",))
def test_async_backend_refuses_a_sync_configuration(runtime: TargetRuntime, sessions: RunningApp) -> None:
    """A sync configuration does not pass for an async one."""
    refused = refusal_in_the_other_colour(runtime, sessions, is_async=True)
    assert refused, "the async backend reads through a sync configuration"


@proves("session-backend.sync-config", needs=("async-driver",))
def test_sync_backend_refuses_an_async_configuration(runtime: TargetRuntime, sessions: RunningApp) -> None:
    """An async configuration does not pass for a sync one."""
    refused = refusal_in_the_other_colour(runtime, sessions, is_async=False)
    assert refused, "the sync backend reads through an async configuration"


def session_config(**options: Any) -> tuple[ServerSideSessionConfig | None, str]:
    """A configuration with these parameters, or why there is none."""
    try:
        return ServerSideSessionConfig(**options), ""
    except TypeError as error:
        return None, str(error)


@proves("session-backend.config-secret")
def test_secret_is_taken() -> None:
    """The page's configuration can be made."""
    _, refused = session_config(secret="your-secret-key-here", max_age=3600)
    assert not refused, f"ServerSideSessionConfig(secret=...) is refused: {refused}"


@proves("session-backend.config-secret")
def test_sessions_work_without_a_secret(sessions: RunningApp) -> None:
    """Without a secret sessions work, and another id is another session."""
    browser = Browser(sessions)
    browser.login()
    assert browser.get("/profile") == LOGGED_IN
    seen = Browser(sessions, secrets.token_hex(32)).get("/profile")
    assert seen == STRANGER, f"an id that was made up sees {seen}"


@proves("session-backend.constructor")
def test_properties_are_the_arguments(runtime: TargetRuntime) -> None:
    """A backend is built from config, alchemy_config and model, and says which they are."""
    alchemy = build_backend(runtime).alchemy
    kind = type(build_backend(runtime))
    config = ServerSideSessionConfig(max_age=77)
    backend = kind(config=config, alchemy_config=alchemy, model=UserSession)
    assert backend.config is config, f"the backend's configuration is {backend.config}"
    assert backend.alchemy is alchemy, "the backend's alchemy is another one than it was given"
    assert backend.model is UserSession, f"the backend's model is {backend.model}"


@proves("session-backend.constructor")
def test_copy_shares_model_and_database(runtime: TargetRuntime) -> None:
    """A deep copy, which Litestar makes of middleware, has the same model and database, and settings of its own."""
    backend = build_backend(runtime, session_config=ServerSideSessionConfig(max_age=77))
    copied = copy.deepcopy(backend)
    assert copied.alchemy is backend.alchemy, "the copy has another SQLAlchemy configuration"
    assert copied.model is backend.model, "the copy has another model"
    assert copied.config.max_age == 77, f"the copy's max_age is {copied.config.max_age}, not 77"


@proves("session-backend.middleware-registration")
def test_registered_as_the_page_does(start_sessions: StartSessions, rows: Rows) -> None:
    """With ``middleware=[session_config.middleware]`` a login makes a row."""
    browser = Browser(start_sessions(as_documented=True))
    browser.login()
    assert browser.get("/profile") == LOGGED_IN
    stored = len(rows.ids())
    assert stored == 1, f"the login works, and the session table has {stored} rows"


@proves("session-backend.middleware-registration")
def test_registered_with_the_backend(start_sessions: StartSessions, rows: Rows) -> None:
    """With the middleware made of the backend a login makes a row."""
    cookie = Browser(start_sessions()).login()
    assert rows.ids() == {cookie}, f"the cookie is {cookie}, the stored ids are {rows.ids()}"

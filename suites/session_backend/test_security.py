"""What the page says of security: secrets, encryption, rights."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from assay.checking import Reader, RunningApp, Target, TargetRuntime, proves, twin
from suites.session_backend import models
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, StartSessions, backend_of, build_sessions

LOGGED_IN = {"user_id": 123, "username": "recognisable"}
ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@proves("session-backend.secret-encrypts-data")
def test_stored_data_is_encrypted(sessions: RunningApp, rows: Rows) -> None:
    """What a session holds cannot be read in the database."""
    cookie = Browser(sessions).login("recognisable")
    stored = rows.one(cookie)["data"]
    assert b"recognisable" not in stored, f"the row holds {stored!r}"


@proves("session-backend.encrypt-at-rest")
def test_type_that_encrypts(start_own: StartSessions, reader: Reader) -> None:
    """With a type of one's own for the column data, what is stored cannot be read, and what is given back is clear."""
    app = start_own(model=models.MaskedSession)
    backend = backend_of(app)
    app.call(backend.set, "one", b"recognisable", None)
    stored = Rows(reader, "masked_sessions").one("one")["data"]
    assert b"recognisable" not in stored, f"the row holds {stored!r}"
    assert stored == bytes(byte ^ 0x5A for byte in b"recognisable"), f"the row holds {stored!r}"


@proves("session-backend.encrypt-at-rest")
def test_what_was_encrypted_is_given_back(start_own: StartSessions) -> None:
    """A login with such a type is known in the next request."""
    browser = Browser(start_own(model=models.MaskedSession))
    browser.login("recognisable")
    seen = browser.get("/profile")
    assert seen == LOGGED_IN, f"after the login the next request sees {seen}"


@proves("session-backend.tls-connection", needs=("encrypted-connections",))
def test_connection_is_encrypted(start_sessions: StartSessions, target: Target) -> None:
    """With the driver's option the server says that the connection is encrypted, and sessions work."""
    app = start_sessions(engine_options=target.backend.encryption_options(target.driver))
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    found = app.call(probes.database_is_encrypted, backend_of(app).alchemy, target.backend.encryption_query)
    assert found, "the server says that the connection is not encrypted"
    browser = Browser(app)
    browser.login("recognisable")
    seen = browser.get("/profile")
    assert seen == LOGGED_IN, f"after the login the next request sees {seen}"


@contextmanager
def limited(runtime: TargetRuntime, rights: Sequence[str]) -> Iterator[Browser]:
    """A browser on an application whose database user has only some rights on the session table."""
    backend, reader = runtime.target.backend, runtime.reader
    user, password = f"limited_{secrets.token_hex(4)}", secrets.token_hex(12)
    try:
        for statement in backend.user_statements(runtime.space, user, password, {"user_sessions": ", ".join(rights)}):
            reader.execute(sa.text(statement))
        application = build_sessions(runtime, create_all=False, cleanup=False)
        url = runtime.url.set(username=user, password=password)
        application.state["session_backend"].alchemy.connection_string = url.render_as_string(hide_password=False)
        app = runtime.start(application)
        yield Browser(app)
        app.close()
    finally:
        for statement in backend.drop_user_statements(user):
            reader.execute(sa.text(statement))


@proves("session-backend.least-privilege-user", needs=("users-with-rights",))
def test_user_with_only_the_rights_it_needs(runtime: TargetRuntime, rows: Rows) -> None:
    """With SELECT, INSERT, UPDATE and DELETE on the session table a login, a visit and a logout work."""
    with limited(runtime, ALL_RIGHTS) as browser:
        browser.login("recognisable")
        seen = browser.get("/profile")
        response = browser.send("POST", "/logout")
    assert seen == LOGGED_IN, f"after the login the next request sees {seen}"
    assert response.status_code == 201, f"POST /logout answered {response.status_code}"
    assert rows.ids() == set(), f"after the logout the stored ids are {rows.ids()}"


@proves("session-backend.least-privilege-user", needs=("users-with-rights",))
@pytest.mark.parametrize("missing", ["INSERT", "DELETE"])
def test_missing_right_shows(runtime: TargetRuntime, rows: Rows, missing: str) -> None:
    """Without a right that it needs, a request fails visibly."""
    rows.add("one", 600)
    with limited(runtime, tuple(right for right in ALL_RIGHTS if right != missing)) as browser:
        if missing == "DELETE":
            browser.cookie = "one"
        response = browser.send("POST", "/logout" if missing == "DELETE" else "/login", data={"username": "bob"})
    assert response.status_code == 500, f"without {missing} the request is answered with {response.status_code}"
    assert rows.ids() == {"one"}, f"without {missing} the stored ids are {rows.ids()}"

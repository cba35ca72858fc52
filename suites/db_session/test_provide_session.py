"""provide_session: the request's session, wherever the request is at."""

from __future__ import annotations

import uuid
from types import ModuleType

import pytest

from assay.checking import Reader, RunningApp, answer, proves

PATH = "/probes/db-session"
RAISES = pytest.mark.parametrize(("raises", "status"), [("exception", 500), (409, 409)], ids=["exception", "409"])


def names(reader: Reader) -> list[str]:
    """The names in the author table."""
    return sorted(row["name"] for row in reader.rows("author"))


def check_one_session(probes: ModuleType, expected: int, where: str) -> None:
    """All that asked for a session in a request were given the same one."""
    assert len(probes.sessions) == expected, f"{len(probes.sessions)} of {expected} were given a session"
    different = len({id(session) for session in probes.sessions})
    assert different == 1, f"{where} were given {different} sessions in one request"


# --- where the request has a session already


@proves("db-session.provide-session-reuses-request-session")
def test_handler_asks_again(probed: RunningApp, probes: ModuleType) -> None:
    """In a handler provide_session gives the session that the handler was given."""
    answer(probed.post(f"{PATH}/asked", {}), 201)
    check_one_session(probes, 2, "a handler's parameter and provide_session")


@proves("db-session.provide-session-reuses-request-session")
def test_guard_and_handler(probed: RunningApp, probes: ModuleType) -> None:
    """A guard's session is the one that the handler is given, still in the guard's transaction."""
    body = answer(probed.get(f"{PATH}/guarded"), 200)
    check_one_session(probes, 2, "a guard and its handler")
    assert body == {"in transaction": True}, f"the guard's transaction did not reach the handler: {body}"


@proves("db-session.provide-session-reuses-request-session")
def test_next_request_has_another(probed: RunningApp, probes: ModuleType) -> None:
    """The next request does not get the last one's session."""
    for _ in range(2):
        answer(probed.post(f"{PATH}/asked", {}), 201)
    different = len({id(session) for session in probes.sessions})
    assert different == 2, f"two requests had {different} sessions"


# --- where it has none yet


@proves("db-session.provide-session-creates-when-missing")
def test_created_and_remembered(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """Without a session parameter the first call makes a session, the second gives it again, and it commits."""
    body = answer(probed.post(f"{PATH}/unasked", {"name": "Agatha"}), 201)
    check_one_session(probes, 2, "two calls of provide_session")
    assert body == {"in transaction": True}, f"the second call's session does not see the first one's work: {body}"
    assert names(reader) == ["Agatha"], f"after the request the table holds {names(reader)}"


@proves("db-session.provide-session-creates-when-missing")
def test_created_for_one_request_only(probed: RunningApp, probes: ModuleType) -> None:
    """The next request is made another session."""
    for _ in range(2):
        answer(probed.post(f"{PATH}/unasked", {"name": "Agatha"}), 201)
    different = len({id(session) for session in probes.sessions})
    assert different == 2, f"two requests had {different} sessions"


@proves("db-session.provide-session-creates-when-missing")
def test_created_session_is_closed(probed: RunningApp, probes: ModuleType) -> None:
    """After the response the session that was made is closed, and its connection is back in the pool."""
    answer(probed.post(f"{PATH}/unasked", {"name": "Agatha"}), 201)
    assert probes.sessions, "no session was made"
    assert not probes.sessions[0].in_transaction(), "the session is in a transaction after the response"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the response"


@proves("db-session.provide-session-creates-when-missing")
@RAISES
def test_created_session_is_rolled_back(
    probed: RunningApp, probes: ModuleType, reader: Reader, raises: str | int, status: int
) -> None:
    """When the request fails, the session that was made is rolled back and closed."""
    answer(probed.post(f"{PATH}/unasked", {"name": "Agatha", "raises": raises}), status)
    assert probes.sessions, "no session was made"
    assert names(reader) == [], f"after a failed request the table holds {names(reader)}"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the response"


# --- guards


@proves("db-session.provide-session-in-guard")
def test_guard_of_the_page(probed: RunningApp, probes: ModuleType) -> None:
    """The page's guard, which selects 1, lets the request through, and leaves no connection behind."""
    response = probed.get(f"{PATH}/guarded/hello")
    assert response.status_code == 200, f"the guarded handler answered {response.status_code}: {response.text}"
    assert response.text == "Hello, world!", f"the guarded handler answered {response.text!r}"
    assert len(probes.sessions) == 1, f"the guard ran {len(probes.sessions)} times"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the response"


@proves("db-session.provide-session-in-guard")
def test_guard_decides_by_the_database(probed: RunningApp, reader: Reader) -> None:
    """A guard that looks a name up lets in whom it finds, and nobody else."""
    reader.insert("author", {"id": uuid.uuid4(), "name": "Agatha"})
    answers = {
        name: probed.client.get(f"{PATH}/guarded/known", headers={"x-name": name}).status_code
        for name in ("Agatha", "Moriarty")
    }
    assert answers == {"Agatha": 200, "Moriarty": 401}, f"the guard's answers were {answers}"


@proves("db-session.provide-session-in-guard")
def test_guard_that_writes(probed: RunningApp, reader: Reader) -> None:
    """What a guard writes is committed with the request."""
    answer(probed.client.post(f"{PATH}/guarded/written", json={}, headers={"x-name": "Agatha"}), 201)
    assert names(reader) == ["Agatha"], f"after the request the table holds {names(reader)}"


@proves("db-session.provide-session-in-guard")
def test_guard_that_writes_and_refuses(probed: RunningApp, reader: Reader) -> None:
    """A guard that writes and then refuses gives 401, and leaves neither row nor connection."""
    headers = {"x-name": "Moriarty", "x-refuse": "yes"}
    answer(probed.client.post(f"{PATH}/guarded/written", json={}, headers=headers), 401)
    assert names(reader) == [], f"after a refused request the table holds {names(reader)}"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the response"


@proves("db-session.provide-session-in-guard")
@RAISES
def test_guard_that_writes_before_a_failure(probed: RunningApp, reader: Reader, raises: str | int, status: int) -> None:
    """What a guard wrote is rolled back when the handler raises, though that has no session of its own."""
    response = probed.client.post(f"{PATH}/guarded/written", json={"raises": raises}, headers={"x-name": "Agatha"})
    answer(response, status)
    assert names(reader) == [], f"after a failed request the table holds {names(reader)}"


# --- middleware


@proves("db-session.provide-session-in-middleware")
def test_middleware_and_handler(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """A middleware's session is the handler's, with what the middleware added, and it is committed once."""
    body = answer(probed.client.post(f"{PATH}/middleware", json={}, headers={"x-name": "Agatha"}), 201)
    check_one_session(probes, 2, "a middleware and the handler")
    assert body == {"new": ["Agatha"]}, f"in the handler the middleware's session holds {body}"
    assert names(reader) == ["Agatha"], f"after the request the table holds {names(reader)}"


@proves("db-session.provide-session-in-middleware")
@pytest.mark.parametrize("path", ["middleware", "middleware/only"], ids=["with-session", "without-session"])
@RAISES
def test_middleware_before_a_failure(
    probed: RunningApp, reader: Reader, path: str, raises: str | int, status: int
) -> None:
    """What a middleware added is rolled back when the handler raises, whether that takes a session or not."""
    response = probed.client.post(f"{PATH}/{path}", json={"raises": raises}, headers={"x-name": "Agatha"})
    answer(response, status)
    assert names(reader) == [], f"after a failed request the table holds {names(reader)}"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the response"


@proves("db-session.provide-session-in-middleware")
def test_middleware_alone(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """What a middleware adds is committed with the request also if the handler takes no session."""
    answer(probed.client.post(f"{PATH}/middleware/only", json={}, headers={"x-name": "Agatha"}), 201)
    assert names(reader) == ["Agatha"], f"after the request the table holds {names(reader)}"
    assert not probes.sessions[0].in_transaction(), "the session is in a transaction after the response"


@proves("db-session.provide-session-in-middleware")
def test_middleware_after_the_response(probed: RunningApp, probes: ModuleType) -> None:
    """A middleware that asks for the session once the request is handled leaves no connection behind."""
    answer(probed.post(f"{PATH}/middleware/afterwards", {}), 201)
    assert len(probes.sessions) == 1, f"the middleware was given {len(probes.sessions)} sessions"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are out after the request"

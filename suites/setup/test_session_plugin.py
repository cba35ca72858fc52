"""One session per request, without a line of the application about it."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, Target, answer, proves, twin
from suites.conftest import StartApp

ENDINGS = {"exception": 500, "http exception": 409, "400": 400, "404": 404, "500": 500}
"""How a request can fail, and what the client gets then."""


@pytest.fixture
def probed(start_app: StartApp) -> RunningApp:
    """The application with the chapter's probes."""
    return start_app(probes="setup")


def insert(probed: RunningApp, name: str, ending: str, status: int) -> None:
    """Have an author inserted by a request that ends as told."""
    answer(probed.post("/probes/setup/authors", {"name": name, "ending": ending}), status)


@proves("setup.feature.session-and-transaction-plugin")
def test_only_successful_requests_leave_rows(probed: RunningApp, reader: Reader) -> None:
    """Of forty requests that insert and flush, those that succeed leave a row, and no connection stays out."""
    endings = ["201", "exception", "201", "http exception", "200", "400", "202", "500"] * 5
    for number, ending in enumerate(endings):
        insert(probed, f"author {number}", ending, ENDINGS.get(ending) or int(ending))
    stored = {row["name"] for row in reader.rows("author")}
    expected = {f"author {number}" for number, ending in enumerate(endings) if ending.startswith("20")}
    assert stored == expected, f"missing: {expected - stored}, left by failed requests: {stored - expected}"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are still out after the last request"


@proves("setup.feature.session-and-transaction-plugin")
@pytest.mark.parametrize("ending", ENDINGS)
def test_failed_request_leaves_nothing(probed: RunningApp, reader: Reader, ending: str) -> None:
    """What a failing request flushed is rolled back, and the next request works."""
    insert(probed, "failed", ending, ENDINGS[ending])
    insert(probed, "next", "201", 201)
    stored = [row["name"] for row in reader.rows("author")]
    assert stored == ["next"], f"after a failed and a successful request the table holds {stored}"


@proves("setup.feature.session-and-transaction-plugin")
def test_request_has_one_session(probed: RunningApp, target: Target) -> None:
    """A handler and its dependencies get one session, the next request another."""
    sessions = twin("suites.probes.setup", "suites.probes", target.is_async).sessions
    answer(probed.get("/probes/setup/sessions"), 200)
    first = list(sessions)
    answer(probed.get("/probes/setup/sessions"), 200)
    assert len({id(session) for session in first}) == 1, f"one request had the sessions {first}"
    assert sessions[0] is not first[0], "two requests had the same session"


@proves("setup.feature.session-and-transaction-plugin")
def test_session_is_closed_after_the_response(probed: RunningApp, target: Target) -> None:
    """The handler's transaction is over and its connection back when the response has been sent."""
    sessions = twin("suites.probes.setup", "suites.probes", target.is_async).sessions
    during = answer(probed.get("/probes/setup/sessions"), 200)
    assert during == {"in transaction": True}
    assert not sessions[0].in_transaction(), "the request's session is still in a transaction after the response"
    assert probed.checked_out() == 0, f"{probed.checked_out()} connections are still out after the response"

"""The clean-up fails, and the request has failed or refused before: its own answer is what the client is told."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assay.checking import Reader, Recorder, RunningApp, TargetRuntime, answer, proves
from suites.db_session.conftest import Probed

PATH = "/probes/db-session/authors"
TOLD = "as it was told"

ENDINGS: dict[str, tuple[dict[str, Any], int, str]] = {
    "raises-401": ({"raises": 401}, 401, TOLD),
    "raises-409": ({"raises": 409}, 409, TOLD),
    "raises-503": ({"raises": 503}, 503, TOLD),
    "answers-404": ({"status": 404}, 404, '"done":true'),
    "answers-422": ({"status": 422}, 422, '"done":true'),
    "handled-400": ({"handled": 400}, 400, '"handled":true'),
}
"""How a handler ends that has flushed a row: what it is told to do, the status, and what its answer says."""

ENDED = pytest.mark.parametrize(("body", "status", "text"), ENDINGS.values(), ids=ENDINGS)


def expect_own_answer(running: RunningApp, body: dict[str, Any], status: int, text: str) -> None:
    """Assert that the client is told what the handler said."""
    __tracebackhide__ = True
    response = running.post(PATH, {"name": "Agatha", **body})
    told = (response.status_code, text in response.text)
    assert told == (status, True), (
        f"the handler said {status} with {text}, and the clean-up failed: the client was told "
        f"{response.status_code} {response.text[:300]}"
    )


def expect_own_exception(running: RunningApp, recorder: Recorder) -> None:
    """Assert that a handler's exception ends in 500, and that it is the first that the application hears of."""
    __tracebackhide__ = True
    answer(running.post(PATH, {"name": "Agatha", "raises": "exception"}), 500)
    raised = [f"{type(error).__name__}: {error}" for error in recorder.exceptions]
    assert raised[:1] == [f"ProbeError: {TOLD}"], f"the handler raised, and the application hears of {raised}"


def expect_next_works(running: RunningApp, reader: Reader) -> None:
    """Assert that nothing is left of the request that failed, no connection is out, and the next request commits."""
    __tracebackhide__ = True
    assert running.checked_out() == 0, f"after a clean-up that failed {running.checked_out()} connections are out"
    answer(running.post(PATH, {"name": "next"}), 201)
    names = [row["name"] for row in reader.rows("author")]
    assert names == ["next"], f"after a request whose clean-up failed, and another one, there are {names}"


# --- the ROLLBACK fails


@pytest.fixture
def stubborn(start_probed: Probed) -> Iterator[RunningApp]:
    """The application, whose first rollback fails."""
    running = start_probed()
    engines = [getattr(engine, "sync_engine", engine) for engine in running.engines]
    failed: list[bool] = []

    def fail(_: Any) -> None:
        if not failed:
            failed.append(True)
            raise OperationalError("ROLLBACK", None, Exception("the connection is lost"))

    for engine in engines:
        event.listen(engine, "rollback", fail)
    yield running
    for engine in engines:
        event.remove(engine, "rollback", fail)
    assert failed, "no rollback was tried"


@proves("db-session.rollback-on-exception")
@ENDED
def test_client_is_told_what_the_handler_said(
    stubborn: RunningApp, probes: ModuleType, body: dict[str, Any], status: int, text: str
) -> None:
    """When the rollback fails, the client gets the handler's status and text."""
    expect_own_answer(stubborn, body, status, text)


@proves("db-session.rollback-on-exception")
def test_exception_is_the_handlers(stubborn: RunningApp, recorder: Recorder) -> None:
    """When the rollback fails after the handler raised, its exception is the one that counts."""
    expect_own_exception(stubborn, recorder)


@proves("db-session.rollback-on-exception")
@ENDED
def test_next_request_works(
    stubborn: RunningApp, probes: ModuleType, reader: Reader, body: dict[str, Any], status: int, text: str
) -> None:
    """When the rollback fails no row is left, no connection is out, and the next request commits."""
    stubborn.post(PATH, {"name": "Agatha", **body})
    expect_next_works(stubborn, reader)


# --- the connection is lost


@proves("db-session.rollback-on-exception", needs=("kills-connections",))
@ENDED
def test_client_is_told_what_the_handler_said_when_the_connection_is_lost(
    interrupted: RunningApp, probes: ModuleType, body: dict[str, Any], status: int, text: str
) -> None:
    """When the connection is lost between flush and answer, the client gets the handler's status and text."""
    expect_own_answer(interrupted, body, status, text)
    assert not probes.between, "the handler did not come as far as its flush"


@proves("db-session.rollback-on-exception", needs=("kills-connections",))
def test_exception_is_the_handlers_when_the_connection_is_lost(interrupted: RunningApp, recorder: Recorder) -> None:
    """When the connection is lost and then the handler raises, its exception is the one that counts."""
    expect_own_exception(interrupted, recorder)


@proves("db-session.rollback-on-exception", needs=("kills-connections",))
@pytest.mark.parametrize("body", [{"raises": 409}, {"status": 404}, {"raises": "exception"}], ids=["409", "404", "500"])
def test_next_request_works_when_the_connection_is_lost(
    interrupted: RunningApp, fresh_space: TargetRuntime, probes: ModuleType, body: dict[str, Any]
) -> None:
    """When the connection is lost and the handler refuses or raises, none is out, and the next request commits."""
    interrupted.post(PATH, {"name": "lost", **body})
    probes.sessions.clear()
    expect_next_works(interrupted, fresh_space.reader)

"""Commit at the end of a request that succeeds, rollback of one that does not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from assay.checking import Reader, RunningApp, TargetRuntime, proves
from suites.db_session.conftest import Probed

PATH = "/probes/db-session/authors"
REDIRECTS = "autocommit_include_redirects"
SUCCESSES = (200, 201, 202, 204)
REDIRECTIONS = (301, 302, 303, 304, 307)
REFUSALS = (400, 401, 404, 409, 422)
FAILURES = (500, 503)


def send(running: RunningApp, /, **body: Any) -> int:
    """Have an author Agatha added by a request; gives the status of the answer."""
    return running.client.post(PATH, json={"name": "Agatha", **body}, follow_redirects=False).status_code


def expect(running: RunningApp, expected: int, /, **body: Any) -> None:
    """The same, with the status that must be answered."""
    answered = send(running, **body)
    assert answered == expected, f"POST {PATH} with {body} answered {answered}, not {expected}"


def stored(reader: Reader) -> int:
    """How many authors another connection sees."""
    return reader.count("author")


@proves("db-session.commit-on-success")
@pytest.mark.parametrize("status", SUCCESSES)
def test_success_commits(probed: RunningApp, reader: Reader, status: int) -> None:
    """When a 2xx has arrived, another connection sees what was added."""
    expect(probed, status, status=status)
    assert stored(reader) == 1, f"the answer was {status}, and another connection sees {stored(reader)} rows"


@proves("db-session.commit-on-success")
def test_success_commits_what_was_only_added(probed: RunningApp, reader: Reader) -> None:
    """When a 2xx has arrived, another connection sees what the handler neither flushed nor committed."""
    expect(probed, 201, flush=False)
    assert stored(reader) == 1, f"the answer was 201, and another connection sees {stored(reader)} rows"


@proves("db-session.commit-on-success")
def test_not_before_the_end(probed: RunningApp, probes: ModuleType, reader: Reader) -> None:
    """While the handler still runs, other connections do not see what it has flushed."""
    seen: list[int] = []
    probes.between.append(lambda: seen.append(stored(reader)))
    expect(probed, 201)
    assert seen == [0], f"before the end of the request another connection saw {seen} rows"
    assert stored(reader) == 1, f"after the request another connection sees {stored(reader)} rows"


@proves("db-session.commit-on-success")
@pytest.mark.parametrize("status", REDIRECTIONS)
def test_redirect_commits_if_included(start_probed: Probed, reader: Reader, status: int) -> None:
    """With autocommit_include_redirects a 3xx commits."""
    expect(start_probed(before_send_handler=REDIRECTS), status, status=status)
    assert stored(reader) == 1, f"the answer was {status}, and another connection sees {stored(reader)} rows"


@proves("db-session.commit-on-success")
@pytest.mark.parametrize("status", [200, 204])
def test_success_commits_beside_redirects(start_probed: Probed, reader: Reader, status: int) -> None:
    """With autocommit_include_redirects a 2xx commits as well."""
    expect(start_probed(before_send_handler=REDIRECTS), status, status=status)
    assert stored(reader) == 1, f"the answer was {status}, and another connection sees {stored(reader)} rows"


@proves("db-session.commit-on-success")
def test_commit_without_asking_for_it(start_probed: Probed, reader: Reader) -> None:
    """The page says that the session is committed, without a condition: also without before_send_handler."""
    expect(start_probed(before_send_handler=None), 201)
    assert stored(reader) == 1, f"without before_send_handler the answer was 201, and there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize("raises", ["exception", 400, 401, 409, 500, 503])
def test_exception_rolls_back(probed: RunningApp, reader: Reader, raises: Any) -> None:
    """When the handler raises after a flush, no row is left, and the next request works."""
    expect(probed, 500 if raises == "exception" else raises, raises=raises)
    assert stored(reader) == 0, f"the handler raised {raises}, and left {stored(reader)} rows"
    expect(probed, 201)
    assert stored(reader) == 1, f"after the next request there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize("status", [*REDIRECTIONS, *REFUSALS, *FAILURES])
def test_status_rolls_back(probed: RunningApp, reader: Reader, status: int) -> None:
    """A handler that answers 3xx, 4xx or 5xx without raising leaves no row either."""
    expect(probed, status, status=status)
    assert stored(reader) == 0, f"the answer was {status}, and there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize("how", ["raises", "status"])
@pytest.mark.parametrize("status", [400, 404, 500])
def test_error_rolls_back_beside_redirects(start_probed: Probed, reader: Reader, status: int, how: str) -> None:
    """With autocommit_include_redirects a 4xx or 5xx is rolled back as well."""
    expect(start_probed(before_send_handler=REDIRECTS), status, **{how: status})
    assert stored(reader) == 0, f"the answer was {status}, and there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize("status", [303, 400, 503])
def test_handled_exception_rolls_back(probed: RunningApp, reader: Reader, status: int) -> None:
    """An exception that the application's own handler answers with 3xx, 4xx or 5xx leaves no row."""
    expect(probed, status, handled=status)
    assert stored(reader) == 0, f"the exception was answered with {status}, and there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
@pytest.mark.parametrize(("setting", "status"), [("autocommit", 200), (REDIRECTS, 303)], ids=["ok", "redirect"])
def test_exception_rolls_back_whatever_is_answered(
    start_probed: Probed, reader: Reader, setting: str, status: int
) -> None:
    """An exception that the application's own handler answers with a committing status leaves no row."""
    expect(start_probed(before_send_handler=setting), status, handled=status)
    assert stored(reader) == 0, f"the exception was answered with {status}, and there are {stored(reader)} rows"


@proves("db-session.rollback-on-exception")
def test_rollback_of_one_request_only(probed: RunningApp, reader: Reader) -> None:
    """A failed request takes nothing of those before and after it with it."""
    for body in ({"name": "first"}, {"name": "failed", "raises": "exception"}, {"name": "third"}):
        send(probed, **body)
    names = sorted(row["name"] for row in reader.rows("author"))
    assert names == ["first", "third"], f"of three requests, of which the second failed, there are {names}"


# --- the COMMIT itself fails


def duplicate(reader: Reader) -> dict[str, Any]:
    """A body for a request whose row has a primary key that another row has, which shows at commit."""
    taken = uuid.uuid4()
    reader.insert("author", {"id": taken, "name": "first"})
    return {"name": "second", "id": str(taken), "flush": False}


def null(reader: Reader) -> dict[str, Any]:
    """A body for a request whose row lacks its name, which shows at commit."""
    del reader
    return {"name": None, "flush": False}


BROKEN = pytest.mark.parametrize("broken", [duplicate, null], ids=["duplicate", "null"])


@proves("db-session.commit-on-success")
@BROKEN
def test_client_is_told_of_a_failed_commit(probed: RunningApp, reader: Reader, broken: Any) -> None:
    """When the COMMIT fails over a row that was not flushed before, the answer is not a 2xx."""
    body = broken(reader)
    before = stored(reader)
    status = send(probed, **body)
    assert stored(reader) == before, f"the commit should have failed, but there are {stored(reader)} rows"
    assert status >= 400, f"the commit failed and there is no new row, but the client was told {status}"


@proves("db-session.commit-on-success")
@BROKEN
def test_work_goes_on_after_a_failed_commit(probed: RunningApp, reader: Reader, broken: Any) -> None:
    """After a failed COMMIT no connection is out, and the next request commits."""
    send(probed, **broken(reader))
    assert probed.checked_out() == 0, f"after a failed commit {probed.checked_out()} connections are out"
    before = stored(reader)
    expect(probed, 201, name="next")
    assert stored(reader) == before + 1, f"the request after a failed commit left {stored(reader) - before} rows"


@pytest.fixture
def promises(reader: Reader, probes: ModuleType) -> Iterator[str]:
    """A table with a deferred constraint, while the check runs."""
    table = probes.PromiseModel.__table__
    reader.execute(sa.schema.CreateTable(table))
    yield "promise"
    reader.execute(sa.schema.DropTable(table))
    reader.forget()


@proves("db-session.commit-on-success", needs=("deferrable-constraints",))
def test_client_is_told_of_a_broken_deferred_constraint(probed: RunningApp, reader: Reader, promises: str) -> None:
    """When a deferred constraint fails at COMMIT, after a flush that went well, the answer is not a 2xx."""
    status = probed.post("/probes/db-session/promises", {}).status_code
    assert reader.count(promises) == 0, f"the commit should have failed, but there are {reader.count(promises)} rows"
    assert status >= 400, f"the commit failed and there is no new row, but the client was told {status}"


@proves("db-session.commit-on-success", needs=("kills-connections",))
def test_client_is_told_of_a_lost_connection(
    interrupted: RunningApp, fresh_space: TargetRuntime, probes: ModuleType
) -> None:
    """When the connection is lost between flush and COMMIT, the answer is not a 2xx."""
    status = send(interrupted)
    assert not probes.between, f"the handler did not come as far as its flush, and answered {status}"
    rows = stored(fresh_space.reader)
    assert rows == 0, f"the connection was lost before the commit, but there are {rows} rows"
    assert status >= 400, f"the commit failed and there is no new row, but the client was told {status}"


@proves("db-session.commit-on-success", needs=("kills-connections",))
def test_work_goes_on_after_a_lost_connection(
    interrupted: RunningApp, fresh_space: TargetRuntime, probes: ModuleType
) -> None:
    """After a connection was lost between flush and COMMIT none is out, and the next request commits."""
    send(interrupted, name="lost")
    assert interrupted.checked_out() == 0, f"after a lost connection {interrupted.checked_out()} connections are out"
    probes.sessions.clear()
    expect(interrupted, 201, name="next")
    names = [row["name"] for row in fresh_space.reader.rows("author")]
    assert names == ["next"], f"after a lost connection and another request there are {names}"

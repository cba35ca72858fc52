"""The session as a parameter of a handler."""

from __future__ import annotations

import uuid
import warnings
from pathlib import Path
from types import ModuleType

import pytest
from advanced_alchemy.exceptions import ImproperConfigurationError
from litestar import Litestar

from assay.checking import Reader, RunningApp, TargetRuntime, answer, proves
from suites.conftest import build
from suites.db_session.conftest import Probed

ALT = "alt_session"


def seed(reader: Reader, *names: str) -> None:
    """Authors of these names."""
    reader.insert("author", *({"id": uuid.uuid4(), "name": name} for name in names))


@proves("db-session.default-key")
def test_handler_queries_through_it(probed: RunningApp, reader: Reader) -> None:
    """A handler that takes db_session reads what is in the database."""
    seed(reader, "Agatha", "Dorothy")
    names = answer(probed.get("/probes/db-session/names"), 200)
    assert sorted(names) == ["Agatha", "Dorothy"], f"through db_session the handler read {names}"


@proves("db-session.default-key")
def test_no_use_of_what_is_deprecated(probed: RunningApp, reader: Reader) -> None:
    """A request that takes db_session as the page does brings no warning that something is deprecated."""
    seed(reader, "Agatha")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer(probed.get("/probes/db-session/names"), 200)
        answer(probed.post("/probes/db-session/authors", {"name": "Dorothy"}), 201)
    deprecated = {str(w.message) for w in caught if issubclass(w.category, DeprecationWarning) and _of_libraries(w)}
    assert not deprecated, f"a request with db_session warns: {sorted(deprecated)}"


def _of_libraries(warning: warnings.WarningMessage) -> bool:
    """Whether a library that a user calls warns, and not a driver or Python of what these do."""
    return bool({"advanced_alchemy", "litestar"} & set(Path(warning.filename).parts))


@proves("db-session.default-key")
def test_not_under_another_name(probed: RunningApp) -> None:
    """A handler that takes a session under another name is refused for a missing parameter."""
    body = answer(probed.get("/probes/db-session/names-of-alt"), 400)
    assert ALT in str(body), f"the refusal does not name the parameter: {body}"


@proves("db-session.default-key")
def test_not_without_the_plugin(runtime: TargetRuntime, probes: ModuleType) -> None:
    """Without the plugin a handler that takes db_session is refused for a missing parameter."""
    bare = runtime.start(Litestar(route_handlers=[probes.list_names]))
    body = answer(bare.get("/probes/db-session/names"), 400)
    assert "db_session" in str(body), f"the refusal does not name the parameter: {body}"


@proves("db-session.custom-key")
def test_under_the_changed_key(start_probed: Probed, reader: Reader) -> None:
    """With session_dependency_key = "alt_session" a handler that takes alt_session reads the database."""
    seed(reader, "Agatha")
    names = answer(start_probed(session_dependency_key=ALT).get("/probes/db-session/names-of-alt"), 200)
    assert names == ["Agatha"], f"through {ALT} the handler read {names}"


@proves("db-session.custom-key")
def test_no_longer_under_the_default_key(start_probed: Probed) -> None:
    """With a changed key a handler that takes db_session is refused for a missing parameter."""
    body = answer(start_probed(session_dependency_key=ALT).get("/probes/db-session/names"), 400)
    assert "db_session" in str(body), f"the refusal does not name the parameter: {body}"


@proves("db-session.custom-key")
@pytest.mark.parametrize(("raises", "status", "stored"), [(None, 201, 1), (409, 409, 0)], ids=["success", "error"])
def test_transactions_under_the_changed_key(
    start_probed: Probed, reader: Reader, raises: int | None, status: int, stored: int
) -> None:
    """With a changed key a success commits and an error rolls back, and the connection is given back."""
    running = start_probed(session_dependency_key=ALT)
    answer(running.post("/probes/db-session/authors-of-alt", {"name": "Agatha", "raises": raises}), status)
    assert reader.count("author") == stored, f"after {status} there are {reader.count('author')} rows"
    assert running.checked_out() == 0, f"after {status} {running.checked_out()} connections are out"


@proves("db-session.custom-key")
def test_service_dependencies_use_the_changed_key(start_probed: Probed, reader: Reader) -> None:
    """With a changed key the guide's own controllers, which name no session, work as before."""
    seed(reader, "Agatha")
    body = answer(start_probed(session_dependency_key=ALT).get("/authors"), 200)
    assert [author["name"] for author in body["items"]] == ["Agatha"], f"GET /authors answered {body}"


@pytest.fixture
def side(fresh_space: TargetRuntime) -> TargetRuntime:
    """A second database with the same tables."""
    fresh_space.start(build(fresh_space, "reference_app.app")).close()
    return fresh_space


@pytest.fixture
def both(app: RunningApp, runtime: TargetRuntime, side: TargetRuntime, probes: ModuleType) -> RunningApp:
    """An application on two databases, whose sessions are main_session and side_session."""
    del app  # it makes the tables
    urls = [
        ("main_session", runtime.url.render_as_string(hide_password=False)),
        ("side_session", side.url.render_as_string(hide_password=False)),
    ]
    return runtime.start(probes.two_databases(urls, runtime.target.backend.engine_options(runtime.target.driver)))


def names(reader: Reader) -> list[str]:
    """The names in the author table."""
    return sorted(row["name"] for row in reader.rows("author"))


@proves("db-session.custom-key")
def test_two_configurations_commit(both: RunningApp, side: TargetRuntime, reader: Reader) -> None:
    """Two configurations with their own keys give two sessions, and both commit, each to its database."""
    body = answer(both.post("/probes/db-session/both", {"name": "Agatha"}), 201)
    assert body["sessions"] == 2, "the handler was given one session under two keys"
    stored = names(reader), names(side.reader)
    assert stored == (["Agatha main"], ["Agatha side"]), f"the two databases hold {stored}"
    assert both.checked_out() == 0, f"{both.checked_out()} connections are out after the request"


@proves("db-session.custom-key")
def test_two_configurations_roll_back(both: RunningApp, side: TargetRuntime, reader: Reader) -> None:
    """When a request fails, the sessions of both configurations are rolled back."""
    answer(both.post("/probes/db-session/both", {"name": "Agatha", "raises": 400}), 400)
    stored = names(reader), names(side.reader)
    assert stored == ([], []), f"after a failed request the two databases hold {stored}"
    assert both.checked_out() == 0, f"{both.checked_out()} connections are out after the request"


@proves("db-session.custom-key")
def test_one_of_two_configurations(both: RunningApp, side: TargetRuntime, reader: Reader) -> None:
    """A request that uses the second configuration only writes to its database only."""
    answer(both.post("/probes/db-session/side", {"name": "Agatha"}), 201)
    stored = names(reader), names(side.reader)
    assert stored == ([], ["Agatha"]), f"the two databases hold {stored}"


@proves("db-session.custom-key")
def test_two_configurations_with_one_key(probes: ModuleType, runtime: TargetRuntime) -> None:
    """Two configurations under one session key are refused, with a word on keys, when the application is made."""
    url = runtime.url.render_as_string(hide_password=False)
    refusal = ""
    try:
        probes.two_databases([("main_session", url), ("main_session", url)], {})
    except ImproperConfigurationError as error:
        refusal = str(error)
    assert "session_dependency_key" in refusal, f"two configurations with one key were refused with {refusal!r}"

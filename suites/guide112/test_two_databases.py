"""Two configurations in one plugin: tables, sessions, engines and commits of each."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from advanced_alchemy.exceptions import ImproperConfigurationError

from assay.checking import RunningApp, TargetRuntime, answer, proves, twin
from reference_app.settings import Settings
from suites.raising import raises


class Both:
    """The application and its databases.

    Args:
        primary: Where the orders are.
        reporting: Where the reports are.
        options: Further options of the reports' configuration.
        policy: When requests commit.
    """

    def __init__(
        self, primary: TargetRuntime, reporting: TargetRuntime, policy: Any = "autocommit", **options: Any
    ) -> None:
        module = twin("reference_app.two_databases.app", "reference_app", primary.target.is_async)
        self.prepared = module.prepare(settings(primary, policy), settings(reporting, policy), **options)
        self.app: RunningApp = reporting.start(self.prepared.app)
        self._primary, self._reporting = primary, reporting

    def names(self) -> tuple[list[str], list[str]]:
        """The names of the orders and of the reports that are in the databases."""
        orders = [row["name"] for row in self._primary.reader.rows("guide_order")]
        reports = [row["name"] for row in self._reporting.reader.rows("guide_report")]
        return sorted(orders), sorted(reports)


def settings(runtime: TargetRuntime, policy: Any) -> Settings:
    """Settings for the database of a runtime."""
    return Settings(
        database_url=runtime.url.render_as_string(hide_password=False),
        before_send_handler=policy,
        engine_options=runtime.target.backend.engine_options(runtime.target.driver),
    )


@pytest.fixture
def other_space(worker: Any, target: Any) -> Any:
    """A second space of the check's own."""
    runtime = worker.make_runtime(target)
    yield runtime
    runtime.close()


@proves("guide112.session-by-dependency-key")
def test_each_database_has_its_own_tables(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """``create_all`` of each configuration makes the tables of its bind key, and no others."""
    Both(fresh_space, other_space)
    tables = fresh_space.reader.tables(), other_space.reader.tables()
    assert [sorted(t for t in found if t.startswith("guide_")) for found in tables] == [
        ["guide_order"],
        ["guide_report"],
    ]
    assert not tables[0] & tables[1], f"both databases have {tables[0] & tables[1]}"


@proves("guide112.session-by-dependency-key")
def test_one_request_writes_to_both(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """What is written through each session is in its database, and each is committed."""
    both = Both(fresh_space, other_space)
    answer(both.app.post("/both", {"name": "first", "status": 201}), 201)
    answer(both.app.post("/orders", {"name": "second"}), 201)
    assert both.names() == (["first", "second"], ["first"])
    assert answer(both.app.get("/reports"), 200) == ["first"]
    assert both.app.checked_out() == 0


@pytest.mark.parametrize("status", [0, 400, 409, 500])
@proves("guide112.session-by-dependency-key")
def test_failed_request_writes_to_neither(fresh_space: TargetRuntime, other_space: TargetRuntime, status: int) -> None:
    """What a failing request flushed is rolled back in both databases, and its connections are back."""
    both = Both(fresh_space, other_space)
    answer(both.app.post("/both", {"name": "failed", "status": status}), status or 500)
    assert both.names() == ([], [])
    assert both.app.checked_out() == 0
    answer(both.app.post("/both", {"name": "next", "status": 201}), 201)
    assert both.names() == (["next"], ["next"])


@proves("guide112.session-by-dependency-key")
def test_engine_of_each_key(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """Each engine key gives the engine of its configuration."""
    both = Both(fresh_space, other_space)
    found = answer(both.app.get("/databases"), 200)
    assert found == [fresh_space.url.database, other_space.url.database]


@proves("guide112.session-by-dependency-key")
def test_each_commits_by_its_own_policy(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """A configuration that does not commit by itself does not, beside one that does."""
    both = Both(fresh_space, other_space, before_send_handler=None)
    answer(both.app.post("/both", {"name": "first", "status": 201}), 201)
    assert both.names() == (["first"], [])
    assert both.app.checked_out() == 0


@proves("guide112.session-by-dependency-key")
def test_service_on_the_second_database(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """A service whose dependencies were made with the second configuration writes to its database."""
    both = Both(fresh_space, other_space)
    assert answer(both.app.post("/served-reports", {"name": "first"}), 201) == {"number": 1}
    assert answer(both.app.post("/served-reports", {"name": "second"}), 201) == {"number": 2}
    assert both.names() == ([], ["first", "second"])


@proves("guide112.session-by-dependency-key")
def test_keys_of_one_name_are_refused(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """Two configurations with one session key, or one engine key, are ImproperConfigurationError."""
    for options in ({"session_dependency_key": "primary_session"}, {"engine_dependency_key": "primary_engine"}):
        with raises(ImproperConfigurationError):
            Both(fresh_space, other_space, **options)


@proves("guide112.session-by-dependency-key")
def test_request_warns_of_nothing(fresh_space: TargetRuntime, other_space: TargetRuntime) -> None:
    """A request with two sessions causes no warning that the library itself is to blame for."""
    both = Both(fresh_space, other_space)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer(both.app.post("/both", {"name": "first", "status": 201}), 201)
    told = sorted({str(warning.message) for warning in caught if "advanced_alchemy" in warning.filename})
    assert told == [], f"a request with two sessions warned: {told}"

"""The applications with this chapter's probes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from assay.checking import RunningApp, Target, TargetRuntime, twin
from suites.conftest import build

Probed = Callable[..., RunningApp]


@pytest.fixture
def probes(target: Target) -> ModuleType:
    """The chapter's probes in the target's colour."""
    return twin("suites.probes.db_session", "suites.probes", target.is_async)


@pytest.fixture
def start_probed(runtime: TargetRuntime, app: RunningApp, probes: ModuleType) -> Iterator[Probed]:
    """Give the application with the probes and certain settings, one for all checks of a worker and target.

    What a check leaves in it is put away afterwards: hooks, and the sessions that the library did not close.
    """
    del app  # it makes the tables
    given: list[RunningApp] = []

    def start(**settings: Any) -> RunningApp:
        key = f"db-session {sorted(settings.items())}"
        built = runtime.kept_app(
            key, lambda: build(runtime, "reference_app.app", probes="db_session", create_all=False, **settings)
        )
        given.append(built)
        return built

    yield start
    probes.between.clear()
    if given:
        for session in probes.sessions:
            given[-1].call(session.invalidate)
    probes.sessions.clear()


@pytest.fixture
def probed(start_probed: Probed) -> RunningApp:
    """The guide's application with this chapter's probes."""
    return start_probed()


@pytest.fixture
def interrupted(fresh_space: TargetRuntime, probes: ModuleType) -> Iterator[RunningApp]:
    """An application whose connections are ended between a handler's flush and its answer."""
    running = fresh_space.start(build(fresh_space, "reference_app.app", probes="db_session"))
    backend: Any = fresh_space.target.backend

    def cut() -> None:
        probes.between.clear()
        fresh_space.reader.close()  # or it would be cut off as well
        backend.end_connections(fresh_space.server, fresh_space.name)

    probes.between.append(cut)
    yield running
    probes.between.clear()

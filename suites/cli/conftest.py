"""Terminals on the targets' databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.checking import Planted, Target, TargetRuntime
from suites.cli.terminal import Terminal, terminal_of
from suites.cli.unanswered import Unanswered

WAITING = "test_database_down.py"
"""The file of the check that waits for commands whose database is down."""


@pytest.fixture
def defect(planted: Planted | None) -> str:
    """Reference of the planted defect; commands are processes of their own, and must be told."""
    return planted.reference if planted else ""


@pytest.fixture
def terminal(runtime: TargetRuntime, tmp_path: Path, defect: str) -> Terminal:
    """A terminal in a directory of its own, on the worker's database."""
    return terminal_of(runtime, tmp_path, defect)


@pytest.fixture(scope="session")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unanswered]:
    """Commands whose database is down."""
    commands = Unanswered(lambda: tmp_path_factory.mktemp("unanswered"))
    yield commands
    commands.close()


@pytest.fixture(scope="session")
def waited_for(request: pytest.FixtureRequest) -> set[object]:
    """The targets on which the check that waits for them is to run."""
    return {_target(item) for item in request.session.items if item.path.name == WAITING}


@pytest.fixture(autouse=True)
def begun(unanswered: Unanswered, waited_for: set[object], target: Target, runtime: TargetRuntime, defect: str) -> None:
    """Start them with the first check of the chapter, for the check that will wait for them."""
    if not defect and target in waited_for:
        unanswered.start(runtime, defect)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the check that waits for them behind its target's migrations, which take some of the time that they take."""
    last: dict[object, int] = {}
    waiting: dict[object, list[pytest.Item]] = defaultdict(list)
    chapters: dict[Path, str] = {}  # a file has thousands of items
    for position, item in enumerate(items):
        chapter = chapters.get(item.path) or chapters.setdefault(item.path, item.path.parent.name)
        if chapter == "migrations":
            last[_target(item)] = position
        elif item.path.name == WAITING:
            waiting[_target(item)].append(item)
    behind = {last[target]: own for target, own in waiting.items() if target in last}
    moved = {item for own in behind.values() for item in own}
    order = [(position, item) for position, item in enumerate(items) if item not in moved]
    items[:] = [one for position, item in order for one in (item, *behind.get(position, ()))]


def _target(item: pytest.Item) -> object:
    return item.callspec.params.get("target") if hasattr(item, "callspec") else None

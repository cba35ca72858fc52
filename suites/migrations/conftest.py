"""The stories that the checks of this chapter read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from assay.checking import MakesRuntimes, Target
from suites.cli.conftest import defect, terminal  # noqa: F401 - fixtures
from suites.cli.terminal import terminal_of
from suites.migrations import application as whole
from suites.migrations import bound, chain, shelf
from suites.migrations.story import Story


class Stories:
    """Tells each story once for each target and planted defect.

    Args:
        worker: Where databases come from.
        directory: Where the projects' directories are made.
    """

    def __init__(self, worker: MakesRuntimes, directory: Path) -> None:
        self._worker = worker
        self._directory = directory
        self._told: dict[tuple[str, str, str], Story] = {}

    def tell(self, teller: Callable[..., None], target: Target, planted: str, *, second: bool = False) -> Story:
        """The story, told now if it was not before; with a second database if it needs one."""
        name = teller.__name__
        key = (name, target.id, planted)
        if key not in self._told:
            project = Path(tempfile.mkdtemp(dir=self._directory, prefix=f"{name}-"))
            with ExitStack() as stack:
                runtime = self._worker.make_runtime(target)
                stack.callback(runtime.close)
                story = Story(runtime, terminal_of(runtime, project, planted))
                if second:
                    other = self._worker.make_runtime(target)
                    stack.callback(other.close)
                    teller(story, other)
                else:
                    teller(story)
            self._told[key] = story
        return self._told[key]


@pytest.fixture(scope="session")
def stories(worker: MakesRuntimes, tmp_path_factory: pytest.TempPathFactory) -> Stories:
    """The stories of this worker."""
    return Stories(worker, tmp_path_factory.mktemp("stories"))


@pytest.fixture
def forward(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The reference application's migrations, from nothing to the newest."""
    return stories.tell(chain.forward, target, defect)


@pytest.fixture
def back(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The same from the newest to nothing, and up from the places on the way."""
    return stories.tell(chain.back, target, defect)


@pytest.fixture
def dropped(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The reference application's tables dropped, and the database stamped."""
    return stories.tell(chain.dropped, target, defect)


@pytest.fixture
def dumped(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The reference application's rows in files."""
    return stories.tell(chain.dumped, target, defect)


@pytest.fixture
def changes(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A new project whose models change."""
    return stories.tell(shelf.changes, target, defect)


@pytest.fixture
def created(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The new project's tables, made by create_all."""
    return stories.tell(shelf.created, target, defect)


@pytest.fixture
def mixed(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with the library's own models."""
    return stories.tell(shelf.mixed, target, defect)


@pytest.fixture
def mixed_created(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The library's own models, made by create_all."""
    return stories.tell(shelf.mixed_created, target, defect)


@pytest.fixture
def application(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with all models of the reference application."""
    return stories.tell(whole.application, target, defect)


@pytest.fixture
def application_created(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """The same models, made by create_all."""
    return stories.tell(whole.application_created, target, defect)


@pytest.fixture
def located(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with a directory of migrations that only the configuration names."""
    return stories.tell(shelf.located, target, defect)


@pytest.fixture
def percent(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with a directory of migrations whose name has a percent sign."""
    return stories.tell(shelf.percent, target, defect)


@pytest.fixture
def mislocated(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with migrations elsewhere than the configuration says."""
    return stories.tell(shelf.mislocated, target, defect)


@pytest.fixture
def alembic(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with the page's alternative directory."""
    return stories.tell(shelf.alembic, target, defect)


@pytest.fixture
def tour(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """Each of Alembic's commands once."""
    return stories.tell(shelf.tour, target, defect)


@pytest.fixture
def forked(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with two heads."""
    return stories.tell(shelf.forked, target, defect)


@pytest.fixture
def listing(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """What `litestar database` lists."""
    return stories.tell(shelf.listing, target, defect)


@pytest.fixture
def branches(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project with two configurations, each with a bind key and a database of its own."""
    return stories.tell(bound.branches, target, defect, second=True)


@pytest.fixture
def optional(stories: Stories, target: Target, defect: str) -> Story:  # noqa: F811
    """A project whose configuration of Alembic has one option after the other."""
    return stories.tell(bound.optional, target, defect)

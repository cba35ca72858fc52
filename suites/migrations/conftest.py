"""The stories that the checks of this chapter read."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from assay.catalogue import REFERENCE_TARGET
from assay.runtime import TargetRuntime
from assay.targets import Target
from assay.worker import Worker
from suites.cli.terminal import Terminal
from suites.migrations import chain
from suites.migrations.story import Story, Teller


def new_terminal(runtime: TargetRuntime, directory: Path, defect: str) -> Terminal:
    """A terminal whose environment names the database.

    Commands start cold on the reference target: how a command starts has nothing to do with the database.
    """
    environment = {
        "ASSAY_DATABASE_URL": runtime.url.render_as_string(hide_password=False),
        **runtime.target.backend.environment(runtime.server),
    }
    return Terminal(
        directory,
        environment,
        runtime.target.driver.dialect,
        cold=runtime.target.id == REFERENCE_TARGET,
        defect=defect,
    )


class Stories:
    """Tells each story once for each target and planted defect.

    Args:
        worker: Where databases come from.
        directory: Where the projects' directories are made.
    """

    def __init__(self, worker: Worker, directory: Path) -> None:
        self._worker = worker
        self._directory = directory
        self._told: dict[tuple[str, str, str], Story] = {}

    def tell(self, teller: Teller, target: Target, defect: str) -> Story:
        """The story, told now if it was not before."""
        key = (teller.__name__, target.id, defect)
        if key not in self._told:
            project = Path(tempfile.mkdtemp(dir=self._directory, prefix=f"{teller.__name__}-"))
            with ExitStack() as stack:
                runtime = self._worker.make_runtime(target)
                stack.callback(runtime.close)
                story = Story(runtime, new_terminal(runtime, project, defect))
                teller(story)
            self._told[key] = story
        return self._told[key]


@pytest.fixture(scope="session")
def stories(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> Stories:
    """The stories of this worker."""
    return Stories(worker, tmp_path_factory.mktemp("stories"))


@pytest.fixture
def defect(request: pytest.FixtureRequest) -> str:
    """Name of the planted defect; commands are processes of their own, and must be told."""
    planted = request.getfixturevalue("planted") if "planted" in request.fixturenames else None
    return planted.name if planted else ""


@pytest.fixture
def terminal(fresh_space: TargetRuntime, tmp_path: Path, defect: str) -> Terminal:
    """A terminal of the check's own, with an empty database."""
    return new_terminal(fresh_space, tmp_path, defect)


@pytest.fixture
def forward(stories: Stories, target: Target, defect: str) -> Story:
    """The reference application's migrations, from nothing to the newest."""
    return stories.tell(chain.forward, target, defect)


@pytest.fixture
def back(stories: Stories, target: Target, defect: str) -> Story:
    """The reference application's migrations, from the newest to nothing, and up from the places on the way."""
    return stories.tell(chain.back, target, defect)


@pytest.fixture
def dropped(stories: Stories, target: Target, defect: str) -> Story:
    """The reference application's tables dropped, and the database stamped."""
    return stories.tell(chain.dropped, target, defect)

"""``litestar database init``."""

from __future__ import annotations

import pytest

from assay.checking import Target, proves
from suites.cli.terminal import Terminal
from suites.migrations.story import Story

SCAFFOLD = {"env.py", "script.py.mako", "README", "__init__.py", "versions/__init__.py"}


@pytest.fixture
def project(terminal: Terminal, target: Target, changes: Story) -> Terminal:
    """A project's directory with the application and nothing else."""
    for name in ("app.py", "models.py"):
        text = (changes.directory / name).read_text(encoding="utf-8")
        (terminal.directory / name).write_text(text, encoding="utf-8")
    return terminal


def files(terminal: Terminal) -> set[str]:
    """The files of a project, relative to it."""
    found = (path.relative_to(terminal.directory) for path in terminal.directory.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


@proves("migrations.cmd.init")
def test_writes_the_template(changes: Story) -> None:
    """The environment, the template of revisions and the folder of revisions are there, and alembic.ini."""
    step = changes["init"].succeeded()
    missing = {f"migrations/{name}" for name in SCAFFOLD} | {"alembic.ini"}
    missing -= step.files
    assert not missing, f"init has succeeded, and these files are not there: {sorted(missing)}"


@proves("migrations.cmd.init")
def test_touches_no_database(changes: Story) -> None:
    """The database is as empty as before."""
    step = changes["init"].succeeded()
    assert (step.tables, step.at) == (frozenset(), None), f"init has made {sorted(step.tables)}, {step.at}"


@proves("migrations.cmd.init")
def test_environment_has_the_colour_of_the_configuration(changes: Story, target: Target) -> None:
    """An async configuration gets an environment that runs in an event loop, a sync one does not."""
    changes["init"].succeeded()
    text = (changes.directory / "migrations" / "env.py").read_text(encoding="utf-8")
    runs = "asyncio.run(" in text
    assert runs is target.is_async, f"env.py {'has' if runs else 'has not'} an event loop"


@proves("migrations.cmd.init")
def test_directory_in_use_is_refused(project: Terminal) -> None:
    """A directory that holds something is not written to."""
    (project.directory / "migrations").mkdir()
    (project.directory / "migrations" / "notes.txt").write_text("mine", encoding="utf-8")
    before = files(project)
    finished = project.database("init", "./migrations", "--no-prompt").refused()
    assert "already exists and is not empty" in finished.output, str(finished)
    assert files(project) == before, f"init was refused, and left {sorted(files(project) - before)}"


@proves("migrations.cmd.init")
@pytest.mark.parametrize("typed", ["", "n\n"], ids=["closed-input", "no"])
def test_nothing_without_consent(project: Terminal, typed: str) -> None:
    """The question is not waited for where nobody can answer, and without a yes nothing is written."""
    before = files(project)
    finished = project.database("init", "./migrations", typed=typed)
    assert finished.exit is not None, f"it waits for an answer: {finished}"
    assert files(project) == before, f"there was no consent, and init wrote {sorted(files(project) - before)}"


@proves("migrations.cmd.init")
def test_consent_by_keyboard(project: Terminal) -> None:
    """A typed yes does what ``--no-prompt`` does."""
    project.database("init", "./migrations", typed="y\n").succeeded()
    assert "migrations/env.py" in files(project), f"there was a yes, and there are only {sorted(files(project))}"


@proves("migrations.cmd.init")
def test_directory_that_cannot_be_written(project: Terminal) -> None:
    """A place without the right to write is named, and nothing is left there."""
    place = project.directory / "readonly"
    place.mkdir(mode=0o555)
    finished = project.litestar("database", "init", "./readonly/migrations", "--no-prompt", powerless=True).refused()
    assert "Permission denied" in finished.output, str(finished)
    assert "readonly" in finished.output, f"the place is not named: {finished}"
    assert list(place.iterdir()) == [], f"init was refused, and left {list(place.iterdir())}"

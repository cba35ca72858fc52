"""``litestar database make-migrations``."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from assay.checking import proves
from suites.cli.terminal import Terminal
from suites.migrations.revisions import Revision
from suites.migrations.story import Story


@pytest.fixture
def initialised(terminal: Terminal, changes: Story) -> Callable[[], Terminal]:
    """Makes a project that has been initialised; the check asks for it, since that can fail."""

    def make() -> Terminal:
        changes["init"].succeeded()
        for name in ("app.py", "models.py", "alembic.ini"):
            shutil.copy(changes.directory / name, terminal.directory)
        ignored = shutil.ignore_patterns("*_*_*.py", "broken.py", "__pycache__")
        shutil.copytree(changes.directory / "migrations", terminal.directory / "migrations", ignore=ignored)
        return terminal

    return make


def versions(terminal: Terminal) -> set[str]:
    """The files in the folder of revisions."""
    return {p.name for p in (terminal.directory / "migrations" / "versions").iterdir() if p.suffix == ".py"}


@proves("migrations.cmd.make-migrations")
def test_writes_one_file_named_after_the_message(changes: Story) -> None:
    """One new file, whose name has the message in it."""
    changes["made"].succeeded()
    made: list[Revision] = changes.seen["made"]
    assert len(made) == 1, f"make-migrations was run once, and the files are {[r.file for r in made]}"
    assert "the_first_tables" in made[0].file, f"the file is called {made[0].file}"
    assert made[0].text.startswith('"""The first tables'), f"the file begins with {made[0].text[:60]!r}"
    assert made[0].down == (), f"the first revision comes after {made[0].down}"


@proves("migrations.cmd.make-migrations")
def test_follows_the_head(changes: Story) -> None:
    """The second revision comes after the first."""
    changes["note"].succeeded()
    revisions: list[Revision] = changes.seen["note"]
    assert len(revisions) == 2, f"the files are {[r.file for r in revisions]}"
    first, second = revisions
    assert second.down == (first.id,), f"the second revision comes after {second.down}, not {first.id}"


@proves("migrations.cmd.make-migrations")
def test_changes_no_table(changes: Story) -> None:
    """Writing a revision does not run it."""
    step = changes["made"].succeeded()
    assert step.tables == frozenset(), f"make-migrations has made {sorted(step.tables)}"
    assert not step.at, f"make-migrations has moved the database to {step.at}"


@proves("migrations.cmd.make-migrations")
def test_does_not_wait_for_a_message(initialised: Callable[[], Terminal]) -> None:
    """Without a message, and with nobody to ask for one, it ends and writes nothing."""
    project = initialised()
    before = versions(project)
    project.database("make-migrations").refused()
    assert versions(project) == before, f"it was refused, and wrote {versions(project) - before}"


@proves("migrations.cmd.make-migrations")
def test_directory_that_cannot_be_written(initialised: Callable[[], Terminal]) -> None:
    """A folder of revisions without the right to write is named, and nothing is left there."""
    project = initialised()
    folder = project.directory / "migrations" / "versions"
    before = versions(project)
    folder.chmod(0o555)
    arguments = ("make-migrations", "-m", "first", "--no-autogenerate", "--no-prompt")
    finished = project.litestar("database", *arguments, powerless=True)
    folder.chmod(0o755)
    finished.refused()
    assert "Permission denied" in finished.output, str(finished)
    assert "versions" in finished.output, f"the place is not named: {finished}"
    assert versions(project) == before, f"it was refused, and wrote {versions(project) - before}"


@proves("migrations.cmd.make-migrations")
def test_empty_revision(initialised: Callable[[], Terminal]) -> None:
    """``--no-autogenerate`` writes a revision that does nothing, without looking at the database."""
    project = initialised()
    before = versions(project)
    project.database("make-migrations", "-m", "By hand", "--no-autogenerate", "--no-prompt").succeeded()
    added = versions(project) - before
    assert len(added) == 1, f"it has succeeded, and the new files are {added}"
    text = (project.directory / "migrations" / "versions" / added.pop()).read_text(encoding="utf-8")
    assert "op.create_table" not in text, f"the revision is not empty: {text}"


NO_TIME_ZONES = """import sys
import zoneinfo

sys.modules["tzdata"] = None
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
"""


@proves("migrations.cmd.make-migrations")
def test_without_a_database_of_time_zones(initialised: Callable[[], Terminal]) -> None:
    """Where the machine knows no time zone, as a slim image does, a revision is written all the same."""
    project = initialised()
    before = versions(project)
    application = project.directory / "app.py"
    application.write_text(NO_TIME_ZONES + application.read_text(encoding="utf-8"), encoding="utf-8")
    project.database("make-migrations", "-m", "No zones", "--no-autogenerate", "--no-prompt").succeeded()
    assert len(versions(project) - before) == 1, f"it has succeeded, and wrote {versions(project) - before}"

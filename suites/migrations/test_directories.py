"""Where migrations are: the default directory, a configured one, and the page's alternative."""

from __future__ import annotations

from assay.checking import proves
from suites.migrations.shelf import TABLES
from suites.migrations.story import Story


def revision_files(files: frozenset[str], folder: str) -> list[str]:
    """The revision files among a project's files."""
    return sorted(f for f in files if f.startswith(f"{folder}/versions/") and not f.endswith("__init__.py"))


@proves("migrations.init-default-directory")
def test_following_commands_use_it(changes: Story) -> None:
    """After ``init ./migrations`` the revision is written there, and upgrade runs it, without any configuration."""
    changes["init"].succeeded()
    made = changes["made"].succeeded()
    written = revision_files(made.files, "migrations")
    assert len(written) == 1, f"make-migrations has succeeded, and the revisions are {written}"
    upgraded = changes["upgraded"].succeeded()
    assert upgraded.tables == TABLES, f"upgrade has succeeded, and the tables are {sorted(upgraded.tables)}"


@proves("migrations.init-default-directory")
def test_init_writes_there_only(changes: Story) -> None:
    """All that init writes is in ./migrations, but for alembic.ini beside it."""
    step = changes["init"].succeeded()
    elsewhere = {f for f in step.files if not f.startswith("migrations/")} - {"app.py", "alembic.ini"}
    strange = {f for f in elsewhere if not f.startswith(("models", "create_all"))}
    assert not strange, f"init ./migrations wrote {sorted(strange)}"
    assert "migrations/env.py" in step.files, f"there is no migrations/env.py among {sorted(step.files)}"


@proves("migrations.script-location-config")
def test_all_commands_use_the_configured_directory(located: Story) -> None:
    """init without a directory, make-migrations and upgrade use the one of the configuration."""
    step = located["init"].succeeded()
    assert "db_migrations/env.py" in step.files, f"there is no db_migrations/env.py among {sorted(step.files)}"
    made = located["made"].succeeded()
    written = revision_files(made.files, "db_migrations")
    assert len(written) == 1, f"make-migrations has succeeded, and the revisions are {written}"
    upgraded = located["upgraded"].succeeded()
    assert upgraded.tables == TABLES, f"upgrade has succeeded, and the tables are {sorted(upgraded.tables)}"


@proves("migrations.script-location-config")
def test_a_percent_sign_in_its_name(percent: Story) -> None:
    """The commands use the configured directory, whatever character is in its path."""
    step = percent["init"].succeeded()
    assert "half%done/env.py" in step.files, f"there is no half%done/env.py among {sorted(step.files)}"
    made = percent["made"].succeeded()
    written = revision_files(made.files, "half%done")
    assert len(written) == 1, f"make-migrations has succeeded, and the revisions are {written}"
    upgraded = percent["upgraded"].succeeded()
    assert upgraded.tables == TABLES, f"upgrade has succeeded, and the tables are {sorted(upgraded.tables)}"


@proves("migrations.script-location-config")
def test_default_directory_is_not_used(located: Story) -> None:
    """Nothing is written to the default directory."""
    used = [f for f in located["upgraded"].files if f.startswith("migrations/")]
    assert not used, f"the configuration names another directory, and there are {used}"


@proves("migrations.script-location-config")
def test_init_elsewhere_is_noticed(mislocated: Story) -> None:
    """After init into another directory make-migrations fails and says which one it looks for."""
    mislocated["init"].succeeded()
    step = mislocated["made"].refused()
    assert "Path doesn't exist" in step.output, str(step.finished)
    assert "db_migrations" in step.output, f"the configured directory is not named: {step.finished}"
    assert not revision_files(step.files, "migrations"), f"it failed, and wrote {sorted(step.files)}"


@proves("migrations.init-custom-directory-alembic")
def test_with_the_command(alembic: Story) -> None:
    """``litestar database`` works with ./alembic as the page describes."""
    step = alembic["init"].succeeded()
    assert "alembic/env.py" in step.files, f"there is no alembic/env.py among {sorted(step.files)}"
    made = alembic["made"].succeeded()
    assert len(revision_files(made.files, "alembic")) == 1, f"the files are {sorted(made.files)}"
    upgraded = alembic["upgraded"].succeeded()
    assert upgraded.tables == TABLES, f"upgrade has succeeded, and the tables are {sorted(upgraded.tables)}"


@proves("migrations.init-custom-directory-alembic")
def test_with_the_module(alembic: Story) -> None:
    """``python -m litestar database`` works in the same project."""
    step = alembic["module"].succeeded()
    assert "(head)" in step.output, str(step.finished)

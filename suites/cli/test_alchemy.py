"""``alchemy``, the library's own command, and options of Alembic from a TOML file."""

from __future__ import annotations

import pytest

from assay.checking import TargetRuntime, proves
from suites.cli.terminal import Terminal
from suites.sync_names import with_sync_names

SETTINGS = """\
import os

from advanced_alchemy.base import BigIntBase
from advanced_alchemy.config import AlembicAsyncConfig, SQLAlchemyAsyncConfig
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class CommandShelf(BigIntBase):
    __tablename__ = "command_shelf"
    name: Mapped[str] = mapped_column(String(40))


options = {"script_location": "migrations"}
if os.path.exists("pyproject.toml"):
    options["toml_file"] = "pyproject.toml"
config = SQLAlchemyAsyncConfig(
    connection_string=os.environ["ASSAY_DATABASE_URL"],
    alembic_config=AlembicAsyncConfig(**options),
)
configs = [config]
"""
PROJECT = '[tool.alembic]\nfile_template = "own_%%(slug)s"\n'


@pytest.fixture
def project(terminal: Terminal, runtime: TargetRuntime) -> Terminal:
    """A terminal in a directory with a module of settings, which is nowhere else."""
    text = SETTINGS if runtime.target.is_async else with_sync_names(SETTINGS)
    (terminal.directory / "shelf_settings.py").write_text(text, encoding="utf-8")
    return terminal


@proves("cli.alchemy-config")
@pytest.mark.parametrize("name", ["config", "configs"])
def test_settings_of_the_working_directory(project: Terminal, name: str) -> None:
    """The module of the configuration, or of a list of them, is found where the command is started."""
    project.alchemy("--config", f"shelf_settings.{name}", "init", "./migrations", "--no-prompt").succeeded()
    assert (project.directory / "migrations" / "env.py").is_file()


@proves("cli.alchemy-config")
@pytest.mark.parametrize("path", ["shelf_settings.nosuch", "nosuch_module.config"])
def test_settings_that_there_are_not(project: Terminal, path: str) -> None:
    """A wrong path is refused in words, and nothing is written."""
    finished = project.alchemy("--config", path, "init", "./migrations", "--no-prompt").refused()
    assert "nosuch" in finished.output, str(finished)
    assert "Traceback" not in finished.output, str(finished)
    assert not (project.directory / "migrations").exists()


@proves("cli.alembic-toml")
def test_options_from_a_toml_file(project: Terminal) -> None:
    """Where there is no alembic.ini, what the TOML file says of names of revisions is heeded."""
    (project.directory / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    settings = ("--config", "shelf_settings.config")
    project.alchemy(*settings, "init", "./migrations", "--no-prompt").succeeded()
    (project.directory / "alembic.ini").unlink()
    project.alchemy(*settings, "make-migrations", "-m", "first", "--no-prompt").succeeded()
    made = sorted(file.name for file in (project.directory / "migrations" / "versions").glob("*first*.py"))
    assert made == ["own_first.py"], f"the revision is in {made}"

"""Defects of the database commands; checks plant them in the processes of the commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from advanced_alchemy.alembic import commands, utils
from advanced_alchemy.alembic.commands import AlembicCommands
from advanced_alchemy.base import MetadataRegistry, model_to_dict
from advanced_alchemy.extensions.litestar.cli import database_group
from advanced_alchemy.types.file_object import StoredObject

from assay.selftest.planted import breaks, replaced


def _does_nothing(command: str) -> AbstractContextManager[Any]:
    """A command that succeeds and does nothing."""

    def nothing(self: Any, *_: Any, **__: Any) -> None:
        del self

    return replaced(AlembicCommands, command, nothing)


def _told_otherwise(command: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> AbstractContextManager[Any]:
    """A command that does something else than it is told."""
    real: Callable[..., Any] = getattr(AlembicCommands, command)

    def other(self: Any, **told: Any) -> Any:
        return real(self, **change(told))

    return replaced(AlembicCommands, command, other)


@breaks("migrations.command-group", claim="a command is missing from the list")
def list_lacks_upgrade() -> Iterator[None]:
    """The group has no upgrade."""
    with replaced(database_group, "commands", {k: v for k, v in database_group.commands.items() if k != "upgrade"}):
        yield


@breaks("migrations.db-alias", claim="the other name is none")
def group_has_one_name() -> Iterator[None]:
    """The group has no other name, as before 1.8.2."""
    with replaced(database_group, "aliases", ()):
        yield


@breaks("migrations.all-alembic-commands", claim="one of the commands does nothing")
def heads_shows_nothing() -> Iterator[None]:
    """No head is shown."""
    with _does_nothing("heads"):
        yield


@breaks("migrations.cmd.init", claim="the environment has the other colour")
def init_writes_the_sync_environment() -> Iterator[None]:
    """Async configurations are not recognised."""
    with replaced(commands, "SQLAlchemyAsyncConfig", type("NoConfiguration", (), {})):
        yield


@breaks("migrations.init-default-directory", claim="the files go somewhere else")
def init_writes_elsewhere() -> Iterator[None]:
    """The directory that was named is not the one that is made."""
    with _told_otherwise("init", lambda told: {**told, "directory": f"{told['directory']}_elsewhere"}):
        yield


@breaks(
    "migrations.script-location-config",
    "migrations.init-custom-directory-alembic",
    claim="the configured directory is ignored",
)
def script_location_is_ignored() -> Iterator[None]:
    """All commands use the default directory."""
    real = AlembicCommands._get_alembic_command_config

    def default(self: AlembicCommands) -> Any:
        config = real(self)
        config.set_main_option("script_location", "migrations")
        return config

    with replaced(AlembicCommands, "_get_alembic_command_config", default):
        yield


@breaks("migrations.cmd.make-migrations", claim="the message is lost")
def message_is_lost() -> Iterator[None]:
    """Every revision has the same message."""
    with _told_otherwise("revision", lambda told: {**told, "message": "revision"}):
        yield


@breaks("migrations.autogenerate-initial", claim="the revision is empty")
def nothing_is_generated() -> Iterator[None]:
    """The models are not compared with the database."""
    with _told_otherwise("revision", lambda told: {**told, "autogenerate": False}):
        yield


@breaks("migrations.autogenerate-initial", claim="a column of files is written as nothing that can be run")
def column_of_files_cannot_be_run() -> Iterator[None]:
    """The revision names the type without what it needs."""
    with replaced(StoredObject, "__repr__", lambda _: "StoredObject()"):
        yield


@breaks("migrations.autogenerate-detects-change", claim="a change after the first revision is not seen")
def only_the_first_revision_is_made() -> Iterator[None]:
    """There is never a second revision."""
    real = AlembicCommands.revision

    def first(self: AlembicCommands, **told: Any) -> Any:
        folder = Path(str(self.config.get_main_option("script_location")), "versions")
        return None if list(folder.glob("[!_]*.py")) else real(self, **told)

    with replaced(AlembicCommands, "revision", first):
        yield


@breaks("migrations.cmd.upgrade", claim="it goes further than told")
def upgrade_goes_to_the_end() -> Iterator[None]:
    """The revision that was named is ignored."""
    with _told_otherwise("upgrade", lambda told: {**told, "revision": "head"}):
        yield


@breaks("migrations.upgrade-to-latest", claim="it goes only one step")
def upgrade_goes_one_step() -> Iterator[None]:
    """Without a revision one step is made, not all."""
    with _told_otherwise("upgrade", lambda told: {**told, "revision": told["revision"].replace("head", "+1")}):
        yield


@breaks("migrations.cmd.downgrade", claim="nothing is undone")
def downgrade_does_nothing() -> Iterator[None]:
    """It succeeds and does nothing."""
    with _does_nothing("downgrade"):
        yield


@breaks("migrations.cmd.show-current-revision", claim="no revision is shown")
def current_revision_is_not_shown() -> Iterator[None]:
    """It succeeds and shows nothing."""
    with _does_nothing("current"):
        yield


@breaks("migrations.cmd.stamp-migration", claim="the migrations are run")
def stamp_runs_the_migrations() -> Iterator[None]:
    """It does what upgrade does."""

    def upgrade(self: AlembicCommands, revision: str, **_: Any) -> None:
        self.upgrade(revision=revision)

    with replaced(AlembicCommands, "stamp", upgrade):
        yield


@breaks("migrations.cmd.merge-migrations", claim="the heads stay apart")
def merge_does_nothing() -> Iterator[None]:
    """It succeeds and does nothing."""
    with _does_nothing("merge"):
        yield


@breaks("migrations.cmd.drop-all", claim="the tables stay")
def drop_all_drops_nothing() -> Iterator[None]:
    """It succeeds and does nothing."""

    async def nothing(*_: Any) -> None:
        return

    with replaced(utils, "drop_all", nothing):
        yield


@breaks("migrations.cmd.dump-data", claim="a value is lost")
def dump_loses_a_value() -> Iterator[None]:
    """The file has no dates."""

    def without_dates(row: Any) -> dict[str, Any]:
        return {name: None if name == "dob" else value for name, value in model_to_dict(row).items()}

    with replaced(utils, "model_to_dict", without_dates):
        yield


@breaks("migrations.bind-key-init", claim="the directory is another")
def init_goes_elsewhere() -> Iterator[None]:
    """The directory is made below another one."""
    with _told_otherwise("init", lambda told: {**told, "directory": f"elsewhere/{told['directory']}"}):
        yield


def _configured(change: dict[str, Any]) -> AbstractContextManager[Any]:
    """Commands whose Alembic is configured otherwise than the application says."""
    real: Callable[..., Any] = commands.AlembicCommandConfig.__init__
    return replaced(commands.AlembicCommandConfig, "__init__", lambda self, **told: real(self, **{**told, **change}))


@breaks("migrations.bind-key-revisions", claim="the models of another key are compared")
def bind_key_is_lost() -> Iterator[None]:
    """The metadata without a key are compared with each database, as before 1.12."""
    with _configured({"bind_key": None}):
        yield


@breaks("migrations.bind-key-upgrade", claim="the key is not heeded")
def first_configuration_is_taken() -> Iterator[None]:
    """The database without a key is upgraded, whatever the key is."""
    real: Callable[..., Any] = AlembicCommands.__init__

    def made(self: Any, sqlalchemy_config: Any) -> None:
        if sqlalchemy_config.bind_key:
            sqlalchemy_config.connection_string = os.environ["ASSAY_DATABASE_URL"]
        real(self, sqlalchemy_config)

    with replaced(AlembicCommands, "__init__", made):
        yield


@breaks("migrations.bind-key-drop-all", claim="all tables of the process are dropped")
def all_metadata_are_one() -> Iterator[None]:
    """The tables of the metadata without a key are meant, whatever the key is."""
    real: Callable[..., Any] = MetadataRegistry.get
    with replaced(MetadataRegistry, "get", lambda self, *_: real(self, None)):
        yield


@breaks("migrations.alembic-options", claim="an option does not reach Alembic")
def version_schema_is_lost() -> Iterator[None]:
    """As before 1.12."""
    with _configured({"version_table_schema": None}):
        yield


@breaks("migrations.alembic-options", claim="an option does not reach Alembic")
def types_are_never_compared() -> Iterator[None]:
    """As before 1.12."""
    with _configured({"compare_type": False}):
        yield


@breaks("migrations.alembic-options", claim="an option does not reach Alembic")
def batches_are_always_written() -> Iterator[None]:
    """As before 1.12."""
    with _configured({"render_as_batch": True}):
        yield


@breaks("migrations.alembic-options", claim="an option does not reach Alembic")
def prefix_is_always_the_same() -> Iterator[None]:
    """As before 1.12."""
    with _configured({"user_module_prefix": "sa."}):
        yield

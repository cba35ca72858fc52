"""Defects of the command line's own commands; checks plant them in the processes of the commands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from advanced_alchemy.config.asyncio import SQLAlchemyAsyncConfig
from advanced_alchemy.extensions.litestar import SQLAlchemyInitPlugin

from assay.selftest.planted import breaks, replaced


@breaks("cli.custom-command", claim="there is no session outside of a request")
def no_session_for_commands() -> Iterator[None]:
    """get_session gives nothing to a command."""

    @asynccontextmanager
    async def nothing(self: Any) -> AsyncIterator[None]:
        del self
        yield None

    with replaced(SQLAlchemyAsyncConfig, "get_session", nothing):
        yield


@breaks("cli.custom-plugin-alongside", claim="only one of two plugins brings its commands")
def library_brings_no_commands() -> Iterator[None]:
    """The library's plugin adds nothing to the command line."""

    def nothing(self: Any, cli: Any) -> None:
        del self, cli

    with replaced(SQLAlchemyInitPlugin, "on_cli_init", nothing):
        yield


@breaks("cli.alchemy-config", claim="modules of the working directory are not found")
def working_directory_is_not_looked_at() -> Iterator[None]:
    """Only what is installed is found."""
    from advanced_alchemy.utils import module_loader

    def imported(path: str) -> Any:
        raise ImportError(f"{path} is nowhere")

    with replaced(module_loader, "import_string", imported):
        yield


@breaks("cli.alembic-toml", claim="the TOML file is not read")
def toml_file_is_not_read() -> Iterator[None]:
    """It is lost on the way to Alembic."""
    from advanced_alchemy.alembic.commands import AlembicCommandConfig

    make: Any = AlembicCommandConfig.__init__

    def made(self: Any, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **{**options, "toml_file": None})

    with replaced(AlembicCommandConfig, "__init__", made):
        yield

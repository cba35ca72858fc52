"""Defects of the setup chapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import advanced_alchemy.extensions.litestar as extension
from advanced_alchemy import service
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyInitPlugin
from advanced_alchemy.extensions.litestar.plugins.init.config import asyncio as async_config
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from assay.selftest.planted import breaks, replaced


@breaks("setup.plugin-reexports", claim="a re-exported name is another module")
def reexport_is_another_module() -> Iterator[None]:
    """The extension's ``filters`` are not the library's."""
    with replaced(extension, "filters", service):
        yield


@breaks("setup.guide-assembles-crud-api", claim="a deleted author is still there")
def delete_deletes_nothing() -> Iterator[None]:
    """Deleting answers as if it had been done."""

    async def nothing(self: SQLAlchemyAsyncRepository[Any], item_id: Any, **_: Any) -> Any:
        return await self.get(item_id)

    with replaced(SQLAlchemyAsyncRepository, "delete", nothing):
        yield


@breaks("setup.feature.session-and-transaction-plugin", claim="a request that fails is committed")
def failures_are_committed() -> Iterator[None]:
    """What a failing request wrote stays."""
    make: Callable[..., Any] = async_config.autocommit_handler_maker

    def commit_all(**options: Any) -> Any:
        return make(**{**options, "extra_commit_statuses": set(range(400, 600))})

    with replaced(async_config, "autocommit_handler_maker", commit_all):
        yield


@breaks("setup.feature.session-and-transaction-plugin", claim="sessions are not closed")
def sessions_stay_open() -> Iterator[None]:
    """Requests that fail keep their transaction and its connection."""

    async def nothing(self: Any) -> None:
        del self

    with replaced(AsyncSession, "rollback", nothing), replaced(AsyncSession, "close", nothing):
        yield


@breaks("setup.connection-string", claim="the engine is for another database than the URL's")
def url_is_ignored() -> Iterator[None]:
    """Every application works on a database in memory."""
    get_engine = SQLAlchemyAsyncConfig.get_engine

    def in_memory(self: SQLAlchemyAsyncConfig) -> AsyncEngine:
        self.connection_string = "sqlite+aiosqlite://"
        return get_engine(self)

    with replaced(SQLAlchemyAsyncConfig, "get_engine", in_memory):
        yield


@breaks("setup.create-all-on-startup", claim="starting makes no tables")
def create_all_makes_nothing() -> Iterator[None]:
    """``create_all`` is accepted and forgotten."""

    async def nothing(self: Any, app: Any) -> None:
        del self, app

    with replaced(SQLAlchemyAsyncConfig, "create_all_metadata", nothing):
        yield


@breaks("setup.expire-on-commit-false", claim="objects expire whatever the setting says")
def objects_always_expire() -> Iterator[None]:
    """``expire_on_commit`` does not reach the sessions."""
    settings: Any = SQLAlchemyAsyncConfig.session_config_dict

    def without(self: SQLAlchemyAsyncConfig) -> dict[str, Any]:
        return {key: value for key, value in settings.fget(self).items() if key != "expire_on_commit"}

    with replaced(SQLAlchemyAsyncConfig, "session_config_dict", property(without)):
        yield


@breaks("setup.expire-on-commit-false", claim="objects never expire, whatever the setting says")
def objects_never_expire() -> Iterator[None]:
    """``expire_on_commit`` is always off."""
    settings: Any = SQLAlchemyAsyncConfig.session_config_dict

    def never(self: SQLAlchemyAsyncConfig) -> dict[str, Any]:
        return {**settings.fget(self), "expire_on_commit": False}

    with replaced(SQLAlchemyAsyncConfig, "session_config_dict", property(never)):
        yield


@breaks("setup.plugin-manages-engine-lifecycle", claim="the engine is not in the application's state")
def engine_is_not_in_state() -> Iterator[None]:
    """Starting leaves the state without the engine."""
    items = SQLAlchemyAsyncConfig.create_app_state_items

    def without(self: SQLAlchemyAsyncConfig) -> dict[str, Any]:
        return {key: value for key, value in items(self).items() if key != self.engine_app_state_key}

    with replaced(SQLAlchemyAsyncConfig, "create_app_state_items", without):
        yield


@breaks("setup.plugin-manages-engine-lifecycle", claim="connections stay open after the shutdown")
def shutdown_disposes_of_nothing() -> Iterator[None]:
    """The engine's pool survives the application."""

    async def nothing(self: Any, close: bool = True) -> None:
        del self, close

    with replaced(AsyncEngine, "dispose", nothing):
        yield


@breaks("setup.application-assembly", claim="configurations with equal keys are taken")
def equal_keys_are_taken() -> Iterator[None]:
    """The second configuration silently replaces the first one's dependencies."""
    with replaced(SQLAlchemyInitPlugin, "_validate_config", lambda _: None):
        yield


@breaks("setup.second-configuration", claim="what one configuration tells its sessions, all are told")
def options_of_sessions_are_shared() -> Iterator[None]:
    """The options that the application gave are written to, and not a copy of them."""
    from advanced_alchemy.config import common

    with replaced(common, "copy", SimpleNamespace(copy=lambda value: value)):
        yield


@breaks("setup.second-configuration", claim="the options of Alembic are made once for all")
def options_of_alembic_are_one() -> Iterator[None]:
    """The second commands are for the database of the first."""
    from advanced_alchemy.alembic.commands import AlembicCommands

    make: Any = AlembicCommands._get_alembic_command_config
    made: list[Any] = []

    def first(self: Any) -> Any:
        made.append(make(self))
        return made[0]

    with replaced(AlembicCommands, "_get_alembic_command_config", first):
        yield

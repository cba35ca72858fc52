"""Defects of the chapter on database sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from advanced_alchemy.extensions import litestar as extension
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyInitPlugin
from advanced_alchemy.extensions.litestar._utils import get_aa_scope_state, set_aa_scope_state
from advanced_alchemy.extensions.litestar.plugins.init.config import asyncio as async_config
from advanced_alchemy.extensions.litestar.plugins.init.config.common import SESSION_SCOPE_KEY
from litestar.constants import HTTP_RESPONSE_START
from litestar.datastructures import State
from litestar.types import Scope
from sqlalchemy.ext.asyncio import AsyncSession

from assay.selftest.planted import breaks, replaced


def _key_is(wanted: str) -> Iterator[None]:
    """Whatever the configuration says, its session is injected under this key."""
    initialize = SQLAlchemyInitPlugin.on_app_init

    def on_app_init(self: SQLAlchemyInitPlugin, app_config: Any) -> Any:
        result = initialize(self, app_config)
        for config in self.config:
            result.dependencies[wanted] = result.dependencies.pop(config.session_dependency_key)
        return result

    with replaced(SQLAlchemyInitPlugin, "on_app_init", on_app_init):
        yield


@breaks("db-session.default-key", claim="the session has another default name")
def session_under_another_name() -> Iterator[None]:
    """Handlers would have to take the session as ``session``."""
    yield from _key_is("session")


@breaks("db-session.custom-key", claim="session_dependency_key has no effect")
def key_is_ignored() -> Iterator[None]:
    """The session is called db_session whatever the configuration says."""
    yield from _key_is("db_session")


def _handlers(**always: Any) -> Iterator[None]:
    """The autocommit handler has further statuses for commits or rollbacks."""
    make = async_config.autocommit_handler_maker

    def maker(**options: Any) -> Any:
        return make(**{**options, **always})

    with replaced(async_config, "autocommit_handler_maker", maker):
        yield


@breaks("db-session.commit-on-success", claim="an answer 202 is rolled back")
def accepted_is_rolled_back() -> Iterator[None]:
    """202 counts as a failure."""
    yield from _handlers(extra_rollback_statuses={202})


@breaks("db-session.commit-on-success", claim="rows are committed before the request has ended")
def flush_commits() -> Iterator[None]:
    """Each flush of the handler is a commit."""

    async def flush(self: AsyncSession, *_: Any, **__: Any) -> None:
        await self.commit()

    with replaced(AsyncSession, "flush", flush):
        yield


@breaks("db-session.commit-on-success", "db-session.rollback-on-exception", claim="connections are not given back")
def close_does_nothing() -> Iterator[None]:
    """Sessions stay open, in a new transaction, after commit and rollback."""

    async def close(self: AsyncSession) -> None:
        await self.connection()

    with replaced(AsyncSession, "close", close):
        yield


@breaks("db-session.rollback-on-exception", claim="a request that fails is committed")
def server_errors_are_committed() -> Iterator[None]:
    """An answer 500 counts as a success."""
    yield from _handlers(extra_commit_statuses={500})


@breaks("db-session.rollback-on-exception", claim="redirects are committed although they were not included")
def redirects_are_always_included() -> Iterator[None]:
    """autocommit does not differ from autocommit_include_redirects."""
    yield from _handlers(commit_on_redirect=True)


@breaks("db-session.rollback-on-exception", claim="a rollback that fails takes the place of the handler's answer")
def failing_rollback_is_answered() -> Iterator[None]:
    """Whatever the rollback raises reaches the client."""
    make = async_config.autocommit_handler_maker

    def maker(**options: Any) -> Any:
        clean_up = make(**options)
        key = options.get("session_scope_key", SESSION_SCOPE_KEY)

        async def handler(message: Any, scope: Scope) -> None:
            session = get_aa_scope_state(scope, key)
            if session is not None and message["type"] == HTTP_RESPONSE_START and message["status"] >= 400:
                await session.rollback()
            await clean_up(message, scope)

        return handler

    with replaced(async_config, "autocommit_handler_maker", maker):
        yield


@breaks("db-session.plugins-sqlalchemy-import", claim="one of the two modules has a class of its own")
def another_plugin_class() -> Iterator[None]:
    """Two classes of one name."""

    class SQLAlchemyPlugin(extension.SQLAlchemyPlugin):
        """A copy."""

    import litestar.plugins.sqlalchemy as alternative

    with replaced(alternative, "SQLAlchemyPlugin", SQLAlchemyPlugin):
        yield


@breaks(
    "db-session.provide-session-reuses-request-session",
    "db-session.provide-session-in-middleware",
    claim="provide_session makes a session of its own each time",
)
def every_call_makes_a_session() -> Iterator[None]:
    """Only the last session of a request is known to it."""
    provide = SQLAlchemyAsyncConfig.provide_session

    def provide_session(self: SQLAlchemyAsyncConfig, state: State, scope: Scope) -> AsyncSession:
        set_aa_scope_state(scope, self.session_scope_key, None)
        return provide(self, state, scope)

    with replaced(SQLAlchemyAsyncConfig, "provide_session", provide_session):
        yield


@breaks(
    "db-session.provide-session-creates-when-missing",
    "db-session.provide-session-in-guard",
    claim="a session that was created is forgotten",
)
def created_session_is_forgotten() -> Iterator[None]:
    """The request does not know of the session, so nobody commits or closes it."""

    def forget(*_: Any) -> None:
        pass

    with replaced(async_config, "set_aa_scope_state", forget):
        yield


@breaks("db-session.provide-session-in-guard", claim="what a guard wrote stays although it refused")
def unauthorized_is_committed() -> Iterator[None]:
    """An answer 401 counts as a success."""
    yield from _handlers(extra_commit_statuses={401})


@breaks("db-session.get-session-always-new", claim="get_session gives the session that it gave before")
def one_session_for_all() -> Iterator[None]:
    """A configuration has a single session."""
    made: dict[int, AsyncSession] = {}

    @asynccontextmanager
    async def get_session(self: SQLAlchemyAsyncConfig) -> AsyncIterator[AsyncSession]:
        session = made.setdefault(id(self), self.create_session_maker()())
        async with session:
            yield session

    with replaced(SQLAlchemyAsyncConfig, "get_session", get_session):
        yield


@breaks("db-session.get-session-outside-request", claim="leaving the block does not close the session")
def session_stays_open() -> Iterator[None]:
    """get_session only makes a session."""

    @asynccontextmanager
    async def get_session(self: SQLAlchemyAsyncConfig) -> AsyncIterator[AsyncSession]:
        session = self.create_session_maker()()
        yield session
        await session.connection()

    with replaced(SQLAlchemyAsyncConfig, "get_session", get_session):
        yield


@breaks("db-session.get-session-outside-request", claim="leaving the block commits")
def leaving_commits() -> Iterator[None]:
    """get_session commits what its block has left."""

    @asynccontextmanager
    async def get_session(self: SQLAlchemyAsyncConfig) -> AsyncIterator[AsyncSession]:
        async with self.create_session_maker()() as session:
            yield session
            await session.commit()

    with replaced(SQLAlchemyAsyncConfig, "get_session", get_session):
        yield

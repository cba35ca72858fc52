"""Sessions that choose the engine of each statement, and have none of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from advanced_alchemy.config import AsyncSessionConfig, SQLAlchemyAsyncConfig
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.library.authors.models import Author, Book
from reference_app.library.database import Database

__all__ = ("routed_session", "session_by_model")


def session_by_model(database: Database) -> AsyncSession:
    """A session that is bound model by model, as a program with several databases makes it; the caller closes it."""
    return AsyncSession(binds={Author: database.engine, Book: database.engine}, expire_on_commit=False)


@asynccontextmanager
async def routed_session(database: Database) -> AsyncIterator[AsyncSession]:
    """A session of a configuration that routes reads and writes, with one database for both."""
    from advanced_alchemy.config.routing import RoutingConfig  # there since 1.9

    config = SQLAlchemyAsyncConfig(
        routing_config=RoutingConfig(primary_connection_string=database.config.connection_string),
        engine_config=database.config.engine_config,
        session_config=AsyncSessionConfig(expire_on_commit=False),
    )
    maker: Any = config.create_session_maker()
    try:
        async with maker() as session:
            yield session
    finally:
        await maker.close_all()

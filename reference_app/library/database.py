"""The program's engine, its sessions and its tables."""

from collections.abc import Sequence

from advanced_alchemy.config import AsyncSessionConfig, EngineConfig, SQLAlchemyAsyncConfig
from sqlalchemy import MetaData, Table
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.settings import Settings

__all__ = ("Database",)


class Database:
    """One database, and the sessions on it.

    Args:
        settings: Which database, and how to use it.
    """

    def __init__(self, settings: Settings) -> None:
        self.config = SQLAlchemyAsyncConfig(
            connection_string=settings.database_url,
            engine_config=EngineConfig(**settings.engine_options),
            session_config=AsyncSessionConfig(expire_on_commit=False),
        )
        self.engine = self.config.get_engine()
        self.session_maker = self.config.create_session_maker()

    def session(self) -> AsyncSession:
        """A new session; the caller closes it."""
        return self.session_maker()

    async def create(self, metadata: MetaData, tables: Sequence[Table]) -> None:
        """Make tables that are not there."""
        async with self.engine.begin() as connection:
            await connection.run_sync(metadata.create_all, tables=tables)

    async def close(self) -> None:
        """Close the connections that nobody has."""
        await self.engine.dispose()

# Generated from reference_app/library/database.py by `python -m tools.twin`; do not edit.
"""The program's engine, its sessions and its tables."""

from collections.abc import Sequence

from advanced_alchemy.config import EngineConfig, SQLAlchemySyncConfig, SyncSessionConfig
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import Session

from reference_app.settings import Settings

__all__ = ("Database",)


class Database:
    """One database, and the sessions on it.

    Args:
        settings: Which database, and how to use it.
    """

    def __init__(self, settings: Settings) -> None:
        self.config = SQLAlchemySyncConfig(
            connection_string=settings.database_url,
            engine_config=EngineConfig(**settings.engine_options),
            session_config=SyncSessionConfig(expire_on_commit=False),
        )
        self.engine = self.config.get_engine()
        self.session_maker = self.config.create_session_maker()

    def session(self) -> Session:
        """A new session; the caller closes it."""
        return self.session_maker()

    def create(self, metadata: MetaData, tables: Sequence[Table]) -> None:
        """Make tables that are not there."""
        with self.engine.begin() as connection:
            metadata.create_all(connection, tables=tables)

    def close(self) -> None:
        """Close the connections that nobody has."""
        self.engine.dispose()

# Generated from reference_app/database.py by `python -m tools.twin`; do not edit.
"""The page's chapters "Basic Setup" and "Application Configuration": the plugin's configuration."""

from advanced_alchemy.extensions.litestar import (
    AlembicSyncConfig,
    EngineConfig,
    SQLAlchemySyncConfig,
    SyncSessionConfig,
)

from reference_app.settings import MIGRATIONS_LOCATION, Settings

__all__ = ("create_config",)


def create_config(settings: Settings) -> SQLAlchemySyncConfig:
    """The SQLAlchemy configuration for these settings."""
    session_config = (
        SyncSessionConfig()
        if settings.expire_on_commit is None
        else SyncSessionConfig(expire_on_commit=settings.expire_on_commit)
    )
    return SQLAlchemySyncConfig(
        connection_string=settings.database_url,
        before_send_handler=settings.before_send_handler,
        session_config=session_config,
        create_all=settings.create_all,
        session_dependency_key=settings.session_dependency_key,
        engine_dependency_key=settings.engine_dependency_key,
        engine_config=EngineConfig(**settings.engine_options),
        alembic_config=AlembicSyncConfig(script_location=MIGRATIONS_LOCATION),
    )

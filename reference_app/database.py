"""The page's chapters "Basic Setup" and "Application Configuration": the plugin's configuration."""

from advanced_alchemy.extensions.litestar import (
    AlembicAsyncConfig,
    AsyncSessionConfig,
    EngineConfig,
    SQLAlchemyAsyncConfig,
)

from reference_app.settings import MIGRATIONS_LOCATION, Settings

__all__ = ("create_config",)


def create_config(settings: Settings) -> SQLAlchemyAsyncConfig:
    """The SQLAlchemy configuration for these settings."""
    session_config = (
        AsyncSessionConfig()
        if settings.expire_on_commit is None
        else AsyncSessionConfig(expire_on_commit=settings.expire_on_commit)
    )
    return SQLAlchemyAsyncConfig(
        connection_string=settings.database_url,
        before_send_handler=settings.before_send_handler,
        session_config=session_config,
        create_all=settings.create_all,
        session_dependency_key=settings.session_dependency_key,
        engine_dependency_key=settings.engine_dependency_key,
        engine_config=EngineConfig(**settings.engine_options),
        alembic_config=AlembicAsyncConfig(script_location=MIGRATIONS_LOCATION),
    )

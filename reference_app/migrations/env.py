"""What Alembic runs for each command: as `litestar database init` writes it, for async and sync engines in one."""

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from advanced_alchemy.alembic.commands import AlembicSpannerImpl
from advanced_alchemy.base import metadata_registry
from alembic import context
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from advanced_alchemy.alembic.commands import AlembicCommandConfig

__all__ = ("NOT_IN_MODELS", "SpannerImpl", "configure", "include_object", "run_migrations")

config: "AlembicCommandConfig" = context.config  # type: ignore[assignment]

NOT_IN_MODELS = {"ix_book_created_at"}
"""Indexes that only the migrations know: make-migrations must not propose to drop them."""


class SpannerImpl(AlembicSpannerImpl):
    """Spanner with a version table that can hold several rows, which it must while a branch is not merged.

    The library makes that table without a primary key there, because the key could not be updated: to Spanner that
    means one row at most.
    """

    __dialect__ = "spanner+spanner"

    def version_table_impl(self, **options: Any) -> sa.Table:
        """The version table, with a key that never changes."""
        table = super().version_table_impl(**options)
        table.append_column(sa.Column("row_id", sa.String(36), primary_key=True, default=lambda: str(uuid4())))
        return table


def include_object(_object: Any, name: str | None, _type: str, _reflected: bool, _compare_to: Any) -> bool:
    """Whether make-migrations and check look at an object."""
    return name not in NOT_IN_MODELS


def configure(**options: Any) -> None:
    """Configure a run the way the application's configuration says, and make the revisions run."""
    context.configure(
        target_metadata=metadata_registry.get(config.bind_key),
        compare_type=config.compare_type,
        version_table=config.version_table_name,
        version_table_schema=config.version_table_schema,
        version_table_pk=config.version_table_pk,
        user_module_prefix=config.user_module_prefix,
        render_as_batch=config.render_as_batch,
        include_object=include_object,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_migrations(engine: AsyncEngine) -> None:
    """Run the revisions on an async engine."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda connection: configure(connection=connection))
    await engine.dispose()


if context.is_offline_mode():
    configure(url=config.db_url, literal_binds=True, dialect_opts={"paramstyle": "named"})
elif isinstance(config.engine, AsyncEngine):
    asyncio.run(run_migrations(config.engine))
else:
    with config.engine.connect() as connection:
        configure(connection=connection)
    config.engine.dispose()

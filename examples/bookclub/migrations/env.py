"""How Alembic reaches the club's database: the command line of Advanced Alchemy brings the engine."""

from __future__ import annotations

import asyncio
from typing import Any

from advanced_alchemy.base import orm_registry
from alembic import context

config: Any = context.config


def migrate(connection: Any) -> None:
    """Run the migrations on a connection."""
    context.configure(
        connection=connection,
        target_metadata=orm_registry.metadata,
        version_table=config.version_table_name,
        compare_type=config.compare_type,
        render_as_batch=config.render_as_batch,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Connect, and migrate."""
    async with config.engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await config.engine.dispose()


asyncio.run(main())

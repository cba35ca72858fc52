"""What the session chapter's checks do with a session of the database."""

from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig
from sqlalchemy import func, literal, not_, select, text

__all__ = ("by_is_expired", "checked_out_twice", "database_is_encrypted", "end_of", "is_expired", "one")


async def is_expired(config: SQLAlchemyAsyncConfig, model: Any, session_id: str) -> bool:
    """What a loaded session says of itself."""
    async with config.get_session() as session:
        found = (await session.scalars(select(model).where(model.session_id == session_id))).one()
        expired: bool = found.is_expired
        return expired


async def end_of(config: SQLAlchemyAsyncConfig, model: Any, session_id: str) -> Any:
    """When a loaded session ends."""
    async with config.get_session() as session:
        return (await session.scalars(select(model).where(model.session_id == session_id))).one().expires_at


async def by_is_expired(config: SQLAlchemyAsyncConfig, model: Any) -> tuple[list[str], list[str]]:
    """The ids of the sessions that have run out, and of those that have not, as the database sees it."""
    async with config.get_session() as session:
        past = (await session.scalars(select(model.session_id).where(model.is_expired))).all()
        future = (await session.scalars(select(model.session_id).where(not_(model.is_expired)))).all()
    return sorted(past), sorted(future)


async def one(config: SQLAlchemyAsyncConfig) -> int:
    """Ask the database for a number."""
    async with config.get_session() as session:
        return (await session.execute(select(literal(1)))).scalar_one()


async def checked_out_twice(config: SQLAlchemyAsyncConfig) -> str:
    """Ask for a second connection while the first is out; the name of what is raised, or nothing."""
    try:
        async with config.get_session() as first, config.get_session() as second:
            await first.execute(select(literal(1)))
            await second.execute(select(func.abs(1)))
    except Exception as error:  # noqa: BLE001 - whatever the pool raises
        return type(error).__name__
    return ""


async def database_is_encrypted(config: SQLAlchemyAsyncConfig, query: str) -> str:
    """What the server says of the encryption of a connection; empty if there is none."""
    async with config.get_session() as session:
        found: str = (await session.execute(text(query))).scalar_one()
        return found

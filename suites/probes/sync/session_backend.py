# Generated from suites/probes/session_backend.py by `python -m tools.twin`; do not edit.
"""What the session chapter's checks do with a session of the database."""

from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemySyncConfig
from sqlalchemy import func, literal, not_, select, text

__all__ = ("by_is_expired", "checked_out_twice", "database_is_encrypted", "end_of", "is_expired", "one")


def is_expired(config: SQLAlchemySyncConfig, model: Any, session_id: str) -> bool:
    """What a loaded session says of itself."""
    with config.get_session() as session:
        found = (session.scalars(select(model).where(model.session_id == session_id))).one()
        expired: bool = found.is_expired
        return expired


def end_of(config: SQLAlchemySyncConfig, model: Any, session_id: str) -> Any:
    """When a loaded session ends."""
    with config.get_session() as session:
        return (session.scalars(select(model).where(model.session_id == session_id))).one().expires_at


def by_is_expired(config: SQLAlchemySyncConfig, model: Any) -> tuple[list[str], list[str]]:
    """The ids of the sessions that have run out, and of those that have not, as the database sees it."""
    with config.get_session() as session:
        past = (session.scalars(select(model.session_id).where(model.is_expired))).all()
        future = (session.scalars(select(model.session_id).where(not_(model.is_expired)))).all()
    return sorted(past), sorted(future)


def one(config: SQLAlchemySyncConfig) -> int:
    """Ask the database for a number."""
    with config.get_session() as session:
        return (session.execute(select(literal(1)))).scalar_one()


def checked_out_twice(config: SQLAlchemySyncConfig) -> str:
    """Ask for a second connection while the first is out; the name of what is raised, or nothing."""
    try:
        with config.get_session() as first, config.get_session() as second:
            first.execute(select(literal(1)))
            second.execute(select(func.abs(1)))
    except Exception as error:  # noqa: BLE001 - whatever the pool raises
        return type(error).__name__
    return ""


def database_is_encrypted(config: SQLAlchemySyncConfig, query: str) -> str:
    """What the server says of the encryption of a connection; empty if there is none."""
    with config.get_session() as session:
        found: str = (session.execute(text(query))).scalar_one()
        return found

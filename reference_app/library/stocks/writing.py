"""Statements that write rows whether or not they are there, by what the program's database has."""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.operations import OnConflictUpsert

from reference_app.library.database import Database

__all__ = ("dialect_of", "merge", "put", "put_many")


def dialect_of(database: Database) -> str:
    """What the dialect of the program's database is called."""
    return database.engine.dialect.name


async def put(
    database: Database, model: Any, values: dict[str, Any], keys: list[str], changes: list[str] | None = None
) -> None:
    """Write one row by its keys, whether or not it is there."""
    statement = OnConflictUpsert.create_upsert(
        model.__table__, values, keys, changes, dialect_name=dialect_of(database)
    )
    async with database.engine.begin() as connection:
        await connection.execute(statement)


async def put_many(
    database: Database,
    model: Any,
    rows: Sequence[dict[str, Any]],
    keys: list[str],
    changes: list[str] | None = None,
    **options: Any,
) -> None:
    """Write rows by their keys in one statement, whether or not they are there."""
    statement = OnConflictUpsert.create_upsert_many(
        model.__table__, rows, keys, changes, dialect_name=dialect_of(database), **options
    )
    async with database.session() as session:
        await session.execute(statement)
        await session.commit()


async def merge(
    database: Database, model: Any, values: dict[str, Any], keys: list[str], changes: list[str] | None = None
) -> None:
    """Write one row by its keys with MERGE, whether or not it is there."""
    statement, further = OnConflictUpsert.create_merge_upsert(
        model.__table__, values, keys, changes, dialect_name=dialect_of(database)
    )
    async with database.engine.begin() as connection:
        await connection.execute(statement, further)

"""Base classes whose keys are UUIDs."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from assay.checking import Reader, proves
from reference_app.library.bases.models import (
    UUIDAuditNote,
    UUIDNote,
    UUIDv6AuditNote,
    UUIDv6Note,
    UUIDv7AuditNote,
    UUIDv7Note,
)
from reference_app.library.database import Database
from suites.library.modeling.notes import keys_of_new_rows, see_times

MODELS = (UUIDNote, UUIDAuditNote, UUIDv6Note, UUIDv6AuditNote, UUIDv7Note, UUIDv7AuditNote)


async def see_version(database: Database, reader: Reader, model: Any, version: int) -> None:
    """Keys are UUIDs of the standard library's class and of this version, each another."""
    keys = await keys_of_new_rows(database, reader, model, 12)
    assert {type(key) for key in keys} == {uuid.UUID}
    assert {(key.version, key.variant) for key in keys} == {(version, uuid.RFC_4122)}
    assert len(set(keys)) == 12


async def see_a_given_key(database: Database, reader: Reader, model: Any) -> None:
    """A key that was given is kept, whatever its version."""
    given = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    async with database.session() as session:
        session.add(model(id=given, title="Given"))
        await session.commit()
    assert [(row["id"], row["title"]) for row in reader.rows(model.__tablename__)] == [(given, "Given")]


@proves("modeling.uuid-v6-base")
async def test_version_6(database: Database, reader: Reader) -> None:
    """The key says that it is of version 6."""
    await see_version(database, reader, UUIDv6Note, 6)


@proves("modeling.uuid-v6-base")
async def test_given_key_of_a_v6_model(database: Database, reader: Reader) -> None:
    """The default does not replace a key of the program's."""
    await see_a_given_key(database, reader, UUIDv6Note)


@proves("modeling.uuid-v7-base")
async def test_version_7(database: Database, reader: Reader) -> None:
    """The key says that it is of version 7."""
    await see_version(database, reader, UUIDv7Note, 7)


@proves("modeling.uuid-v7-base")
async def test_given_key_of_a_v7_model(database: Database, reader: Reader) -> None:
    """The default does not replace a key of the program's."""
    await see_a_given_key(database, reader, UUIDv7Note)


@proves("modeling.uuid-v6-audit-base")
async def test_version_6_with_times(database: Database, reader: Reader) -> None:
    """The key says that it is of version 6."""
    await see_version(database, reader, UUIDv6AuditNote, 6)


@proves("modeling.uuid-v6-audit-base")
async def test_times_beside_version_6(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    await see_times(database, reader, UUIDv6AuditNote)


@proves("modeling.uuid-v7-audit-base")
async def test_version_7_with_times(database: Database, reader: Reader) -> None:
    """The key says that it is of version 7."""
    await see_version(database, reader, UUIDv7AuditNote, 7)


@proves("modeling.uuid-v7-audit-base")
async def test_times_beside_version_7(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    await see_times(database, reader, UUIDv7AuditNote)


@proves("mixins.uuid7-time-ordered")
async def test_keys_sort_as_they_were_made(database: Database, reader: Reader) -> None:
    """In Python, by ORDER BY of the program, and by ORDER BY of another one."""
    keys = await keys_of_new_rows(database, reader, UUIDv7Note, 40)
    assert sorted(keys) == keys
    async with database.session() as session:
        assert list(await session.scalars(select(UUIDv7Note.id).order_by(UUIDv7Note.id))) == keys
        titles = list(await session.scalars(select(UUIDv7Note.title).order_by(UUIDv7Note.id.desc())))
    assert titles == [f"Note {number:03}" for number in reversed(range(40))]


@proves("mixins.uuid7-time-ordered")
@pytest.mark.parametrize("number", [0, 7, 39])
async def test_keys_are_compared_by_time(database: Database, reader: Reader, number: int) -> None:
    """What was made after a key is what WHERE finds behind it."""
    keys = await keys_of_new_rows(database, reader, UUIDv7Note, 40)
    async with database.session() as session:
        later = await session.scalar(select(func.count()).select_from(UUIDv7Note).where(UUIDv7Note.id > keys[number]))
    assert later == 39 - number

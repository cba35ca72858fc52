"""A base whose keys have a default of the program's and one of the database's."""

from __future__ import annotations

import uuid

from advanced_alchemy.base import metadata_registry
from sqlalchemy import text

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.server_keys.models import ServerSideUser

MODELS = (ServerSideUser,)
TABLE = "library_server_side_user"


@proves("modeling.custom-server-side-uuid")
async def test_many_users_of_the_program(database: Database, reader: Reader) -> None:
    """Each object has its own row's key, which is the program's."""
    users = [ServerSideUser(name=f"User {number:02}") for number in range(30)]
    async with database.session() as session:
        session.add_all(users)
        await session.commit()
        keys = {user.id: user.name for user in users}
    assert {type(key) for key in keys} == {uuid.UUID}
    assert {row["id"]: row["name"] for row in reader.rows(TABLE)} == keys
    assert len(keys) == 30
    assert ServerSideUser.metadata is metadata_registry.get("library")


@proves("modeling.custom-server-side-uuid")
async def test_rows_without_a_key(database: Database, reader: Reader) -> None:
    """A row that is written by a statement without a key has one of the database's."""
    async with database.session() as session:
        await session.execute(text(f"INSERT INTO {TABLE} (name) VALUES ('One'), ('Two')"))
        await session.commit()
    rows = {row["id"]: row["name"] for row in reader.rows(TABLE)}
    assert sorted(rows.values()) == ["One", "Two"]
    async with database.session() as session:
        for key, name in rows.items():
            found = await session.get(ServerSideUser, key)
            assert found is not None, f"there is no user {key!r}"
            assert found.name == name

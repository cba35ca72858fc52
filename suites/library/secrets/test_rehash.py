"""Hashes that are weaker than they should be now."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from advanced_alchemy.types import HashedPassword
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.secrets.hashing import SaltedHasher
from reference_app.library.secrets.models import Credential
from suites.library.types.storing import committed, store, value_of

MODELS = (Credential,)


@proves("secrets.password-verify-and-update")
@pytest.mark.parametrize("rounds", [1, 3, 5], ids=["weaker", "equal", "stronger"])
@pytest.mark.parametrize("password", ["right", "wrong"])
def test_new_hash_is_offered_if_it_is_needed(rounds: int, password: str) -> None:
    """Only after the right password, and only if the old hash is weaker; the new hash is one of the password."""
    value = HashedPassword(SaltedHasher(rounds=rounds).hash("right"), SaltedHasher(rounds=3))
    right, new = value.verify_and_update(password)
    assert right is (password == "right")
    if password == "right" and rounds == 1:
        assert new is not None
        assert new != value.hash_string
        assert new.split("$")[1] == "3", f"the new hash is {new}"
        assert value.backend.verify("right", new)
    else:
        assert new is None, f"the new hash of a hash of {rounds} rounds is {new}"


@proves("secrets.password-verify-and-update")
@pytest.mark.parametrize("offered", ["text", "value"])
async def test_new_hash_is_stored_and_the_login_works(database: Database, reader: Reader, offered: str) -> None:
    """As the page says: the new hash is written back to the row, and the password is still right."""
    old = SaltedHasher(rounds=1).hash("right")
    await store(database, Credential(id=uuid.uuid4(), name="it"))
    table = reader.table("library_credential")
    reader.execute(sa.update(table).where(table.c.name == "it").values(password=old))
    offers: list[str | None] = []

    async def log_in(session: AsyncSession) -> None:
        found: Any = (await session.execute(sa.select(Credential))).scalar_one()
        value: Any = found.password
        right, new = value.verify_and_update("right")
        offers.append(new)
        assert right is True
        found.password = new if offered == "text" else HashedPassword(str(new), value.backend)

    refused = await committed(database, log_in)
    assert refused == "", f"the new hash cannot be stored: {refused}"
    row = reader.row("library_credential", name="it")
    assert row is not None
    read = await value_of(database, Credential.password, "it")
    assert read.verify("right"), "after the new hash was stored the right password is refused"
    assert [row["password"]] == offers, f"the new hash is {offers}, stored is {row['password']}"

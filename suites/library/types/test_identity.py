"""BigIntIdentity: keys that the database counts, and large numbers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from assay.checking import Reader, proves
from reference_app.library.columns.models import Counter, Ledger
from reference_app.library.database import Database
from suites.library.types.storing import names, store, value_of

MODELS = (Counter, Ledger)


@proves("types.bigint-identity")
async def test_keys_are_counted(database: Database, reader: Reader) -> None:
    """Rows without a key get different ones, which the instances have after the flush."""
    rows = [Counter(name=f"row {number}") for number in range(5)]
    async with database.session() as session:
        session.add_all(rows)
        await session.flush()
        ids = {row.name: row.id for row in rows}
        await session.commit()
    assert {type(key) for key in ids.values()} == {int}, ids
    assert len(set(ids.values())) == 5, ids
    assert {row["name"]: row["id"] for row in reader.rows("library_counter")} == ids


@proves("types.bigint-identity")
async def test_key_is_chosen_beyond_32_bits(database: Database, reader: Reader) -> None:
    """A key of more than 32 bits is kept, and the row found by it."""
    await store(database, Counter(id=2**53 + 1, name="large"))
    assert [row["id"] for row in reader.rows("library_counter")] == [2**53 + 1]
    assert await names(database, sa.select(Counter.name).where(Counter.id == 2**53 + 1)) == ["large"]


@proves("types.bigint-identity")
@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**31, 0, None], ids=["last", "first", "2^31", "0", "none"])
async def test_numbers_of_64_bits(database: Database, reader: Reader, number: int | None) -> None:
    """A column that is no key holds all integers of 64 bits, and NULL."""
    await store(database, Ledger(name="it", balance=number))
    row = reader.row("library_ledger", name="it")
    assert row is not None
    assert row["balance"] == number, f"stored is {row['balance']}, not {number}"
    assert await value_of(database, Ledger.balance, "it") == number

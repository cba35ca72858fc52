"""``PasswordHash`` with a backend that lets the database hash."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.database_hashes.models import Turnstile
from suites.library.upsert.goods import raised, rows

MODELS = (Turnstile,)


@proves("secrets.password-hashed")
async def test_hash_is_made_by_the_database(database: Database, reader: Reader) -> None:
    """``HashingBackend.hash`` may give an SQL expression: its value is what is stored."""
    async with database.session() as session:
        session.add(Turnstile(id=1, name="east", word="sesame"))
        refused = await raised(session.commit)
        await session.rollback()
    assert refused is None, "the driver was given the expression for a value"
    assert rows(reader, "library_turnstile", "name", "word") == [("east", "SESAME")]


@proves("secrets.password-hashed")
async def test_no_word_is_null(database: Database, reader: Reader) -> None:
    """None is no text that could be hashed."""
    async with database.session() as session:
        session.add(Turnstile(id=1, name="east", word=None))
        await session.commit()
    assert rows(reader, "library_turnstile", "name", "word") == [("east", None)]

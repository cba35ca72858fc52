"""A backend that one product has, on another."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.sealed_secrets.models import Sealed
from suites.library.types.storing import refusal

MODELS = (Sealed,)


@proves("secrets.pgcrypto-only-postgresql")
async def test_other_database_is_refused_in_clear_words(database: Database, reader: Reader) -> None:
    """What is raised says that the encryption is pgcrypto's, and there is no row."""
    said = await refusal(database, Sealed(name="it", secret="a text"))
    assert reader.count("library_sealed") == 0
    assert "pgcrypto" in said.lower(), f"the refusal is: {said!r}"

"""What a failure raises."""

from __future__ import annotations

from typing import Any

from reference_app.library.database import Database
from reference_app.library.failures.repositories import fail


async def raised(database: Database, name: str, **options: Any) -> Exception:
    """The exception of a failure, on a session of its own, which is rolled back."""
    async with database.session() as session:
        try:
            found = await fail(session, name, **options)
        except Exception as error:  # noqa: BLE001 - which one it is is for the check to say
            return error
    raise AssertionError(f"{name!r} is not refused: it gives {found!r}")


KINDS: dict[str, str] = {
    "missing": "NotFoundError",
    "missing-one": "NotFoundError",
    "missing-update": "NotFoundError",
    "missing-delete": "NotFoundError",
    "two": "MultipleResultsFoundError",
    "two-or-none": "MultipleResultsFoundError",
    "same-key": "DuplicateKeyError",
    "same-label": "DuplicateKeyError",
    "same-label-of-two-lines": "DuplicateKeyError",
    "same-label-of-many": "DuplicateKeyError",
    "same-label-by-update": "DuplicateKeyError",
    "negative": "IntegrityError",
    "null": "IntegrityError",
    "no-table": "RepositoryError",
    "bad-sql": "RepositoryError",
}
"""The class of each failure that every database knows."""
ENFORCED: dict[str, str] = {"no-such-shelf": "ForeignKeyError", "shelf-in-use": "ForeignKeyError"}
"""Those that need foreign keys that are enforced."""
LENGTHS: dict[str, str] = {"too-long": "RepositoryError"}
"""Those that need lengths that are enforced."""

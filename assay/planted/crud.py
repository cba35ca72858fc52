"""Defects of the controllers' chapter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assay.planted import breaks, replaced


@breaks("crud.create", claim="the commit does not happen")
def commit_does_nothing() -> Iterator[None]:
    """Requests end without COMMIT."""

    async def nothing(self: Any) -> None:
        del self

    with replaced(AsyncSession, "commit", nothing):
        yield

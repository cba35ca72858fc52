"""Defects of DTOs."""

from __future__ import annotations

from collections.abc import Iterator

from advanced_alchemy.extensions.litestar import dto

from assay.selftest.planted import breaks, replaced


@breaks("dto.nullable-relationship-optional", claim="every relationship is demanded")
def no_relationship_may_be_none() -> Iterator[None]:
    """What may be None is not seen."""
    with replaced(dto, "detect_nullable_relationship", lambda *_: False):
        yield

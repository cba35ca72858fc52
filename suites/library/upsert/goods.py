"""Rows that checks of upserts begin with, written past the library, and what is compared afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from assay.checking import Reader

LONG_AGO = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


def key(number: int) -> UUID:
    """An id of a row that was there before."""
    return UUID(int=0x600D << 64 | number)


def items(reader: Reader, *skus: str) -> None:
    """Items with these numbers, of which there are 10, 20, ... and which are old."""
    reader.insert(
        "library_up_item",
        *(
            {
                "id": key(number),
                "sku": sku,
                "name": f"old {sku}",
                "amount": number * 10,
                "state": "old",
                "grade": 1,
                "created_at": LONG_AGO,
                "updated_at": LONG_AGO,
            }
            for number, sku in enumerate(skus, 1)
        ),
    )


def rows(reader: Reader, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of all rows, in the order of their values."""
    return sorted((tuple(row[column] for column in columns) for row in reader.rows(table)), key=str)


def stored(reader: Reader, *skus: str) -> dict[str, dict[str, Any]]:
    """The whole rows of items by their numbers."""
    return {row["sku"]: row for row in reader.rows("library_up_item") if not skus or row["sku"] in skus}


async def raised(function: Callable[..., Any], /, *args: Any, **options: Any) -> Exception | None:
    """What a call raises; None if it raises nothing, which a check then finds by an assertion."""
    try:
        await function(*args, **options)
    except Exception as error:  # noqa: BLE001  # which it is, is what checks ask
        return error
    return None

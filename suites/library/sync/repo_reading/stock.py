# Generated from suites/library/repo_reading/stock.py by `python -m tools.twin`; do not edit.
"""Rows that checks of reading begin with, written past the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from assay.checking import Reader

NAMES = ("Atlas", "Botany", "Comics", "Drama", "Essays")


def shelf_id(number: int) -> UUID:
    """The id of a shelf, from 1."""
    return UUID(int=0x5E1F << 64 | number)


def volume_id(shelf: int, number: int) -> UUID:
    """The id of a shelf's volume, both from 1."""
    return UUID(int=0xB00C << 64 | shelf << 16 | number)


def shelves(reader: Reader, count: int = 5, **columns: Any) -> None:
    """Shelves Atlas, Botany, ...: the odd ones in the hall, the even ones nowhere, on levels 1, 2, ..."""
    reader.insert(
        "library_read_shelf",
        *(
            {
                "id": shelf_id(number),
                "name": NAMES[number - 1],
                "place": "hall" if number % 2 else None,
                "level": number,
                **columns,
            }
            for number in range(1, count + 1)
        ),
    )


def volumes(reader: Reader, *counts: int) -> None:
    """So many volumes on the first shelf, the second, ...: "Atlas 1", "Atlas 2", ..."""
    reader.insert(
        "library_read_volume",
        *(
            {"id": volume_id(shelf, number), "title": f"{NAMES[shelf - 1]} {number}", "shelf_id": shelf_id(shelf)}
            for shelf, count in enumerate(counts, 1)
            for number in range(1, count + 1)
        ),
    )


def visits(reader: Reader, *visitors: tuple[int, str]) -> None:
    """Visits of shelves by somebody."""
    reader.insert(
        "library_read_visit",
        *(
            {"id": UUID(int=0x715 << 64 | number), "visitor": visitor, "shelf_id": shelf_id(shelf)}
            for number, (shelf, visitor) in enumerate(visitors)
        ),
    )


def notes(reader: Reader, *texts: tuple[int, int, str]) -> None:
    """Notes in volumes: the shelf, the volume, the text."""
    reader.insert(
        "library_read_note",
        *(
            {"id": UUID(int=0x707E << 64 | number), "text": text, "volume_id": volume_id(shelf, volume)}
            for number, (shelf, volume, text) in enumerate(texts)
        ),
    )


def everything(reader: Reader, table: str = "library_read_shelf") -> list[dict[str, Any]]:
    """All rows of a table, with all columns, in the order of their ids."""
    return sorted(reader.rows(table), key=lambda row: str(row["id"]))


def raised(function: Callable[..., Any], /, *args: Any, **options: Any) -> Exception | None:
    """What a call raises; None if it raises nothing, which a check then finds by an assertion."""
    try:
        function(*args, **options)
    except Exception as error:  # noqa: BLE001  # which it is, is what checks ask
        return error
    return None

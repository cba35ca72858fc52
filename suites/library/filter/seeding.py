"""The rows that the checks of filters begin with."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from assay.checking import Reader

UTC = datetime.timezone.utc
NOON = datetime.datetime(2024, 5, 17, 12, 0, 0, tzinfo=UTC)

_COLUMNS = ("title", "notes", "seats", "rating", "open", "begins", "day")
Row = dict[str, Any]
Rows = dict[str, Row]


def uuid_of(label: str) -> uuid.UUID:
    """The id of the talk with a label: the same on every target."""
    return uuid.uuid5(uuid.NAMESPACE_OID, label)


def talks(reader: Reader, rows: Mapping[str, Row]) -> None:
    """Store talks by their labels; columns that a row does not name are NULL."""
    empty = dict.fromkeys(_COLUMNS)
    reader.insert(
        "library_talk", *({"id": uuid_of(label), "label": label, **empty, **row} for label, row in rows.items())
    )


def remarks(reader: Reader, of: Mapping[str, Iterable[tuple[str, int]]]) -> None:
    """Store remarks, each a text and its likes, by the labels of their talks."""
    reader.insert(
        "library_remark",
        *(
            {"id": uuid_of(f"{label} {number}"), "text": text, "likes": likes, "talk_id": uuid_of(label)}
            for label, said in of.items()
            for number, (text, likes) in enumerate(said)
        ),
    )


def stored(reader: Reader) -> dict[str, Row]:
    """All talks that are in the table, with all columns, by their labels."""
    return {row["label"]: row for row in reader.rows("library_talk")}

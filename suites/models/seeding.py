"""Rows that the checks of this chapter start from, written by the independent reader."""

from __future__ import annotations

import datetime
from uuid import UUID, uuid4

from assay.checking import Reader

LONG_AGO = datetime.datetime(2020, 2, 29, 12, 30, 45, tzinfo=datetime.timezone.utc)
"""A whole second, which every database keeps, long before any check runs: what is newer has been written since."""


def author(reader: Reader, name: str = "Agatha", dob: datetime.date | None = None) -> UUID:
    """Write an author; gives its id."""
    key = uuid4()
    reader.insert("author", {"id": key, "name": name, "dob": dob})
    return key


def book(reader: Reader, author_id: UUID, title: str = "Curtain") -> UUID:
    """Write a book that was created and last changed long ago; gives its id."""
    key = uuid4()
    row = {"id": key, "title": title, "author_id": author_id, "created_at": LONG_AGO, "updated_at": LONG_AGO}
    reader.insert("book", row)
    return key

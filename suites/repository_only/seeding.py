"""Rows for the repository-only checks, written past the library."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from assay.checking import Reader

BORN = datetime.date(1890, 9, 15)


def seed_author(reader: Reader, name: str, *books: str, dob: datetime.date | None = BORN) -> uuid.UUID:
    """Write an author with books of these titles; gives the author's id."""
    id_ = uuid.uuid4()
    reader.insert("repo_author", {"id": id_, "name": name, "dob": dob})
    now = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)
    reader.insert(
        "repo_book",
        *(
            {"id": uuid.uuid4(), "title": title, "author_id": id_, "created_at": now, "updated_at": now}
            for title in books
        ),
    )
    return id_


def seed_authors(reader: Reader, names: Iterable[str]) -> None:
    """Write an author of each name."""
    reader.insert("repo_author", *({"id": uuid.uuid4(), "name": name, "dob": None} for name in names))


def stored_names(reader: Reader) -> list[str]:
    """The names of the authors that are stored, sorted."""
    return sorted(row["name"] for row in reader.rows("repo_author"))

"""Rows for the filters' checks, written past the library."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from assay.checking import Reader


def seed_authors(reader: Reader, names: Iterable[str], dob: datetime.date | None = None) -> dict[str, uuid.UUID]:
    """Write an author of each name; gives the ids by name."""
    ids = {name: uuid.uuid4() for name in names}
    reader.insert("author", *({"id": id_, "name": name, "dob": dob} for name, id_ in ids.items()))
    return ids


def seed_books(reader: Reader, author: uuid.UUID, titles: Iterable[str]) -> dict[str, uuid.UUID]:
    """Write a book of each title; gives the ids by title."""
    ids = {title: uuid.uuid4() for title in titles}
    now = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)
    reader.insert(
        "book",
        *(
            {"id": id_, "title": title, "author_id": author, "created_at": now, "updated_at": now}
            for title, id_ in ids.items()
        ),
    )
    return ids


def numbered(count: int) -> list[str]:
    """That many names."""
    return [f"Author {number:02}" for number in range(count)]


def names(page: Any, key: str = "name") -> list[str]:
    """The names on a page, sorted: without a sort field the database may give them in any order."""
    return sorted(item[key] for item in page["items"])


def expect_some(page: Any, count: int, expected: Iterable[str]) -> None:
    """Assert that a page holds that many of the names, each once, in whatever order."""
    __tracebackhide__ = True
    found, known = names(page), set(expected)
    assert len(found) == count, f"{len(found)} items, not {count}: {found}"
    assert len(set(found)) == count, f"an item comes twice: {found}"
    assert not set(found) - known, f"the page has {sorted(set(found) - known)}, which do not belong there"


def expect_names(page: Any, expected: list[str], key: str = "name") -> None:
    """Assert which names a page holds, in whatever order."""
    __tracebackhide__ = True
    found = names(page, key)
    assert found == sorted(expected), f"found {found}, not {sorted(expected)}"

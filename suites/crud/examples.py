"""What several checks of this chapter share: stored rows, and texts that users write."""

from __future__ import annotations

import datetime
import uuid

from hypothesis import strategies as st

from assay.checking import Reader

DOB = datetime.date(1890, 9, 15)
THEN = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)

LENGTH = 1000
"""How many characters the name of an author may have."""


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)
"""Texts of any characters that UTF-8 can carry and every database takes: NUL and the empty text have their checks."""


def add_author(reader: Reader, name: str = "Agatha", dob: datetime.date | None = DOB) -> uuid.UUID:
    """Store an author, and give the id."""
    author_id = uuid.uuid4()
    reader.insert("author", {"id": author_id, "name": name, "dob": dob})
    return author_id


def add_book(reader: Reader, author_id: uuid.UUID, title: str = "Curtain") -> uuid.UUID:
    """Store a book of an author, made and last changed in 2020, and give the id."""
    book_id = uuid.uuid4()
    row = {"id": book_id, "title": title, "author_id": author_id, "created_at": THEN, "updated_at": THEN}
    reader.insert("book", row)
    return book_id

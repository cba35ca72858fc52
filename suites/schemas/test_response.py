"""How an author looks in an answer."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves

KEYS = {"id", "name", "dob"}


def check_shape(author: dict[str, Any]) -> None:
    """Assert that an author has the schema's keys and values of their types, and nothing else."""
    assert set(author) == KEYS, f"an author is rendered with the keys {sorted(author)}, not {sorted(KEYS)}"
    assert str(uuid.UUID(author["id"])) == author["id"], f"the id {author['id']!r} is not a UUID in its usual form"
    assert isinstance(author["name"], str), f"the name is {author['name']!r}, not a string"


@proves("schemas.author-response-shape")
@pytest.mark.parametrize(
    "dob",
    [None, "1890-09-15", "2024-02-29", "1582-10-10", "1000-01-01", "9999-12-31"],
    ids=["no-dob", "dob", "leap-day", "before-the-calendar", "first-day-of-1000", "last-day"],
)
def test_author_is_rendered(app: RunningApp, reader: Reader, dob: str | None) -> None:
    """A stored author is rendered as id, name and dob, the dob as an ISO date or null."""
    author_id = uuid.uuid4()
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": dob and datetime.date.fromisoformat(dob)})
    body = answer(app.get(f"/authors/{author_id}"), 200)
    check_shape(body)
    expected = {"id": str(author_id), "name": "Agatha", "dob": dob}
    assert body == expected, f"the stored author is rendered as {body}, not {expected}"


@proves("schemas.author-response-shape")
def test_books_do_not_leak(app: RunningApp, reader: Reader) -> None:
    """The books that the controller loads, and columns that are not in the schema, stay out of the answer."""
    author_id = uuid.uuid4()
    now = datetime.datetime.now(datetime.timezone.utc)
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": None})
    reader.insert(
        "book",
        {"id": uuid.uuid4(), "title": "Curtain", "author_id": author_id, "created_at": now, "updated_at": now},
    )
    check_shape(answer(app.get(f"/authors/{author_id}"), 200))
    listed = answer(app.get("/authors"), 200)["items"]
    assert len(listed) == 1, f"one author is stored, {len(listed)} are listed"
    check_shape(listed[0])


@proves("schemas.author-response-shape")
def test_every_verb_renders_alike(app: RunningApp) -> None:
    """POST, PATCH, GET and the list render one author in one way."""
    posted = answer(app.post("/authors", {"name": "Agatha", "dob": "1890-09-15"}), 201)
    check_shape(posted)
    renderings = {
        "PATCH": answer(app.patch(f"/authors/{posted['id']}", {}), 200),
        "GET": answer(app.get(f"/authors/{posted['id']}"), 200),
        "list": answer(app.get("/authors"), 200)["items"][0],
    }
    for verb, body in renderings.items():
        assert body == posted, f"{verb} renders {body}, POST rendered {posted}"

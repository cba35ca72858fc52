"""What PATCH /authors/{id} makes of fields that are given, left out, or null."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves

DOB = datetime.date(1890, 9, 15)


def seeded(reader: Reader, *, dob: datetime.date | None = DOB) -> uuid.UUID:
    """Store an author called Agatha beside another one, and give her id."""
    author_id = uuid.uuid4()
    reader.insert(
        "author",
        {"id": author_id, "name": "Agatha", "dob": dob},
        {"id": uuid.uuid4(), "name": "Bystander", "dob": datetime.date(1900, 1, 1)},
    )
    return author_id


def check_stored(reader: Reader, author_id: uuid.UUID, name: str, dob: datetime.date | None) -> None:
    """Assert what is stored of Agatha, and that the other author is as it was."""
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert (row["name"], row["dob"]) == (name, dob), f"stored: {row['name']!r}, {row['dob']}; expected {name!r}, {dob}"
    other = reader.row("author", name="Bystander")
    assert other is not None, "another author is gone or renamed"
    assert other["dob"] == datetime.date(1900, 1, 1), f"another author's dob changed to {other['dob']}"


@proves("schemas.update-partial")
@pytest.mark.parametrize(
    ("body", "name", "dob"),
    [
        ({"name": "Agatha Christie"}, "Agatha Christie", DOB),
        ({"dob": "1891-01-01"}, "Agatha", datetime.date(1891, 1, 1)),
        ({"name": "Agatha Christie", "dob": "1891-01-01"}, "Agatha Christie", datetime.date(1891, 1, 1)),
        ({}, "Agatha", DOB),
        ({"unknown": 5}, "Agatha", DOB),
        ({"name": "Agatha"}, "Agatha", DOB),
    ],
    ids=["name", "dob", "both", "nothing", "unknown-key", "same-name"],
)
def test_fields_left_out_stay(
    app: RunningApp, reader: Reader, body: dict[str, Any], name: str, dob: datetime.date
) -> None:
    """200 with the new state; what the body does not name stays as it was stored."""
    author_id = seeded(reader)
    updated = answer(app.patch(f"/authors/{author_id}", body), 200)
    expected = {"id": str(author_id), "name": name, "dob": dob.isoformat()}
    assert updated == expected, f"PATCH {body} answers {updated}, not {expected}"
    check_stored(reader, author_id, name, dob)


@proves("schemas.update-partial")
def test_a_missing_dob_stays_missing(app: RunningApp, reader: Reader) -> None:
    """A patch of the name does not invent a dob."""
    author_id = seeded(reader, dob=None)
    updated = answer(app.patch(f"/authors/{author_id}", {"name": "Agatha Christie"}), 200)
    assert updated["dob"] is None, f"no dob is stored, {updated['dob']!r} is answered"
    check_stored(reader, author_id, "Agatha Christie", None)


@proves("schemas.update-partial")
def test_two_patches_add_up(app: RunningApp, reader: Reader) -> None:
    """The second patch keeps what the first one changed."""
    author_id = seeded(reader)
    answer(app.patch(f"/authors/{author_id}", {"name": "Agatha Christie"}), 200)
    updated = answer(app.patch(f"/authors/{author_id}", {"dob": "1891-01-01"}), 200)
    assert updated["name"] == "Agatha Christie", f"the second patch answers the name {updated['name']!r}"
    check_stored(reader, author_id, "Agatha Christie", datetime.date(1891, 1, 1))


@proves("schemas.update-explicit-null")
@pytest.mark.parametrize(
    ("body", "name"),
    [({"dob": None}, "Agatha"), ({"name": "Agatha Christie", "dob": None}, "Agatha Christie")],
    ids=["alone", "with-a-name"],
)
def test_dob_is_cleared(app: RunningApp, reader: Reader, body: dict[str, Any], name: str) -> None:
    """A null dob is answered, and NULL is stored."""
    author_id = seeded(reader)
    updated = answer(app.patch(f"/authors/{author_id}", body), 200)
    assert updated["dob"] is None, f"dob null was sent, {updated['dob']!r} is answered"
    check_stored(reader, author_id, name, None)


@proves("schemas.update-explicit-null")
@pytest.mark.parametrize(
    "body",
    [{"name": None}, {"name": None, "dob": "1891-01-01"}, {"name": None, "dob": None}],
    ids=["alone", "dob", "both"],
)
def test_name_is_not_blanked(app: RunningApp, reader: Reader, body: dict[str, Any]) -> None:
    """A null name is refused as the client's mistake, and no part of the body is stored."""
    author_id = seeded(reader)
    response = app.patch(f"/authors/{author_id}", body)
    assert 400 <= response.status_code < 500, (
        f"PATCH {body} answered {response.status_code}, which is no refusal: {response.text[:300]}"
    )
    check_stored(reader, author_id, "Agatha", DOB)
    after = answer(app.get(f"/authors/{author_id}"), 200)
    assert after["name"] == "Agatha", f"the request after the refused one reads the name {after['name']!r}"

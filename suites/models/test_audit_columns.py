"""``created_at`` and ``updated_at`` of ``base.UUIDAuditBase``."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.models import seeding

UTC = datetime.timezone.utc
SECOND = datetime.timedelta(seconds=1)
"""Some databases keep whole seconds, rounded up or cut off."""

GIVEN = {
    "utc": "2021-03-28T02:30:00+00:00",
    "ahead": "2021-03-28T08:15:00+05:45",
    "behind": "2021-03-27T23:30:00-03:00",
    "naive": "2021-03-28T02:30:00",
}
"""One instant in several zones; without a zone it is meant to be UTC."""


def times(reader: Reader, book_id: UUID) -> tuple[datetime.datetime, datetime.datetime]:
    """When the book's row says that it was created and last changed."""
    row = reader.row("book", id=book_id)
    assert row is not None, f"there is no book {book_id}"
    return row["created_at"], row["updated_at"]


@proves("models.uuid-audit-created-at")
def test_created_at_is_now(probed: RunningApp, reader: Reader) -> None:
    """A new book's created_at is the moment of the request, with a zone and in UTC, in the answer as in the table."""
    author_id = seeding.author(reader)
    before = datetime.datetime.now(UTC)
    created = answer(probed.post("/books", {"title": "Curtain", "author_id": str(author_id)}), 201)
    after = datetime.datetime.now(UTC)
    stored, _ = times(reader, UUID(created["id"]))
    assert before - SECOND <= stored <= after + SECOND, f"stored between {before} and {after}, created_at is {stored}"
    seen = answer(probed.get(f"/probes/models/books/{created['id']}/times"), 200)
    assert seen["offsets"] == [0, 0], f"the offsets from UTC are {seen['offsets']}: None is no zone at all"
    assert datetime.datetime.fromisoformat(seen["created_at"]) == stored
    said = datetime.datetime.fromisoformat(created["created_at"].replace("Z", "+00:00"))
    assert abs(said - stored) <= SECOND, f"the answer says {said}, the row {stored}"


@proves("models.uuid-audit-created-at")
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_given_time_is_kept_as_an_instant(probed: RunningApp, reader: Reader, given: str) -> None:
    """A time from any zone is stored as the same instant, and comes back in UTC."""
    author_id = seeding.author(reader)
    body = {"title": "Curtain", "author_id": str(author_id), "created_at": given}
    book_id = answer(probed.post("/probes/models/books", body), 201)["id"]
    expected = datetime.datetime(2021, 3, 28, 2, 30, tzinfo=UTC)
    stored, _ = times(reader, UUID(book_id))
    assert stored == expected, f"{given} is stored as {stored}"
    seen = answer(probed.get(f"/probes/models/books/{book_id}/times"), 200)
    assert seen["created_at"] == expected.isoformat(), f"{given} comes back as {seen['created_at']}"


@proves("models.uuid-audit-created-at")
@pytest.mark.parametrize("by", ["object", "statement"])
def test_created_at_survives_changes(probed: RunningApp, reader: Reader, by: str) -> None:
    """Changing the book leaves its created_at alone."""
    book_id = seeding.book(reader, seeding.author(reader))
    answer(probed.patch(f"/probes/models/books/{book_id}", {"title": "Nemesis", "by": by}), 200)
    answer(probed.patch(f"/books/{book_id}", {"title": "Sleeping Murder"}), 200)
    created, _ = times(reader, book_id)
    assert created == seeding.LONG_AGO, f"created_at moved from {seeding.LONG_AGO} to {created}"


@proves("models.uuid-audit-updated-at")
def test_change_moves_updated_at(app: RunningApp, reader: Reader) -> None:
    """A book changed by its client has a new updated_at, in the table and in the answer."""
    book_id = seeding.book(reader, seeding.author(reader))
    before = datetime.datetime.now(UTC)
    body = answer(app.patch(f"/books/{book_id}", {"title": "Nemesis"}), 200)
    _, updated = times(reader, book_id)
    assert updated >= before - SECOND, f"the book was changed at {before}, its updated_at is {updated}"
    said = datetime.datetime.fromisoformat(body["updated_at"].replace("Z", "+00:00"))
    assert abs(said - updated) <= SECOND, f"the answer says {said}, the row {updated}"


@proves("models.uuid-audit-updated-at")
@pytest.mark.parametrize("by", ["object", "statement"])
def test_any_way_of_changing_moves_it(probed: RunningApp, reader: Reader, by: str) -> None:
    """An attribute set on the loaded object and an UPDATE statement both move updated_at."""
    book_id = seeding.book(reader, seeding.author(reader))
    answer(probed.patch(f"/probes/models/books/{book_id}", {"title": "Nemesis", "by": by}), 200)
    _, updated = times(reader, book_id)
    assert updated > seeding.LONG_AGO, f"the book was changed, and its updated_at is still {updated}"


@proves("models.uuid-audit-updated-at")
def test_nothing_else_moves_it(probed: RunningApp, reader: Reader) -> None:
    """Reading a book, sending its own title again, and changing its author or another book leave updated_at alone."""
    author_id = seeding.author(reader)
    book_id, other_id = seeding.book(reader, author_id), seeding.book(reader, author_id, "Nemesis")
    steps: dict[str, Callable[[], httpx.Response]] = {
        "reading it": lambda: probed.get(f"/books/{book_id}"),
        "setting the same title": lambda: probed.patch(
            f"/probes/models/books/{book_id}", {"title": "Curtain", "by": "object"}
        ),
        "sending the same title": lambda: probed.patch(f"/books/{book_id}", {"title": "Curtain"}),
        "changing its author": lambda: probed.patch(f"/authors/{author_id}", {"name": "A. Christie"}),
        "changing another book": lambda: probed.patch(f"/books/{other_id}", {"title": "Sleeping Murder"}),
    }
    for step, send in steps.items():
        answer(send(), 200)
        _, updated = times(reader, book_id)
        assert updated == seeding.LONG_AGO, f"{step} moved updated_at to {updated}"


@proves("models.uuid-audit-updated-at")
def test_new_row_has_one(app: RunningApp, reader: Reader) -> None:
    """A new book's updated_at is the moment of its creation."""
    author_id = seeding.author(reader)
    before = datetime.datetime.now(UTC)
    body = answer(app.post("/books", {"title": "Curtain", "author_id": str(author_id)}), 201)
    after = datetime.datetime.now(UTC)
    _, updated = times(reader, UUID(body["id"]))
    assert before - SECOND <= updated <= after + SECOND, f"made between {before} and {after}, updated_at is {updated}"

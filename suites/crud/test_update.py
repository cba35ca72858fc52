"""PATCH /authors/{id} and PATCH /books/{id}."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.crud.examples import DOB, THEN, add_author, add_book


def time_of(body: dict[str, Any], name: str) -> datetime.datetime:
    """A time of a book as the answer has it."""
    return datetime.datetime.fromisoformat(body[name].replace("Z", "+00:00"))


@proves("crud.update")
def test_answer_row_and_get_agree(app: RunningApp, reader: Reader) -> None:
    """The answer is the new state, the row holds it, GET shows it; another author stays as he was."""
    author_id, other_id = add_author(reader), add_author(reader, "Mary", None)
    updated = answer(app.patch(f"/authors/{author_id}", {"name": "Agatha Christie", "dob": "1891-01-01"}), 200)
    expected = {"id": str(author_id), "name": "Agatha Christie", "dob": "1891-01-01"}
    assert updated == expected, f"PATCH answers {updated}, not {expected}"
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    stored = (row["name"], row["dob"])
    assert stored == ("Agatha Christie", datetime.date(1891, 1, 1)), f"stored: {stored}"
    read = answer(app.get(f"/authors/{author_id}"), 200)
    assert read == expected, f"PATCH answered {expected}, GET answers {read}"
    other = reader.row("author", id=other_id)
    assert other is not None, "another author is gone"
    assert (other["name"], other["dob"]) == ("Mary", None), f"another author changed: {other}"


@proves("crud.update")
def test_same_values_again(app: RunningApp, reader: Reader) -> None:
    """A patch that changes nothing is answered like any other, twice."""
    author_id = add_author(reader)
    for _ in range(2):
        updated = answer(app.patch(f"/authors/{author_id}", {"name": "Agatha", "dob": DOB.isoformat()}), 200)
        assert updated == {"id": str(author_id), "name": "Agatha", "dob": "1890-09-15"}, f"PATCH answers {updated}"
    assert reader.count("author") == 1, f"{reader.count('author')} rows are stored, not 1"


@proves("crud.update")
def test_id_in_the_body_is_ignored(app: RunningApp, reader: Reader) -> None:
    """The path says which author; an id in the body moves nobody."""
    author_id, other_id = add_author(reader), add_author(reader, "Mary", None)
    updated = answer(app.patch(f"/authors/{author_id}", {"id": str(other_id), "name": "Agatha Christie"}), 200)
    assert updated["id"] == str(author_id), f"the author {author_id} is answered as {updated['id']}"
    names = {row["id"]: row["name"] for row in reader.rows("author")}
    assert names == {author_id: "Agatha Christie", other_id: "Mary"}, f"stored: {names}"


@proves("crud.update")
@pytest.mark.parametrize(
    ("path", "table", "body"),
    [("authors", "author", {"name": "Mary"}), ("authors", "author", {}), ("books", "book", {"title": "Nemesis"})],
    ids=["author", "author-empty-body", "book"],
)
def test_unknown_id(app: RunningApp, reader: Reader, path: str, table: str, body: dict[str, Any]) -> None:
    """404 with a JSON body, no row is inserted, and those that are there stay."""
    add_book(reader, add_author(reader))
    before = reader.rows(table)
    refusal = answer(app.patch(f"/{path}/{uuid.uuid4()}", body), 404)
    assert refusal.get("detail"), f"the body gives no reason: {refusal}"
    after = reader.rows(table)
    assert after == before, f"stored before: {before}; after: {after}"


@proves("crud.update")
@pytest.mark.parametrize(
    "segment", ["xyz", "1", "11111111-1111-4111-8111-11111111111"], ids=["word", "number", "short"]
)
def test_no_uuid(app: RunningApp, sql: Watch, segment: str) -> None:
    """A path segment that is no UUID is 404 from routing: the database is not asked."""
    with sql() as statements:
        answer(app.patch(f"/authors/{segment}", {"name": "Mary"}), 404)
    assert not statements, f"PATCH /authors/{segment} sent statements: {statements}"


@proves("crud.update")
@pytest.mark.parametrize(
    "body",
    [{"name": 5}, {"name": ["Mary"]}, {"dob": "2023-02-29"}, {"name": "Mary", "dob": "zzz"}, [], "Mary"],
    ids=["number", "list-name", "no-leap-year", "good-and-bad", "list", "string"],
)
def test_invalid_body_changes_nothing(app: RunningApp, reader: Reader, body: Any) -> None:
    """400, and the author is as before, in all columns."""
    author_id = add_author(reader)
    answer(app.patch(f"/authors/{author_id}", body), 400)
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert (row["name"], row["dob"]) == ("Agatha", DOB), f"{body} was refused; stored: {row['name']!r}, {row['dob']}"


@proves("crud.update")
def test_books_stay_with_their_author(app: RunningApp, reader: Reader) -> None:
    """Renaming an author leaves the books with the author, who is renamed there too."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    answer(app.patch(f"/authors/{author_id}", {"name": "Agatha Christie"}), 200)
    book = reader.row("book", id=book_id)
    assert book is not None, "the book is gone"
    assert book["author_id"] == author_id, f"the book of {author_id} now belongs to {book['author_id']}"
    shown = answer(app.get(f"/books/{book_id}"), 200)["author"]["name"]
    assert shown == "Agatha Christie", f"the book shows its author as {shown!r}"


@proves("crud.update")
def test_book_keeps_what_is_left_out(app: RunningApp, reader: Reader) -> None:
    """A new title keeps the author, a new author keeps the title; the answer shows the new author."""
    author_id, other_id = add_author(reader), add_author(reader, "Mary", None)
    book_id = add_book(reader, author_id)
    titled = answer(app.patch(f"/books/{book_id}", {"title": "Nemesis"}), 200)
    assert (titled["title"], titled["author_id"]) == ("Nemesis", str(author_id)), f"PATCH answers {titled}"
    moved = answer(app.patch(f"/books/{book_id}", {"author_id": str(other_id)}), 200)
    assert (moved["title"], moved["author_id"]) == ("Nemesis", str(other_id)), f"PATCH answers {moved}"
    assert moved["author"]["name"] == "Mary", f"the book moved to Mary, the answer shows {moved['author']}"
    row = reader.row("book", id=book_id)
    assert row is not None, "the book is gone"
    assert (row["title"], row["author_id"]) == ("Nemesis", other_id), f"stored: {row['title']!r}, {row['author_id']}"


@proves("crud.update")
def test_book_times(app: RunningApp, reader: Reader) -> None:
    """A change moves updated_at to now and leaves created_at; both are answered as they are stored."""
    book_id = add_book(reader, add_author(reader))
    before = datetime.datetime.now(datetime.timezone.utc)
    updated = answer(app.patch(f"/books/{book_id}", {"title": "Nemesis"}), 200)
    assert time_of(updated, "created_at") == THEN, f"created_at moved from {THEN} to {updated['created_at']}"
    # columns without fractions of a second round or cut
    earliest = before - datetime.timedelta(seconds=1)
    assert time_of(updated, "updated_at") >= earliest, (
        f"updated_at is {updated['updated_at']} after a change at {before}"
    )
    row = reader.row("book", id=book_id)
    assert row is not None, "the book is gone"
    for name in ("created_at", "updated_at"):
        assert row[name] == time_of(updated, name), f"{name} is answered as {updated[name]}, and stored as {row[name]}"


@proves("crud.update")
@pytest.mark.parametrize(
    "body",
    [{"created_at": "2001-02-03T04:05:06Z"}, {"updated_at": "2001-02-03T04:05:06Z"}, {}],
    ids=["created-at", "updated-at", "nothing"],
)
def test_book_times_are_not_the_clients(app: RunningApp, reader: Reader, body: dict[str, Any]) -> None:
    """A patch cannot set a book's times; without a change of the book they stay."""
    book_id = add_book(reader, add_author(reader))
    updated = answer(app.patch(f"/books/{book_id}", body), 200)
    times = time_of(updated, "created_at"), time_of(updated, "updated_at")
    assert times == (THEN, THEN), f"the times were {THEN}; after PATCH {body}: {times}"


@proves("crud.update")
def test_book_author_null(app: RunningApp, reader: Reader) -> None:
    """A book cannot lose its author: the patch is refused as the client's mistake, and nothing changes."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    response = app.patch(f"/books/{book_id}", {"author_id": None, "title": "Nemesis"})
    assert 400 <= response.status_code < 500, (
        f"PATCH with a null author answered {response.status_code}: {response.text[:300]}"
    )
    row = reader.row("book", id=book_id)
    assert row is not None, "the book is gone"
    assert (row["title"], row["author_id"]) == ("Curtain", author_id), f"stored: {row['title']!r}, {row['author_id']}"


@proves("models.foreign-key-enforced")
def test_book_of_nobody_is_a_conflict(app: RunningApp, reader: Reader) -> None:
    """A book cannot be given to an author who does not exist: 409, and nothing changes."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    answer(app.patch(f"/books/{book_id}", {"author_id": str(uuid.uuid4())}), 409)
    row = reader.row("book", id=book_id)
    assert row is not None, "the book is gone"
    assert row["author_id"] == author_id, f"the patch was refused, and the book belongs to {row['author_id']}"


@proves("crud.update")
@pytest.mark.parametrize("path", ["/authors/{}", "/books/{}"], ids=["authors", "books"])
def test_put_is_not_offered(app: RunningApp, reader: Reader, path: str) -> None:
    """PUT is 405: nothing is replaced."""
    author_id = add_author(reader)
    response = app.client.put(path.format(author_id), json={"name": "Mary"})
    answer(response, 405)
    assert reader.row("author", id=author_id, name="Agatha") is not None, "PUT was refused, and the author changed"

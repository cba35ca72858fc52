"""POST /authors and POST /books."""

from __future__ import annotations

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from assay.checking import Reader, RunningApp, Target, answer, proves
from suites.crud.examples import LENGTH, add_author


@proves("crud.create")
@pytest.mark.parametrize("dob", [None, "1890-09-15"], ids=["no-dob", "dob"])
def test_answer_is_the_stored_row(app: RunningApp, reader: Reader, dob: str | None) -> None:
    """201, and the body equals the row that another connection sees."""
    body = answer(app.post("/authors", {"name": "Agatha", "dob": dob}), 201)
    row = reader.row("author", name="Agatha")
    assert row is not None, "the answer was 201, but there is no row"
    assert body["id"] == str(row["id"]), f"the answer's id is {body['id']}, the row's is {row['id']}"
    assert body["name"] == "Agatha", f"the answer's name is {body['name']!r}"
    assert body["dob"] == dob, f"dob {dob} was sent, {body['dob']} is answered"
    assert row["dob"] == (datetime.date.fromisoformat(dob) if dob else None), f"dob {row['dob']} is stored"


@proves("crud.create")
def test_created_author_can_be_read(app: RunningApp) -> None:
    """What POST answers is what GET answers afterwards."""
    created = answer(app.post("/authors", {"name": "Agatha", "dob": "1890-09-15"}), 201)
    read = answer(app.get(f"/authors/{created['id']}"), 200)
    assert read == created, f"POST answered {created}, GET answers {read}"


@proves("crud.create")
def test_same_body_twice(app: RunningApp, reader: Reader) -> None:
    """Two equal bodies are two authors, with ids of their own."""
    ids = {answer(app.post("/authors", {"name": "Agatha"}), 201)["id"] for _ in range(3)}
    assert len(ids) == 3, f"three creates answered {len(ids)} different ids"
    stored = {row["id"] for row in reader.rows("author")}
    assert stored == {UUID(i) for i in ids}, f"stored ids {stored}, answered ids {ids}"


@proves("crud.create")
@pytest.mark.parametrize(
    "extra", [{"id": "00000000-0000-4000-8000-000000000001"}, {"id": None}, {"books": []}, {"unknown": 5}], ids=str
)
def test_only_the_schema_counts(app: RunningApp, reader: Reader, extra: dict[str, Any]) -> None:
    """An id or an unknown key in the body is not honoured."""
    created = answer(app.post("/authors", {"name": "Agatha", **extra}), 201)
    assert created["id"] != extra.get("id"), f"the id of the body was taken: {created}"
    assert reader.row("author", id=UUID(created["id"])) is not None, "the answer was 201, but there is no row"
    assert reader.count("author") == 1, f"{reader.count('author')} rows are stored, not 1"


@proves("crud.create")
def test_an_existing_author_is_not_replaced(app: RunningApp, reader: Reader) -> None:
    """A body that carries the id of a stored author makes another one."""
    author_id = add_author(reader)
    created = answer(app.post("/authors", {"id": str(author_id), "name": "Mary"}), 201)
    assert created["id"] != str(author_id), "the create answered the id of an author who was there before"
    names = sorted(row["name"] for row in reader.rows("author"))
    assert names == ["Agatha", "Mary"], f"the authors stored are {names}"


@proves("crud.create")
@pytest.mark.parametrize(
    "body",
    [{}, {"name": None}, {"name": 5}, {"name": "Agatha", "dob": "zzz"}, [], "Agatha", None],
    ids=["empty", "null-name", "number", "bad-dob", "list", "string", "null"],
)
def test_invalid_body_stores_nothing(app: RunningApp, reader: Reader, body: Any) -> None:
    """400, and the table stays empty."""
    answer(app.post("/authors", body), 400)
    assert reader.count("author") == 0, f"{body} was refused, and {reader.count('author')} rows stored"


@proves("crud.create")
def test_a_name_that_is_too_long(app: RunningApp, reader: Reader) -> None:
    """A name longer than the column is stored in full or refused, never cut; the application stays usable."""
    text = "x" * (LENGTH + 1)
    response = app.post("/authors", {"name": text})
    stored = [len(row["name"]) for row in reader.rows("author")]
    expected = [LENGTH + 1] if response.status_code == 201 else []
    assert stored == expected, f"{LENGTH + 1} characters are answered with {response.status_code}; stored: {stored}"
    assert response.status_code == 201 or response.status_code >= 400, f"the answer is {response.status_code}"
    answer(app.post("/authors", {"name": text[:LENGTH]}), 201)
    stored = sorted(len(row["name"]) for row in reader.rows("author"))
    assert stored == [LENGTH, *expected], f"{LENGTH} characters fit; lengths stored: {stored}"


@proves("crud.create")
def test_book_answer_is_the_stored_row(app: RunningApp, reader: Reader) -> None:
    """A book is stored with its author's id, and answered with the author."""
    author_id = add_author(reader)
    body = answer(app.post("/books", {"title": "Curtain", "author_id": str(author_id)}), 201)
    assert body["author"] == {"id": str(author_id), "name": "Agatha", "dob": "1890-09-15"}, (
        f"the book's author is answered as {body['author']}"
    )
    row = reader.row("book", title="Curtain")
    assert row is not None, "the answer was 201, but there is no row"
    assert body["id"] == str(row["id"]), f"the answer's id is {body['id']}, the row's is {row['id']}"
    assert row["author_id"] == author_id, f"the book of {author_id} is stored as one of {row['author_id']}"
    read = answer(app.get(f"/books/{body['id']}"), 200)
    assert read == body, f"POST answered {body}, GET answers {read}"


@proves("crud.create")
def test_book_times(app: RunningApp, reader: Reader) -> None:
    """created_at and updated_at of a new book are the time of its creation, answered as they are stored."""
    author_id = add_author(reader)
    before = datetime.datetime.now(datetime.timezone.utc)
    body = answer(app.post("/books", {"title": "Curtain", "author_id": str(author_id)}), 201)
    after = datetime.datetime.now(datetime.timezone.utc)
    row = reader.row("book", id=UUID(body["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    # columns without fractions of a second round or cut
    earliest, latest = before - datetime.timedelta(seconds=1), after + datetime.timedelta(seconds=1)
    for name in ("created_at", "updated_at"):
        answered = datetime.datetime.fromisoformat(body[name].replace("Z", "+00:00"))
        assert answered.tzinfo is not None, f"{name} is answered without a zone: {body[name]}"
        assert earliest <= answered <= latest, f"{name} is {answered}; the book was made between {before} and {after}"
        assert answered == row[name], f"{name} is answered as {answered}, and stored as {row[name]}"


@proves("crud.create")
@pytest.mark.parametrize("name", ["id", "created_at", "updated_at"])
def test_book_columns_of_the_database(app: RunningApp, reader: Reader, name: str) -> None:
    """A client cannot choose a book's id or times."""
    author_id = add_author(reader)
    wanted = str(uuid.uuid4()) if name == "id" else "2001-02-03T04:05:06Z"
    body = answer(app.post("/books", {"title": "Curtain", "author_id": str(author_id), name: wanted}), 201)
    assert body[name] != wanted, f"the {name} of the body was taken: {body[name]}"


@proves("crud.create")
@pytest.mark.parametrize(
    "change",
    [{"author_id": None}, {"author_id": "xyz"}, {"author_id": 5}, {"title": None}, {"title": ["Curtain"]}],
    ids=["null-author", "no-uuid", "number", "null-title", "list-title"],
)
def test_invalid_book_stores_nothing(app: RunningApp, reader: Reader, change: dict[str, Any]) -> None:
    """400 naming the field, and no book is stored."""
    body = {"title": "Curtain", "author_id": str(add_author(reader)), **change}
    refusal = answer(app.post("/books", body), 400)
    named = [problem.get("key") for problem in refusal.get("extra", [])]
    assert next(iter(change)) in named, f"the answer does not name the field: {refusal}"
    assert reader.count("book") == 0, f"{body} was refused, and {reader.count('book')} books stored"


@proves("crud.create")
@pytest.mark.parametrize("missing", ["title", "author_id"])
def test_book_needs_both(app: RunningApp, reader: Reader, missing: str) -> None:
    """A book without a title or without an author is refused, and nothing is stored."""
    body = {"title": "Curtain", "author_id": str(add_author(reader))}
    del body[missing]
    answer(app.post("/books", body), 400)
    assert reader.count("book") == 0, f"{body} was refused, and {reader.count('book')} books stored"


@proves("crud.create")
def test_book_of_nobody(app: RunningApp, reader: Reader) -> None:
    """A book whose author does not exist is not created, whether or not the database checks it."""
    response = app.post("/books", {"title": "Curtain", "author_id": str(uuid.uuid4())})
    assert response.status_code >= 400, f"a book of nobody is answered with {response.status_code}: {response.text}"
    assert reader.count("book") == 0, f"the book was refused, and {reader.count('book')} books stored"


@proves("models.foreign-key-enforced")
def test_book_of_nobody_is_a_conflict(app: RunningApp, reader: Reader) -> None:
    """A book whose author does not exist conflicts with what is stored: 409, and no book."""
    answer(app.post("/books", {"title": "Curtain", "author_id": str(uuid.uuid4())}), 409)
    assert reader.count("book") == 0, f"the book was refused, and {reader.count('book')} books stored"


@proves("crud.create")
def test_creates_at_once(app: RunningApp, reader: Reader, target: Target) -> None:
    """Sixteen creates of four clients: those answered with 201 are stored, once each, and no others.

    Where the database lets several transactions write, none of them fails.
    """
    with ThreadPoolExecutor(4) as clients:
        answers = list(clients.map(lambda n: app.post("/authors", {"name": f"author {n:02}"}), range(16)))
    statuses = sorted(r.status_code for r in answers)
    created = sorted((r.json()["id"], r.json()["name"]) for r in answers if r.status_code == 201)
    stored = sorted((str(row["id"]), row["name"]) for row in reader.rows("author"))
    assert stored == created, f"answered with 201: {created}; stored: {stored}"
    least = 16 if target.capability("concurrent-writers").present else 1
    assert len(created) >= least, f"of sixteen creates at once {len(created)} succeeded: {statuses}"

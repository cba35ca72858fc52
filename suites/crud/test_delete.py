"""DELETE /authors/{id} and DELETE /books/{id}."""

from __future__ import annotations

import uuid

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.crud.examples import add_author, add_book


@proves("crud.delete")
def test_the_author_is_gone(app: RunningApp, reader: Reader) -> None:
    """204 without a body; the row is gone, GET is 404, and the other author stays."""
    author_id, other_id = add_author(reader), add_author(reader, "Mary", None)
    response = app.delete(f"/authors/{author_id}")
    answer(response, 204)
    assert response.content == b"", f"the answer has a body: {response.content!r}"
    left = [row["id"] for row in reader.rows("author")]
    assert left == [other_id], f"authors left: {left}; expected: {[other_id]}"
    answer(app.get(f"/authors/{author_id}"), 404)
    answer(app.get(f"/authors/{other_id}"), 200)


@proves("crud.delete")
def test_twice(app: RunningApp, reader: Reader) -> None:
    """The second delete is 404."""
    author_id = add_author(reader)
    answer(app.delete(f"/authors/{author_id}"), 204)
    answer(app.delete(f"/authors/{author_id}"), 404)


@proves("crud.delete")
@pytest.mark.parametrize(("path", "table"), [("authors", "author"), ("books", "book")], ids=["author", "book"])
def test_unknown_id(app: RunningApp, reader: Reader, path: str, table: str) -> None:
    """404 with a JSON body, and nothing is removed."""
    add_book(reader, add_author(reader))
    refusal = answer(app.delete(f"/{path}/{uuid.uuid4()}"), 404)
    assert refusal.get("detail"), f"the body gives no reason: {refusal}"
    assert reader.count(table) == 1, f"one {table} was stored, {reader.count(table)} are left"


@proves("crud.delete")
@pytest.mark.parametrize(
    "segment", ["xyz", "1", "11111111-1111-4111-8111-11111111111"], ids=["word", "number", "short"]
)
def test_no_uuid(app: RunningApp, reader: Reader, sql: Watch, segment: str) -> None:
    """A path segment that is no UUID is 404 from routing: the database is not asked, and nothing is removed."""
    add_author(reader)
    with sql() as statements:
        answer(app.delete(f"/authors/{segment}"), 404)
    assert not statements, f"DELETE /authors/{segment} sent statements: {statements}"
    assert reader.count("author") == 1, f"one author was stored, {reader.count('author')} are left"


@proves("crud.delete")
def test_without_an_id(app: RunningApp, reader: Reader) -> None:
    """DELETE of the whole collection is not offered: 405, and nothing is removed."""
    add_author(reader)
    answer(app.delete("/authors"), 405)
    assert reader.count("author") == 1, f"one author was stored, {reader.count('author')} are left"


@proves("crud.delete")
def test_a_created_author(app: RunningApp, reader: Reader) -> None:
    """What POST made, DELETE removes; the name can be used again."""
    created = answer(app.post("/authors", {"name": "Agatha"}), 201)
    answer(app.delete(f"/authors/{created['id']}"), 204)
    assert reader.count("author") == 0, f"the only author was deleted, {reader.count('author')} are left"
    again = answer(app.post("/authors", {"name": "Agatha"}), 201)
    assert again["id"] != created["id"], "the new author has the id of the deleted one"


@proves("crud.delete")
def test_a_book_leaves_its_author(app: RunningApp, reader: Reader) -> None:
    """Deleting a book removes this book only."""
    author_id = add_author(reader)
    book_id, other_id = add_book(reader, author_id), add_book(reader, author_id, "Nemesis")
    answer(app.delete(f"/books/{book_id}"), 204)
    left = [row["id"] for row in reader.rows("book")]
    assert left == [other_id], f"books left: {left}; expected: {[other_id]}"
    assert reader.row("author", id=author_id) is not None, "the author went with the book"


@proves("crud.delete")
def test_an_author_with_books(app: RunningApp, reader: Reader) -> None:
    """The model says that a book needs an author and nothing of deleting it: 409, and both are still there."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    answer(app.delete(f"/authors/{author_id}"), 409)
    assert reader.row("author", id=author_id) is not None, "the answer was 409, and the author is gone"
    book = reader.row("book", id=book_id)
    assert book is not None, "the answer was 409, and the book is gone"
    assert book["author_id"] == author_id, f"the answer was 409, and the book belongs to {book['author_id']}"


@proves("crud.delete")
def test_an_author_whose_books_are_gone(app: RunningApp, reader: Reader) -> None:
    """Once the last book is deleted, the author can be."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    answer(app.delete(f"/books/{book_id}"), 204)
    answer(app.delete(f"/authors/{author_id}"), 204)
    assert reader.count("author") == 0, f"the only author was deleted, {reader.count('author')} are left"

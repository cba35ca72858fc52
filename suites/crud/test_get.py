"""GET /authors/{id} and GET /books/{id}."""

from __future__ import annotations

import uuid

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.crud.examples import add_author, add_book

NO_UUID = {
    "word": "xyz",
    "number": "1",
    "too-short": "11111111-1111-4111-8111-11111111111",
    "too-long": "11111111-1111-4111-8111-1111111111111",
    "not-hexadecimal": "g1111111-1111-4111-8111-111111111111",
    "injection": "'%20OR%20'1'='1",
    "null": "null",
}


@proves("crud.get")
def test_the_author_of_that_id(app: RunningApp, reader: Reader) -> None:
    """200 with the fields of the stored row, of two the one that was asked for."""
    author_id = add_author(reader)
    other_id = add_author(reader, "Mary", None)
    found = answer(app.get(f"/authors/{author_id}"), 200)
    assert found == {"id": str(author_id), "name": "Agatha", "dob": "1890-09-15"}, f"GET answers {found}"
    found = answer(app.get(f"/authors/{other_id}"), 200)
    assert found == {"id": str(other_id), "name": "Mary", "dob": None}, f"GET answers {found}"


@proves("crud.get")
@pytest.mark.parametrize(
    "author_id",
    [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "00000000-0000-4000-8000-000000000001",
        "12345678-1234-4234-8234-123456789012",
        "1e000000-0000-4000-8000-000000000000",
        "00ff0a0d-275c-4000-8000-2722255f0000",
        "61626364-6566-4768-a96a-6b6c6d6e6f70",
    ],
    ids=["nil", "max", "leading-zeros", "only-digits", "like-a-float", "special-bytes", "printable-bytes"],
)
def test_any_uuid_is_a_key(app: RunningApp, reader: Reader, author_id: str) -> None:
    """A key is found by its UUID whatever bytes or digits it is made of."""
    reader.insert("author", {"id": uuid.UUID(author_id), "name": "Agatha", "dob": None})
    add_author(reader, "Mary")
    found = answer(app.get(f"/authors/{author_id}"), 200)
    assert found == {"id": author_id, "name": "Agatha", "dob": None}, f"GET answers {found}"


@proves("crud.get")
def test_upper_case_is_the_same_key(app: RunningApp, reader: Reader) -> None:
    """A UUID in upper case names the same author, who is answered in lower case."""
    author_id = uuid.UUID("abcdefab-cdef-4bcd-8fab-cdefabcdefab")
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": None})
    found = answer(app.get(f"/authors/{str(author_id).upper()}"), 200)
    assert found["id"] == str(author_id), f"the author {author_id} is answered as {found['id']}"


@proves("crud.get")
@pytest.mark.parametrize("path", ["authors", "books"])
def test_unknown_id(app: RunningApp, reader: Reader, path: str) -> None:
    """404 with a JSON body that tells the status and a reason, and no statement or traceback."""
    add_book(reader, add_author(reader))
    response = app.get(f"/{path}/{uuid.uuid4()}")
    body = answer(response, 404)
    assert body.get("status_code") == 404, f"the body does not tell the status: {body}"
    assert body.get("detail"), f"the body gives no reason: {body}"
    assert "SELECT" not in response.text, f"the body shows a statement: {body}"
    assert "Traceback" not in response.text, f"the body shows a traceback: {body}"


@proves("crud.get")
@pytest.mark.parametrize("path", ["authors", "books"])
@pytest.mark.parametrize("segment", NO_UUID.values(), ids=NO_UUID)
def test_no_uuid(app: RunningApp, sql: Watch, segment: str, path: str) -> None:
    """A path segment that is no UUID is 404 from routing: the database is not asked."""
    with sql() as statements:
        answer(app.get(f"/{path}/{segment}"), 404)
    assert not statements, f"GET /{path}/{segment} sent statements: {statements}"


@proves("crud.get")
def test_book_with_its_author(app: RunningApp, reader: Reader) -> None:
    """A book is answered with the author it belongs to, and with its times."""
    add_author(reader, "Mary")
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    found = answer(app.get(f"/books/{book_id}"), 200)
    author = {"id": str(author_id), "name": "Agatha", "dob": "1890-09-15"}
    assert found == {
        "id": str(book_id),
        "title": "Curtain",
        "author_id": str(author_id),
        "author": author,
        "created_at": "2020-01-02T03:04:05Z",
        "updated_at": "2020-01-02T03:04:05Z",
    }, f"GET answers {found}"


@proves("crud.get")
def test_an_id_of_another_table(app: RunningApp, reader: Reader) -> None:
    """A book's id names no author."""
    book_id = add_book(reader, add_author(reader))
    answer(app.get(f"/authors/{book_id}"), 404)


@proves("crud.get")
def test_reading_changes_nothing(app: RunningApp, reader: Reader) -> None:
    """GET writes nothing, though requests end with a commit."""
    book_id = add_book(reader, add_author(reader))
    before = reader.rows("book"), reader.rows("author")
    answer(app.get(f"/books/{book_id}"), 200)
    answer(app.get(f"/authors/{before[1][0]['id']}"), 200)
    after = reader.rows("book"), reader.rows("author")
    assert after == before, f"stored before: {before}; after reading: {after}"

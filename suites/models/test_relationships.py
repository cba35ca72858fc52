"""Authors and their books: how they are linked, and how they are loaded."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.models import seeding


def selects(statements: list[str]) -> list[str]:
    """Those of the statements that read."""
    return [statement for statement in statements if statement.lstrip().upper().startswith("SELECT")]


@proves("models.one-to-many-selectin")
def test_appended_books_belong_to_the_author(probed: RunningApp, reader: Reader) -> None:
    """Books that are only appended to an author's list are stored with the author's id."""
    body = answer(probed.post("/probes/models/shelves", {"name": "Agatha", "titles": ["Curtain", "Nemesis"]}), 201)
    assert body["author ids"] == [body["id"]] * 2, f"the books of author {body['id']} carry {body['author ids']}"
    stored = {row["title"]: row["author_id"] for row in reader.rows("book")}
    assert stored == {"Curtain": UUID(body["id"]), "Nemesis": UUID(body["id"])}


@proves("models.one-to-many-selectin")
def test_books_take_one_more_select(probed: RunningApp, reader: Reader, sql: Watch) -> None:
    """Three authors and all their books are loaded by two SELECTs, however many books there are."""
    expected = []
    for number, titles in enumerate(([], ["Curtain"], ["Hallowe'en Party", "Nemesis", "Sleeping Murder"])):
        key = seeding.author(reader, f"author {number}")
        for title in titles:
            seeding.book(reader, key, title)
        expected.append({"name": f"author {number}", "kind": "InstrumentedList", "titles": titles, "backwards": True})
    with sql() as statements:
        body = answer(probed.get("/probes/models/shelves"), 200)
    assert body == expected, f"the authors' books are {body}, not {expected}"
    sent = selects(statements)
    assert len(sent) == 2, f"loading three authors with their books took {len(sent)} SELECTs, not 2: {sent}"


@proves("models.many-to-one-joined-inner")
def test_author_comes_by_an_inner_join(probed: RunningApp, reader: Reader, sql: Watch) -> None:
    """Books and their authors are loaded by one SELECT with an inner join; reading the author takes no other."""
    for number in range(3):
        seeding.book(reader, seeding.author(reader, f"author {number}"), f"book {number}")
    with sql() as statements:
        body = answer(probed.get("/probes/models/books"), 200)
    assert body == [{"title": f"book {number}", "author": f"author {number}"} for number in range(3)]
    sent = selects(statements)
    # the joined author's own books come by the select-in query of the other side
    about_books = [statement for statement in sent if re.search(r"\bFROM\s+[\"`]?book[\"`]?\s", statement)]
    joined = [statement for statement in about_books if re.search(r"\bJOIN\s+[\"`]?author\b", statement)]
    assert len(sent) <= 2, f"three books and their authors took {len(sent)} SELECTs: {sent}"
    assert joined, f"no SELECT joins the author to the book: {sent}"
    outer = [statement for statement in joined if re.search(r"\bOUTER\s+JOIN\b", statement)]
    assert not outer, f"the author comes by an outer join: {outer}"


@proves("models.many-to-one-joined-inner")
def test_book_is_answered_with_its_author(app: RunningApp, reader: Reader) -> None:
    """A client that gets a book gets its author with it."""
    author_id = seeding.author(reader, "Agatha")
    book_id = seeding.book(reader, author_id)
    body = answer(app.get(f"/books/{book_id}"), 200)
    assert body["author"] == {"id": str(author_id), "name": "Agatha", "dob": None}
    listed = answer(app.get("/books"), 200)["items"]
    assert [book["author"]["name"] for book in listed] == ["Agatha"]


@proves("models.author-relationship-viewonly")
def test_assigned_author_is_not_stored(probed: RunningApp, reader: Reader) -> None:
    """Assigning another author to a book and committing changes nothing in the table."""
    author_id, other_id = seeding.author(reader, "Agatha"), seeding.author(reader, "Arthur")
    book_id = seeding.book(reader, author_id)
    answer(probed.patch(f"/probes/models/books/{book_id}/author", {"author_id": str(other_id)}), 200)
    row = reader.row("book", id=book_id)
    assert row is not None, "the book is gone"
    assert row["author_id"] == author_id, f"the book's author_id became {row['author_id']}"
    assert row["updated_at"] == seeding.LONG_AGO, f"the book counts as changed at {row['updated_at']}"


@proves("models.foreign-key-enforced")
@pytest.mark.parametrize("verb", ["create", "update"])
def test_unknown_author_is_refused(app: RunningApp, reader: Reader, verb: str) -> None:
    """A book of an author who does not exist is a conflict, and the table stays as it was."""
    author_id = seeding.author(reader)
    book_id = seeding.book(reader, author_id)
    nobody = str(uuid4())
    if verb == "create":
        answer(app.post("/books", {"title": "Nemesis", "author_id": nobody}), 409)
    else:
        answer(app.patch(f"/books/{book_id}", {"author_id": nobody}), 409)
    stored = [(row["title"], row["author_id"]) for row in reader.rows("book")]
    assert stored == [("Curtain", author_id)], f"after the refused request the table holds {stored}"


@proves("models.foreign-key-enforced")
def test_known_author_is_taken(app: RunningApp, reader: Reader) -> None:
    """A book of an author who exists is stored."""
    author_id = seeding.author(reader)
    answer(app.post("/books", {"title": "Nemesis", "author_id": str(author_id)}), 201)
    stored = [(row["title"], row["author_id"]) for row in reader.rows("book")]
    assert stored == [("Nemesis", author_id)], f"the table holds {stored}"

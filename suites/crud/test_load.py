"""load=[AuthorModel.books], on models whose books are not loaded by themselves."""

from __future__ import annotations

import pytest

from assay.checking import Reader, Recorder, RunningApp, Watch, answer, proves
from suites.conftest import StartApp
from suites.crud.examples import add_author, add_book


@pytest.fixture
def probes(start_app: StartApp) -> RunningApp:
    """The application with the handlers of this chapter."""
    return start_app(probes="crud")


@proves("crud.load-books-eagerly")
def test_books_come_with_one_author(probes: RunningApp, reader: Reader) -> None:
    """An author is fetched with all own books, and no others; an author without books with none."""
    agatha, mary, nobody = add_author(reader), add_author(reader, "Mary"), add_author(reader, "Nobody")
    for author_id, title in [(agatha, "Curtain"), (agatha, "Nemesis"), (mary, "Mathilda")]:
        add_book(reader, author_id, title)
    for author_id, titles in [(agatha, ["Curtain", "Nemesis"]), (mary, ["Mathilda"]), (nobody, [])]:
        shown = answer(probes.get(f"/probes/crud/loading/{author_id}"), 200)["titles"]
        assert shown == titles, f"the titles are {shown}, not {titles}"


@proves("crud.load-books-eagerly")
def test_books_come_with_a_page(probes: RunningApp, reader: Reader) -> None:
    """Every author of a page has the books, and the total counts authors."""
    expected = {}
    for n in range(3):
        author_id = add_author(reader, f"author {n}")
        expected[str(author_id)] = [f"book {m} of {n}" for m in range(n)]
        for title in expected[str(author_id)]:
            add_book(reader, author_id, title)
    body = answer(probes.get("/probes/crud/loading"), 200)
    shown = {item["id"]: item["titles"] for item in body["items"]}
    assert shown == expected, f"the titles are {shown}, not {expected}"
    assert len(body["items"]) == 3, f"three authors are stored, {len(body['items'])} are listed"
    assert body["total"] == 3, f"three authors are stored, the total is {body['total']}"


@proves("crud.load-books-eagerly")
def test_statements_do_not_grow(probes: RunningApp, reader: Reader, sql: Watch) -> None:
    """Books are loaded together: six authors take as many statements as one."""
    add_book(reader, add_author(reader))
    with sql() as for_one:
        answer(probes.get("/probes/crud/loading"), 200)
    for n in range(5):
        add_book(reader, add_author(reader, f"author {n}"), f"book {n}")
    with sql() as for_six:
        body = answer(probes.get("/probes/crud/loading"), 200)
    assert [len(item["titles"]) for item in body["items"]] == [1] * 6, f"one book each is stored: {body['items']}"
    assert len(for_six) == len(for_one), f"{len(for_one)} statements for one author, {len(for_six)} for six"


@proves("crud.load-books-eagerly")
def test_without_load_they_do_not_come(probes: RunningApp, reader: Reader, recorder: Recorder) -> None:
    """Without load the same read of the books is refused, so it is load that brings them."""
    author_id = add_author(reader)
    add_book(reader, author_id)
    answer(probes.get(f"/probes/crud/lazy/{author_id}"), 500)
    raised = [str(error) for error in recorder.exceptions]
    assert any("lazy='raise'" in text for text in raised), f"the read failed for another reason: {raised}"


@proves("crud.update")
def test_update_does_not_touch_what_is_not_loaded(probes: RunningApp, reader: Reader) -> None:
    """A change of the name reads no relation that must not be loaded, and leaves the books where they are."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    response = probes.patch(f"/probes/crud/lazy/{author_id}", {"name": "Mary"})
    assert response.status_code == 200, f"the update answered {response.status_code}: {response.text[:300]}"
    row, book = reader.row("author", id=author_id), reader.row("book", id=book_id)
    assert row is not None, "the author is gone"
    assert row["name"] == "Mary", f"{row['name']!r} is stored"
    assert book is not None, "the book is gone"
    assert book["author_id"] == author_id, f"the book belongs to {book['author_id']}"

"""GET /authors and GET /books: the page, and the total that goes with it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.crud.examples import DOB, add_author, add_book

PAGE = {"items", "limit", "offset", "total"}


def add_authors(reader: Reader, count: int, name: str = "author") -> dict[str, Any]:
    """Store authors, and give what the list has to show of them, by id."""
    rows = [{"id": uuid.uuid4(), "name": f"{name} {n:02}", "dob": DOB if n % 2 else None} for n in range(count)]
    reader.insert("author", *rows)
    return {
        str(row["id"]): {**row, "id": str(row["id"]), "dob": DOB.isoformat() if row["dob"] else None} for row in rows
    }


@proves("crud.list")
def test_items_are_the_stored_rows(app: RunningApp, reader: Reader) -> None:
    """Every stored author is listed once, as stored, on a page with exactly its four keys."""
    expected = add_authors(reader, 7)
    body = answer(app.get("/authors"), 200)
    assert set(body) == PAGE, f"the page has the keys {sorted(body)}, not {sorted(PAGE)}"
    assert len(body["items"]) == 7, f"7 authors are stored, {len(body['items'])} are listed"
    listed = {item["id"]: item for item in body["items"]}
    assert listed == expected, f"listed: {listed}; stored: {expected}"
    assert body["total"] == 7, f"7 authors are stored, the total is {body['total']}"


@proves("crud.list")
@pytest.mark.parametrize("path", ["/authors", "/books"])
def test_empty_table(app: RunningApp, path: str) -> None:
    """An empty table is an empty page, not an error."""
    body = answer(app.get(path), 200)
    assert set(body) == PAGE, f"the page has the keys {sorted(body)}, not {sorted(PAGE)}"
    assert body["items"] == [], f"nothing is stored, {body['items']} is listed"
    assert body["total"] == 0, f"nothing is stored, the total is {body['total']}"
    assert body["offset"] == 0, f"the first page has the offset {body['offset']}"


@proves("crud.list")
def test_what_was_just_created(app: RunningApp) -> None:
    """An author is in the list as soon as the create is answered, and out of it once deleted."""
    created = answer(app.post("/authors", {"name": "Agatha"}), 201)
    listed = answer(app.get("/authors"), 200)["items"]
    assert listed == [created], f"created {created}, listed {listed}"
    answer(app.delete(f"/authors/{created['id']}"), 204)
    listed = answer(app.get("/authors"), 200)["items"]
    assert listed == [], f"the only author was deleted, listed is {listed}"


@proves("crud.list", "crud.list-and-count-total")
def test_books_do_not_multiply_authors(app: RunningApp, reader: Reader) -> None:
    """An author with several books is listed and counted once; every book is listed with its author."""
    agatha, mary = add_author(reader), add_author(reader, "Mary")
    for title in ("Curtain", "Nemesis", "Endless Night"):
        add_book(reader, agatha, title)
    add_book(reader, mary, "Mathilda")
    authors = answer(app.get("/authors"), 200)
    names = sorted(item["name"] for item in authors["items"])
    assert names == ["Agatha", "Mary"], f"two authors are stored, {names} are listed"
    assert authors["total"] == 2, f"two authors are stored, the total is {authors['total']}"
    books = answer(app.get("/books"), 200)
    pairs = sorted((item["author"]["name"], item["title"]) for item in books["items"])
    expected = [("Agatha", "Curtain"), ("Agatha", "Endless Night"), ("Agatha", "Nemesis"), ("Mary", "Mathilda")]
    assert pairs == expected, f"listed: {pairs}; stored: {expected}"
    assert books["total"] == 4, f"four books are stored, the total is {books['total']}"


@proves("crud.list-and-count-total")
@pytest.mark.parametrize(("page", "count"), [(1, 10), (2, 10), (3, 5)], ids=["first", "middle", "last"])
def test_total_on_a_page(app: RunningApp, reader: Reader, page: int, count: int) -> None:
    """The total is the number of stored authors, whatever page is shown."""
    add_authors(reader, 25)
    body = answer(app.get("/authors", currentPage=page, pageSize=10), 200)
    assert len(body["items"]) == count, f"page {page} of 25 by 10 has {len(body['items'])} items, not {count}"
    assert body["total"] == 25, f"25 authors are stored, the total on page {page} is {body['total']}"


@proves("crud.list-and-count-total")
@pytest.mark.parametrize("page", [4, 1000], ids=["next", "far"])
def test_total_past_the_end(app: RunningApp, reader: Reader, page: int) -> None:
    """A page past the last one is empty, and the total is still the number of stored authors."""
    add_authors(reader, 25)
    body = answer(app.get("/authors", currentPage=page, pageSize=10), 200)
    assert body["items"] == [], f"page {page} of 25 by 10 has {len(body['items'])} items"
    assert body["total"] == 25, f"25 authors are stored, the total past the end is {body['total']}"


@proves("crud.list-and-count-total")
@pytest.mark.parametrize(
    ("stored", "size"),
    [(10, 10), (11, 10), (1, 1), (3, 1)],
    ids=["one-full-page", "one-more", "one-of-one", "one-of-three"],
)
def test_total_at_the_edges(app: RunningApp, reader: Reader, stored: int, size: int) -> None:
    """Full pages and pages of one item change nothing about the total."""
    add_authors(reader, stored)
    body = answer(app.get("/authors", pageSize=size), 200)
    assert len(body["items"]) == size, f"the page of {size} has {len(body['items'])} items"
    assert body["total"] == stored, f"{stored} authors are stored, the total is {body['total']}"


@proves("crud.list-and-count-total")
@pytest.mark.parametrize(("page", "count"), [(1, 5), (3, 2)], ids=["first", "last"])
def test_total_counts_what_matches(app: RunningApp, reader: Reader, page: int, count: int) -> None:
    """With a search the total is the number of matching authors."""
    add_authors(reader, 12, "match")
    add_authors(reader, 13, "other")
    body = answer(app.get("/authors", searchString="match", currentPage=page, pageSize=5), 200)
    assert len(body["items"]) == count, f"page {page} of 12 matches by 5 has {len(body['items'])} items"
    assert body["total"] == 12, f"12 authors match, the total on page {page} is {body['total']}"


@proves("crud.list-and-count-total")
def test_total_of_no_match(app: RunningApp, reader: Reader) -> None:
    """A search that nothing matches has the total 0."""
    add_authors(reader, 3)
    body = answer(app.get("/authors", searchString="nobody"), 200)
    assert (body["items"], body["total"]) == ([], 0), f"nothing matches: {body}"


@proves("crud.list-and-count-total")
def test_total_follows_writes(app: RunningApp, reader: Reader) -> None:
    """The total counts what is stored now."""
    add_authors(reader, 3)
    created = answer(app.post("/authors", {"name": "Agatha"}), 201)
    total = answer(app.get("/authors", pageSize=2), 200)["total"]
    assert total == 4, f"4 authors are stored after a create, the total is {total}"
    answer(app.delete(f"/authors/{created['id']}"), 204)
    total = answer(app.get("/authors", pageSize=2), 200)["total"]
    assert total == 3, f"3 authors are stored after a delete, the total is {total}"

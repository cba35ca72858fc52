"""The five verbs of the page's controller on a repository."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.repository_only.seeding import BORN, seed_author, seed_authors, stored_names

UNKNOWN = uuid.UUID(int=7)


@proves("repository-only.list")
def test_list(repository_app: RunningApp, reader: Reader) -> None:
    """The first page holds ten authors, the second the other two; both say how many there are."""
    seeded = [f"Author {number:02}" for number in range(12)]
    seed_authors(reader, seeded)
    first = answer(repository_app.get("/authors"), 200)
    second = answer(repository_app.get("/authors", currentPage=2), 200)
    assert set(first) == {"items", "limit", "offset", "total"}
    assert [(len(p["items"]), p["limit"], p["offset"], p["total"]) for p in (first, second)] == [
        (10, 10, 0, 12),
        (2, 10, 10, 12),
    ]
    assert sorted(item["name"] for page in (first, second) for item in page["items"]) == seeded


@proves("repository-only.list")
def test_list_item(repository_app: RunningApp, reader: Reader) -> None:
    """An item shows the stored author, and nothing of the books."""
    id_ = seed_author(reader, "Agatha", "Curtain")
    page = answer(repository_app.get("/authors"), 200)
    assert page["items"] == [{"id": str(id_), "name": "Agatha", "dob": BORN.isoformat()}]


@proves("repository-only.list")
def test_list_of_nothing(repository_app: RunningApp) -> None:
    """An empty table gives an empty page."""
    assert answer(repository_app.get("/authors"), 200) == {"items": [], "limit": 10, "offset": 0, "total": 0}


@proves("repository-only.list")
def test_list_past_the_end(repository_app: RunningApp, reader: Reader) -> None:
    """No items."""
    seed_author(reader, "Agatha")
    page = answer(repository_app.get("/authors", currentPage=3), 200)
    assert (page["items"], page["limit"], page["offset"]) == ([], 10, 20)


@proves("repository-only.create")
@pytest.mark.parametrize("dob", [None, BORN], ids=["no-dob", "dob"])
def test_create(repository_app: RunningApp, reader: Reader, dob: datetime.date | None) -> None:
    """201, and another connection sees the row, without any autocommit."""
    data = {"name": "Agatha", **({"dob": dob.isoformat()} if dob else {})}
    body = answer(repository_app.post("/authors", data), 201)
    row = reader.row("repo_author", name="Agatha")
    assert row is not None, "the answer was 201, but there is no row"
    assert (row["id"], row["dob"]) == (uuid.UUID(body["id"]), dob)
    assert body == {"id": str(row["id"]), "name": "Agatha", "dob": data.get("dob")}


@proves("repository-only.create")
@pytest.mark.parametrize("name", ["漢字 🦊", "O'Brien; --", " x "], ids=["han", "sql", "spaces"])
def test_create_awkward_name(repository_app: RunningApp, reader: Reader, name: str) -> None:
    """The name is stored as it was sent."""
    answer(repository_app.post("/authors", {"name": name}), 201)
    assert stored_names(reader) == [name]


@proves("repository-only.create", needs=("empty-string-is-not-null",))
def test_create_empty_name(repository_app: RunningApp, reader: Reader) -> None:
    """An empty name is a name."""
    answer(repository_app.post("/authors", {"name": ""}), 201)
    assert stored_names(reader) == [""]


@proves("repository-only.create")
@pytest.mark.parametrize(
    "data",
    [{}, {"name": None}, {"name": 7}, {"name": "A", "dob": "yesterday"}, []],
    ids=["nothing", "null-name", "number", "bad-dob", "list"],
)
def test_create_from_bad_data(repository_app: RunningApp, reader: Reader, data: Any) -> None:
    """400, no row, and the next request works."""
    answer(repository_app.post("/authors", data), 400)
    assert stored_names(reader) == []
    answer(repository_app.post("/authors", {"name": "Agatha"}), 201)


@proves("repository-only.get")
def test_get(repository_app: RunningApp, reader: Reader) -> None:
    """200 and the author that was asked for."""
    seed_author(reader, "Dorothy")
    id_ = seed_author(reader, "Agatha", "Curtain", "Nemesis")
    body = answer(repository_app.get(f"/authors/{id_}"), 200)
    assert body == {"id": str(id_), "name": "Agatha", "dob": BORN.isoformat()}


@proves("repository-only.get")
def test_get_unknown(repository_app: RunningApp, reader: Reader) -> None:
    """404."""
    seed_author(reader, "Agatha")
    answer(repository_app.get(f"/authors/{UNKNOWN}"), 404)


@proves("repository-only.get")
def test_get_malformed(repository_app: RunningApp) -> None:
    """What is no UUID leads to no author: 404."""
    answer(repository_app.get("/authors/not-a-uuid"), 404)


@proves("repository-only.update")
@pytest.mark.parametrize(
    ("data", "name", "dob"),
    [
        ({"name": "Mary"}, "Mary", BORN),
        ({"dob": "1900-02-28"}, "Agatha", datetime.date(1900, 2, 28)),
        ({"name": "Mary", "dob": "1900-02-28"}, "Mary", datetime.date(1900, 2, 28)),
        ({}, "Agatha", BORN),
        ({"id": str(UNKNOWN)}, "Agatha", BORN),
    ],
    ids=["name", "dob", "both", "nothing", "id"],
)
def test_update(
    repository_app: RunningApp, reader: Reader, data: dict[str, Any], name: str, dob: datetime.date
) -> None:
    """Only what was sent changes, in the answer and for another connection."""
    id_ = seed_author(reader, "Agatha")
    other = seed_author(reader, "Dorothy")
    body = answer(repository_app.patch(f"/authors/{id_}", data), 200)
    row = reader.row("repo_author", id=id_)
    assert row is not None, "the row is gone"
    assert (row["name"], row["dob"]) == (name, dob), f"stored: {row['name']}, {row['dob']}, not {name}, {dob}"
    assert body == {"id": str(id_), "name": name, "dob": dob.isoformat()}
    untouched = reader.row("repo_author", id=other)
    assert untouched is not None, "another author's row is gone"
    assert (untouched["name"], untouched["dob"]) == ("Dorothy", BORN)


@proves("repository-only.update")
def test_update_to_null(repository_app: RunningApp, reader: Reader) -> None:
    """A null that was sent clears the column."""
    id_ = seed_author(reader, "Agatha")
    answer(repository_app.patch(f"/authors/{id_}", {"name": "Agatha", "dob": None}), 200)
    row = reader.row("repo_author", id=id_)
    assert row is not None, "the row is gone"
    assert row["dob"] is None, f"dob was sent as null and the answer was 200, but {row['dob']} is still stored"


@proves("repository-only.update")
def test_update_unknown(repository_app: RunningApp, reader: Reader) -> None:
    """404, and nothing is inserted."""
    answer(repository_app.patch(f"/authors/{UNKNOWN}", {"name": "Mary"}), 404)
    assert stored_names(reader) == []


@proves("repository-only.update")
def test_update_keeps_books(repository_app: RunningApp, reader: Reader) -> None:
    """The books stay the author's, although the model that is passed has none."""
    id_ = seed_author(reader, "Agatha", "Curtain", "Nemesis")
    answer(repository_app.patch(f"/authors/{id_}", {"name": "Mary"}), 200)
    assert sorted(book["title"] for book in reader.rows("repo_book", author_id=id_)) == ["Curtain", "Nemesis"]


@proves("repository-only.update")
def test_update_keeps_books_that_were_looked_at(probe_app: RunningApp, reader: Reader) -> None:
    """Reading the books of the model that is passed, which has none, does not count as setting them."""
    id_ = seed_author(reader, "Agatha", "Curtain", "Nemesis")
    body = answer(probe_app.patch(f"/probe/read-before/{id_}", {"name": "Mary"}), 200)
    assert body == {"name": "Mary", "seen": 0}, f"answered {body}"
    left = sorted(book["title"] for book in reader.rows("repo_book", author_id=id_))
    assert left == ["Curtain", "Nemesis"], f"the author has the books {left}"


@proves("repository-only.update")
@pytest.mark.parametrize("data", [{"name": 7}, {"dob": "yesterday"}], ids=["number", "bad-dob"])
def test_update_from_bad_data(repository_app: RunningApp, reader: Reader, data: dict[str, Any]) -> None:
    """400, and nothing changes."""
    id_ = seed_author(reader, "Agatha")
    answer(repository_app.patch(f"/authors/{id_}", data), 400)
    row = reader.row("repo_author", id=id_)
    assert row is not None, "the row is gone"
    assert (row["name"], row["dob"]) == ("Agatha", BORN)


@proves("repository-only.delete")
def test_delete(repository_app: RunningApp, reader: Reader) -> None:
    """204, the row is gone for another connection, and the second time it is a 404."""
    id_ = seed_author(reader, "Agatha")
    seed_author(reader, "Dorothy")
    answer(repository_app.delete(f"/authors/{id_}"), 204)
    assert stored_names(reader) == ["Dorothy"]
    answer(repository_app.delete(f"/authors/{id_}"), 404)
    assert stored_names(reader) == ["Dorothy"]


@proves("repository-only.delete")
def test_delete_unknown(repository_app: RunningApp, reader: Reader) -> None:
    """404, and nothing is removed."""
    seed_author(reader, "Agatha")
    answer(repository_app.delete(f"/authors/{UNKNOWN}"), 404)
    assert stored_names(reader) == ["Agatha"]


@proves("repository-only.delete", needs=("enforces-foreign-keys",))
def test_delete_with_books(repository_app: RunningApp, reader: Reader) -> None:
    """An author with books is not removed: 409, and nothing is lost."""
    id_ = seed_author(reader, "Agatha", "Curtain")
    answer(repository_app.delete(f"/authors/{id_}"), 409)
    assert stored_names(reader) == ["Agatha"]
    assert reader.count("repo_book") == 1
    answer(repository_app.get(f"/authors/{id_}"), 200)

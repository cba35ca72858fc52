"""auto_commit=True of the update, in requests that do not commit by themselves."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.conftest import StartApp
from suites.crud.examples import add_author, add_book


@pytest.fixture
def uncommitted(start_app: StartApp) -> RunningApp:
    """The application without a commit at the end of requests."""
    return start_app(before_send_handler=None, probes="crud")


@proves("crud.update-auto-commit")
@pytest.mark.parametrize("table", ["author", "book"])
def test_update_is_kept(uncommitted: RunningApp, reader: Reader, table: str) -> None:
    """The documented PATCH is stored though the request does not commit."""
    author_id = add_author(reader)
    book_id = add_book(reader, author_id)
    item_id, column = (author_id, "name") if table == "author" else (book_id, "title")
    updated = answer(uncommitted.patch(f"/{table}s/{item_id}", {column: "changed"}), 200)
    assert updated[column] == "changed", f"PATCH answers the {column} {updated[column]!r}"
    row = reader.row(table, id=item_id)
    assert row is not None, f"the {table} is gone"
    assert row[column] == "changed", f"PATCH answered 200, and {row[column]!r} is stored"


@proves("crud.update-auto-commit")
def test_create_is_lost(uncommitted: RunningApp, reader: Reader) -> None:
    """In the same application a create, which has no auto_commit, leaves nothing."""
    answer(uncommitted.post("/authors", {"name": "Agatha"}), 201)
    assert reader.count("author") == 0, "an author is stored, so the requests commit: the other checks prove nothing"


@proves("crud.update-auto-commit")
def test_delete_is_lost(uncommitted: RunningApp, reader: Reader) -> None:
    """In the same application a delete, which has no auto_commit, removes nothing."""
    author_id = add_author(reader)
    answer(uncommitted.delete(f"/authors/{author_id}"), 204)
    assert reader.row("author", id=author_id) is not None, "the delete is stored, so the requests commit"


@proves("crud.update-auto-commit")
@pytest.mark.parametrize(("auto_commit", "name"), [(True, "changed"), (False, "Agatha")], ids=["on", "off"])
def test_it_is_the_parameter(uncommitted: RunningApp, reader: Reader, auto_commit: bool, name: str) -> None:
    """The same update is stored with auto_commit, and lost without."""
    author_id = add_author(reader)
    path = f"/probes/crud/commits/{author_id}?auto_commit={str(auto_commit).lower()}"
    updated = answer(uncommitted.patch(path, {"name": "changed"}), 200)
    assert updated == {"name": "changed"}, f"the update answers {updated}"
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert row["name"] == name, f"with auto_commit={auto_commit} the name {row['name']!r} is stored, not {name!r}"


@proves("crud.update-auto-commit")
@pytest.mark.parametrize(("auto_commit", "name"), [(True, "changed"), (False, "Agatha")], ids=["on", "off"])
def test_it_is_immediate(start_app: StartApp, reader: Reader, auto_commit: bool, name: str) -> None:
    """An error later in the request takes back an update without auto_commit, and none with it."""
    committing = start_app(probes="crud")
    author_id = add_author(reader)
    path = f"/probes/crud/commits/{author_id}/then-fail?auto_commit={str(auto_commit).lower()}"
    answer(committing.patch(path, {"name": "changed"}), 400)
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert row["name"] == name, f"with auto_commit={auto_commit} the name {row['name']!r} is stored, not {name!r}"


@proves("crud.update-auto-commit")
@pytest.mark.parametrize(("auto_commit", "count"), [(True, 1), (False, 0)], ids=["on", "off"])
def test_create_has_it_too(start_app: StartApp, reader: Reader, auto_commit: bool, count: int) -> None:
    """A create takes auto_commit as an update does."""
    committing = start_app(probes="crud")
    path = f"/probes/crud/commits/then-fail?auto_commit={str(auto_commit).lower()}"
    answer(committing.post(path, {"name": "Agatha"}), 400)
    assert reader.count("author") == count, (
        f"with auto_commit={auto_commit} {reader.count('author')} authors are stored, not {count}"
    )

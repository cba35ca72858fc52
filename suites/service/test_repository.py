"""A service does its database work through the repository class that it names."""

from __future__ import annotations

import uuid

import pytest

from assay.checking import Reader, Recorder, RunningApp, answer, proves
from suites.conftest import StartApp


@pytest.fixture
def probes(start_app: StartApp) -> RunningApp:
    """The application with the handlers of this chapter."""
    return start_app(probes="service")


def seeded(reader: Reader) -> uuid.UUID:
    """Store an author called Agatha, and give her id."""
    author_id = uuid.uuid4()
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": None})
    return author_id


@proves("service.repository-model-binding")
def test_service_has_its_repository_and_model(probes: RunningApp) -> None:
    """The page's service holds an instance of its nested Repo, and both name AuthorModel as their model."""
    bound = answer(probes.get("/probes/service/binding"), 200)
    assert bound == {
        "repository": "AuthorService.Repo",
        "is_repository_type": True,
        "model": "AuthorModel",
        "service_model": "AuthorModel",
        "is_model": True,
    }, f"AuthorService is bound to {bound}"


@proves("service.repository-model-binding")
def test_create_goes_through_the_repository(probes: RunningApp, reader: Reader) -> None:
    """What the nested Repo does to an author is in the answer and in the table."""
    created = answer(probes.post("/probes/service/recorded", {"name": "Agatha"}), 201)
    assert created["called"] == ["add"], f"create called {created['called']} of the service's Repo, not add"
    row = reader.row("author", id=uuid.UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == "Agatha, added by Repo", f"Repo.add marks the name, {row['name']!r} is stored"


@proves("service.repository-model-binding")
def test_get_goes_through_the_repository(probes: RunningApp, reader: Reader) -> None:
    """Reading by id calls the nested Repo's get."""
    found = answer(probes.get(f"/probes/service/recorded/{seeded(reader)}"), 200)
    assert found == {"name": "Agatha", "called": ["get"]}, f"get through the service's Repo answers {found}"


@proves("service.repository-model-binding")
def test_update_goes_through_the_repository(probes: RunningApp, reader: Reader) -> None:
    """Changing an author calls the nested Repo's update, and what that does is stored."""
    author_id = seeded(reader)
    updated = answer(probes.patch(f"/probes/service/recorded/{author_id}", {"name": "Mary"}), 200)
    assert "update" in updated["called"], f"update called {updated['called']} of the service's Repo"
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert row["name"] == "Mary, updated by Repo", f"Repo.update marks the name, {row['name']!r} is stored"


@proves("service.repository-model-binding")
def test_delete_goes_through_the_repository(probes: RunningApp, reader: Reader) -> None:
    """Removing an author calls the nested Repo's delete."""
    author_id = seeded(reader)
    removed = answer(probes.delete(f"/probes/service/recorded/{author_id}"), 200)
    assert "delete" in removed["called"], f"delete called {removed['called']} of the service's Repo"
    assert reader.row("author", id=author_id) is None, "the author is still stored"


@proves("service.repository-model-binding")
def test_questions_go_through_the_repository(probes: RunningApp, reader: Reader) -> None:
    """count and exists answer what the nested Repo makes of them."""
    seeded(reader)
    counted = answer(probes.get("/probes/service/counted"), 200)
    seen = (counted["count"], counted["exists"])
    assert seen == (1001, False), f"count and exists through the service's Repo answer {seen}, not (1001, False)"


@proves("service.repository-model-binding")
def test_service_without_repository_is_useless(probes: RunningApp, reader: Reader, recorder: Recorder) -> None:
    """A service that names no repository fails, saying what it lacks, and stores nothing."""
    answer(probes.post("/probes/service/without-repository", {"name": "Agatha"}), 500)
    raised = [str(error) for error in recorder.exceptions]
    assert any("repository_type" in text for text in raised), f"the error does not say what is missing: {raised}"
    assert reader.count("author") == 0, f"{reader.count('author')} rows were stored without a repository"


@proves("service.repository-model-binding")
def test_each_service_writes_to_its_own_table(app: RunningApp, reader: Reader) -> None:
    """Two services in one application, each with its model: a book goes to book, an author to author."""
    author = answer(app.post("/authors", {"name": "Agatha"}), 201)
    assert (reader.count("author"), reader.count("book")) == (1, 0), "POST /authors did not write one author only"
    book = answer(app.post("/books", {"title": "Curtain", "author_id": author["id"]}), 201)
    assert (reader.count("author"), reader.count("book")) == (1, 1), "POST /books did not write one book only"
    answer(app.delete(f"/books/{book['id']}"), 204)
    assert (reader.count("author"), reader.count("book")) == (1, 0), "DELETE /books/{id} did not remove one book only"

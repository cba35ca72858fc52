"""Which repository loads the books, and how handlers get theirs."""

from __future__ import annotations

from assay.checking import Reader, RunningApp, Target, Watch, answer, proves
from suites.repository_only.seeding import seed_author


def _about_books(statements: list[str]) -> list[str]:
    return [statement for statement in statements if "repo_book" in statement]


@proves("repository-only.books-not-loaded-by-default")
def test_list_without_books(probe_app: RunningApp, reader: Reader, sql: Watch) -> None:
    """The controller's repository lists authors without their books, and does not ask the database for these."""
    seed_author(reader, "Agatha", "Curtain")
    seed_author(reader, "Dorothy")
    with sql() as statements:
        shown = answer(probe_app.get("/probe/listed-books"), 200)
    assert shown == {"Agatha": [], "Dorothy": []}
    assert _about_books(statements) == []


@proves("repository-only.books-not-loaded-by-default")
def test_get_without_books(probe_app: RunningApp, reader: Reader, sql: Watch) -> None:
    """The controller's repository gets an author without the books, and does not ask the database for these."""
    id_ = seed_author(reader, "Agatha", "Curtain")
    with sql() as statements:
        shown = answer(probe_app.get(f"/probe/books/{id_}"), 200)
    assert shown == []
    assert _about_books(statements) == []


@proves("repository-only.books-not-loaded-by-default")
def test_the_pages_list_asks_for_no_books(repository_app: RunningApp, reader: Reader, sql: Watch) -> None:
    """The page's own list handler reads authors only."""
    seed_author(reader, "Agatha", "Curtain")
    with sql() as statements:
        answer(repository_app.get("/authors"), 200)
    assert statements, "the list was answered without any SQL"
    assert _about_books(statements) == []


@proves("repository-only.details-provider-override")
def test_route_with_its_own_repository(probe_app: RunningApp, reader: Reader) -> None:
    """The route that replaces the repository sees the books of its author, in the same controller."""
    id_ = seed_author(reader, "Agatha", "Nemesis", "Curtain")
    seed_author(reader, "Dorothy", "Gaudy Night")
    assert answer(probe_app.get(f"/probe/details/{id_}"), 200) == ["Curtain", "Nemesis"]
    assert answer(probe_app.get(f"/probe/books/{id_}"), 200) == []


@proves("repository-only.details-provider-override")
def test_author_without_books(probe_app: RunningApp, reader: Reader) -> None:
    """The route that replaces the repository sees an empty list."""
    id_ = seed_author(reader, "Agatha")
    seed_author(reader, "Dorothy", "Gaudy Night")
    assert answer(probe_app.get(f"/probe/details/{id_}"), 200) == []


@proves("repository-only.details-provider-override")
def test_the_pages_get_and_patch_load_books(repository_app: RunningApp, reader: Reader, sql: Watch) -> None:
    """The page's get and patch handlers ask for books, its list handler does not."""
    id_ = seed_author(reader, "Agatha")
    read = {}
    with sql() as statements:
        answer(repository_app.get(f"/authors/{id_}"), 200)
    read["get"] = bool(_about_books(statements))
    with sql() as statements:
        answer(repository_app.patch(f"/authors/{id_}", {"name": "Mary", "dob": "1890-09-15"}), 200)
    read["patch"] = bool(_about_books(statements))
    with sql() as statements:
        answer(repository_app.get("/authors"), 200)
    read["list"] = bool(_about_books(statements))
    assert read == {"get": True, "patch": True, "list": False}


@proves("repository-only.repository-as-dependency")
def test_repository_of_the_request(probe_app: RunningApp, target: Target) -> None:
    """The handler receives the repository, on the session that the plugin gives this request."""
    shown = answer(probe_app.get("/probe/repository"), 200)
    session = "AsyncSession" if target.is_async else "Session"
    assert shown == {
        "type": "AuthorRepository",
        "model": "RepoAuthorModel",
        "same_session": True,
        "session": session,
        "method": "GET",
    }


@proves("repository-only.repository-as-dependency")
def test_sessions_are_given_back(probe_app: RunningApp, reader: Reader) -> None:
    """A repository holds no connection after its request, whether it was found or not."""
    id_ = seed_author(reader, "Agatha")
    answer(probe_app.get(f"/authors/{id_}"), 200)
    answer(probe_app.get("/authors/00000000-0000-0000-0000-000000000007"), 404)
    assert probe_app.checked_out() == 0

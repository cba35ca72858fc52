"""The application-level dependency that turns currentPage and pageSize into a LimitOffset."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, TargetRuntime, Watch, answer, proves
from suites.conftest import build
from suites.repository_only.seeding import seed_author, seed_authors

ASKED: dict[str, tuple[dict[str, int], tuple[int, int]]] = {
    "nothing": ({}, (10, 0)),
    "page": ({"currentPage": 2}, (10, 10)),
    "size": ({"pageSize": 7}, (7, 0)),
    "both": ({"currentPage": 3, "pageSize": 5}, (5, 10)),
    "size-1": ({"currentPage": 4, "pageSize": 1}, (1, 3)),
    "snake-case": ({"current_page": 3, "page_size": 5}, (10, 0)),
}


@proves("repository-only.limit-offset-provider")
@pytest.mark.parametrize(("parameters", "expected"), ASKED.values(), ids=ASKED)
def test_limit_and_offset(repository_app: RunningApp, parameters: dict[str, Any], expected: tuple[int, int]) -> None:
    """The page's limit and offset follow from the two parameters; the Python names are not understood."""
    page = answer(repository_app.get("/authors", **parameters), 200)
    assert (page["limit"], page["offset"]) == expected


@proves("repository-only.limit-offset-provider")
def test_every_handler_can_have_it(probe_app: RunningApp) -> None:
    """A handler of another controller receives a LimitOffset too."""
    shown = answer(probe_app.get("/probe/limit-offset", currentPage=3, pageSize=5), 200)
    assert shown == {"type": "LimitOffset", "limit": 5, "offset": 10}


@proves("repository-only.limit-offset-provider")
def test_walk(repository_app: RunningApp, reader: Reader) -> None:
    """The pages together hold every author once."""
    seeded = [f"Author {number}" for number in range(7)]
    seed_authors(reader, seeded)
    pages = [answer(repository_app.get("/authors", currentPage=n, pageSize=3), 200)["items"] for n in (1, 2, 3)]
    assert [len(items) for items in pages] == [3, 3, 1]
    assert sorted(item["name"] for items in pages for item in items) == seeded


@proves("repository-only.list")
def test_update_between_pages(fresh_space: TargetRuntime) -> None:
    """The pages hold every author once, although one is changed after the first page."""
    app = fresh_space.start(build(fresh_space, "reference_app.repository_only.app", create_all=True))
    names = [f"Author {number}" for number in range(7)]
    rows = [{"id": uuid.UUID(int=n << 64), "name": name, "dob": None} for n, name in enumerate(names, 1)]
    fresh_space.reader.insert("repo_author", *rows)
    met: list[str] = []
    for number in (1, 2, 3):
        page = answer(app.get("/authors", currentPage=number, pageSize=3), 200)
        met += [item["name"] for item in page["items"]]
        if number == 1:
            answer(app.patch(f"/authors/{rows[0]['id']}", {"name": names[0], "dob": "1999-01-01"}), 200)
    assert sorted(met) == names, f"{names[0]} was changed after page 1, and the pages show {met}"


BAD = ["0", "-1", "abc", "1.5", ""]


def _refused(app: RunningApp, sql: Watch, parameter: str, value: str) -> None:
    with sql() as statements:
        problem = answer(app.get("/authors", **{parameter: value}), 400)
    assert statements == []
    assert parameter in str(problem), f"the answer does not name {parameter}: {problem}"


@proves("repository-only.current-page-validation")
@pytest.mark.parametrize("value", BAD, ids=lambda value: value or "empty")
def test_bad_current_page(repository_app: RunningApp, sql: Watch, value: str) -> None:
    """400 that names the parameter, and no SQL."""
    _refused(repository_app, sql, "currentPage", value)


@proves("repository-only.current-page-validation")
def test_first_page(repository_app: RunningApp, reader: Reader) -> None:
    """1 is the lowest page that there is."""
    seed_author(reader, "Agatha")
    assert len(answer(repository_app.get("/authors", currentPage=1), 200)["items"]) == 1


@proves("repository-only.page-size-validation")
@pytest.mark.parametrize("value", BAD, ids=lambda value: value or "empty")
def test_bad_page_size(repository_app: RunningApp, sql: Watch, value: str) -> None:
    """400 that names the parameter, and no SQL."""
    _refused(repository_app, sql, "pageSize", value)


@proves("repository-only.page-size-validation")
@pytest.mark.parametrize("size", [1, 1000, 10**6, 2**31], ids=lambda size: f"size-{size}")
def test_good_page_size(repository_app: RunningApp, reader: Reader, size: int) -> None:
    """1 works, and there is no upper bound."""
    seed_authors(reader, ["Agatha", "Dorothy"])
    page = answer(repository_app.get("/authors", pageSize=size), 200)
    assert (len(page["items"]), page["limit"]) == (min(size, 2), size)

"""pagination_type and pagination_size."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, TITLES, listed, seed
from suites.filters.openapi import query_parameters

SORTED = {"sort_field": "title", "sort_order": "asc"}
LISTINGS = {
    "/unsaid": {"config": {"pagination_type": "limit_offset", **SORTED}},
    "/two": {"config": {"pagination_type": "limit_offset", "pagination_size": 2, **SORTED}},
    "/four": {"config": {"pagination_type": "limit_offset", "pagination_size": 4, **SORTED}},
    "/one": {"config": {"pagination_type": "limit_offset", "pagination_size": 1, **SORTED}},
    "/without": {"config": SORTED},
    "/size-only": {"config": {"pagination_size": 2, **SORTED}},
}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings with different pages."""
    return serve("pages", LISTINGS)


def _page(app: RunningApp, path: str, **parameters: int) -> list[str]:
    page = answer(app.get(path, **parameters), 200)
    assert page["total"] == len(TITLES)
    names: list[str] = page["names"]
    return names


@proves("filter-deps.pagination-defaults")
def test_each_its_own_size(app: RunningApp, reader: Reader) -> None:
    """Whichever is asked first."""
    seed(reader)
    sizes = {"/unsaid": 5, "/two": 2, "/four": 4, "/one": 1}
    for paths in (list(sizes), list(reversed(sizes))):
        assert {path: len(_page(app, path)) for path in paths} == sizes


@proves("filter-deps.pagination-defaults")
def test_twenty(app: RunningApp, reader: Reader) -> None:
    """The size that is not said is 20."""
    titles = [f"task {number:02}" for number in range(25)]
    seed(reader, [TASKS[0]._replace(title=title) for title in titles])
    first, second = (answer(app.get("/unsaid", currentPage=number), 200) for number in (1, 2))
    assert (first["names"], second["names"]) == (titles[:20], titles[20:])
    assert (first["total"], second["total"]) == (25, 25)


@proves("filter-deps.pagination-defaults")
def test_pages_of_the_default_size(app: RunningApp, reader: Reader) -> None:
    """The number of a page counts pages of the listing's own size."""
    seed(reader)
    assert [_page(app, "/two", currentPage=number) for number in (1, 2, 3)] == [TITLES[:2], TITLES[2:4], TITLES[4:]]
    assert [_page(app, "/four", currentPage=number) for number in (1, 2)] == [TITLES[:4], TITLES[4:]]


@proves("filter-deps.pagination-defaults")
def test_size_of_the_request(app: RunningApp, reader: Reader) -> None:
    """It goes before the default, larger or smaller, and is not remembered."""
    seed(reader)
    assert _page(app, "/two", pageSize=3) == TITLES[:3]
    assert _page(app, "/two", pageSize=3, currentPage=2) == TITLES[3:]
    assert _page(app, "/four", pageSize=1, currentPage=5) == TITLES[4:]
    assert _page(app, "/two") == TITLES[:2]


@proves("filter-deps.pagination-defaults")
@pytest.mark.parametrize("value", ["0", "-1", "", "many", "1.5"], ids=["zero", "negative", "empty", "word", "fraction"])
@pytest.mark.parametrize("name", ["pageSize", "currentPage"])
def test_what_is_no_size(app: RunningApp, reader: Reader, name: str, value: str) -> None:
    """400."""
    seed(reader)
    answer(app.get("/two", **{name: value}), 400)


@proves("filter-deps.pagination-defaults")
@pytest.mark.parametrize("path", ["/without", "/size-only"])
def test_without_pages(app: RunningApp, reader: Reader, path: str) -> None:
    """Without a pagination_type there are no pages, and no such parameters, also where there is a size."""
    seed(reader)
    assert listed(app, path, pageSize=1, currentPage=2) == TITLES
    assert set(query_parameters(app, path)) == {"orderBy", "sortOrder"}


@proves("filter-deps.pagination-defaults")
def test_defaults_in_the_description(app: RunningApp) -> None:
    """Each size is that of its listing."""
    sizes = {
        path: query_parameters(app, path)["pageSize"]["schema"]["default"] for path in ("/unsaid", "/two", "/four")
    }
    assert sizes == {"/unsaid": 20, "/two": 2, "/four": 4}

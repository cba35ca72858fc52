"""currentPage and pageSize."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.filters.openapi import query_parameters
from suites.filters.seeding import expect_names, expect_some, names, numbered, seed_authors


@proves("filters.limit-offset-defaults")
@pytest.mark.parametrize("count", [0, 1, 20, 25], ids=["no-rows", "1-row", "20-rows", "25-rows"])
def test_first_page_without_parameters(app: RunningApp, reader: Reader, count: int) -> None:
    """The first page, of at most 20 items."""
    seeded = numbered(count)
    seed_authors(reader, seeded)
    page = answer(app.get("/authors"), 200)
    expect_some(page, min(count, 20), seeded)
    shown = {key: page[key] for key in ("limit", "offset", "total")}
    assert shown == {"limit": 20, "offset": 0, "total": count}


@proves("filters.limit-offset-defaults")
def test_openapi_shows_the_defaults(app: RunningApp) -> None:
    """The API's description says that page 1 of 20 items is the default."""
    parameters = query_parameters(app, "/authors")
    shown = {name: parameters[name]["schema"].get("default") for name in ("currentPage", "pageSize")}
    assert shown == {"currentPage": 1, "pageSize": 20}


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize(
    ("count", "size"), [(7, 3), (6, 3), (4, 1), (3, 10)], ids=["last-is-short", "last-is-full", "size-1", "one-page"]
)
def test_walk(app: RunningApp, reader: Reader, count: int, size: int) -> None:
    """The pages together hold every row once; each says where it starts."""
    seeded = numbered(count)
    seed_authors(reader, seeded)
    met: list[str] = []
    for number in range(1, -(-count // size) + 1):
        page = answer(app.get("/authors", currentPage=number, pageSize=size), 200)
        assert page["offset"] == (number - 1) * size, f"page {number} starts at {page['offset']}"
        assert page["total"] == count, f"page {number} says that there are {page['total']} rows, not {count}"
        assert len(page["items"]) == min(size, count - (number - 1) * size), f"page {number}: {names(page)}"
        met += names(page)
    assert sorted(met) == seeded


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize(
    ("count", "number", "size"),
    [(4, 3, 2), (3, 3, 2), (2, 1000, 20), (0, 2, 20)],
    ids=["next-after-full", "next-after-short", "far", "no-rows"],
)
def test_page_past_the_end_is_empty(app: RunningApp, reader: Reader, count: int, number: int, size: int) -> None:
    """200 with no items."""
    seed_authors(reader, numbered(count))
    page = answer(app.get("/authors", currentPage=number, pageSize=size), 200)
    assert page["items"] == []
    assert (page["offset"], page["limit"]) == ((number - 1) * size, size)


HUGE = {
    "2^31": 2**31,
    "2^63-offset": 2**63 // 20,
    "2^63-1": 2**63 - 1,
    "2^64": 2**64,
    "30-digits": 10**30,
}


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("number", HUGE.values(), ids=HUGE)
def test_huge_current_page(app: RunningApp, reader: Reader, number: int) -> None:
    """An empty page or a refusal, never a server error; and the next request works."""
    seed_authors(reader, ["Agatha"])
    response = app.get("/authors", currentPage=number)
    after = app.get("/authors")
    assert response.status_code in {200, 400}, (
        f"currentPage={number} answered {response.status_code}, neither 200 nor 400: {response.text[:200]}"
    )
    if response.status_code == 200:
        assert response.json()["items"] == []
    expect_names(answer(after, 200), ["Agatha"])


@proves("filters.limit-offset-page-size")
@pytest.mark.parametrize("size", [1, 7, 12, 13, 1000, 2**31], ids=lambda size: f"size-{size}")
def test_page_size(app: RunningApp, reader: Reader, size: int) -> None:
    """As many items as asked for or as there are, and the limit echoed."""
    seeded = numbered(12)
    seed_authors(reader, seeded)
    page = answer(app.get("/authors", pageSize=size), 200)
    expect_some(page, min(size, 12), seeded)
    assert (page["limit"], page["offset"], page["total"]) == (size, 0, 12)


@proves("filters.limit-offset-page-size")
def test_page_size_beyond_the_default(app: RunningApp, reader: Reader) -> None:
    """A page may be larger than the default size: that is a default, not a limit."""
    seed_authors(reader, numbered(25))
    expect_some(answer(app.get("/authors", pageSize=24), 200), 24, numbered(25))


@proves("filters.limit-offset-page-size")
@pytest.mark.parametrize("size", [2**63 - 1, 2**63, 10**30], ids=["2^63-1", "2^63", "30-digits"])
def test_huge_page_size(app: RunningApp, reader: Reader, size: int) -> None:
    """All rows or a refusal, never a server error; and the next request works."""
    seed_authors(reader, ["Agatha"])
    response = app.get("/authors", pageSize=size)
    after = app.get("/authors")
    assert response.status_code in {200, 400}, (
        f"pageSize={size} answered {response.status_code}, neither 200 nor 400: {response.text[:200]}"
    )
    if response.status_code == 200:
        expect_names(response.json(), ["Agatha"])
    expect_names(answer(after, 200), ["Agatha"])


@proves("filters.limit-offset-validation")
@pytest.mark.parametrize("parameter", ["currentPage", "pageSize"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "1.5", "true", "", "1e400"], ids=lambda value: value or "empty")
def test_bad_values_are_refused(app: RunningApp, sql: Watch, parameter: str, value: str) -> None:
    """400 that names the parameter, no SQL, and the next request works."""
    with sql() as statements:
        response = app.get("/authors", **{parameter: value})
    problem = answer(response, 400)
    assert statements == []
    assert parameter in str(problem), f"the answer does not name {parameter}: {problem}"
    answer(app.get("/authors", **{parameter: 1}), 200)


@proves("filters.limit-offset-validation")
@pytest.mark.parametrize("parameter", ["currentPage", "pageSize"])
def test_repeated_parameter(app: RunningApp, reader: Reader, parameter: str) -> None:
    """A page of one of the two numbers or a refusal, never a server error."""
    seed_authors(reader, numbered(25))
    response = app.get("/authors", **{parameter: [1, 2]})
    if response.status_code == 400:
        return
    page = answer(response, 200)
    seen = (page["offset"], page["limit"])
    pages = {"currentPage": {(0, 20), (20, 20)}, "pageSize": {(0, 1), (0, 2)}}[parameter]
    assert seen in pages, f"repeated {parameter}: offset and limit are {seen}, of neither number"
    expect_some(page, min(page["limit"], 25 - page["offset"]), numbered(25))


@proves("filters.limit-offset-validation")
def test_openapi_shows_the_minimum(app: RunningApp) -> None:
    """The API's description says that both are integers of at least 1."""
    parameters = query_parameters(app, "/authors")
    shown = {
        name: (parameters[name]["schema"].get("type"), parameters[name]["schema"].get("minimum"))
        for name in ("currentPage", "pageSize")
    }
    assert shown == {"currentPage": ("integer", 1), "pageSize": ("integer", 1)}

"""Several filters in one request."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.checking import Reader, RunningApp, answer, proves, same_everywhere
from suites.conftest import StartApp
from suites.filters.openapi import query_parameters
from suites.filters.seeding import expect_names, expect_some, names, seed_authors, seed_books

NAMES = [
    "Agatha Christie",
    "agnes Grey",
    "Dorothy Sayers",
    "Margery Allingham",
    "Ngaio Marsh",
    "Josephine Tey",
    "Gladys Mitchell",
    "Ruth Rendell",
    "Patricia Wentworth",
    "P. D. James",
    "Ellis Peters",
    "Mary Stewart",
]
DOCUMENTED = {"ids", "currentPage", "pageSize", "searchString", "searchIgnoreCase"}


@pytest.fixture
def probe_app(start_app: StartApp) -> RunningApp:
    """The guide's application with controllers of other filters."""
    return start_app(probes="filters")


@proves("filters.combined")
def test_ids_and_text_and_page(app: RunningApp, reader: Reader) -> None:
    """The rows that all filters let pass; the total counts these, not the page and not the table."""
    ids = seed_authors(reader, NAMES)
    wanted = [str(ids[name]) for name in NAMES[:6]]
    both = [name for name in NAMES[:6] if "ar" in name.lower()]
    assert len(both) == 2
    found: list[str] = []
    for number in (1, 2):
        page = answer(app.get("/authors", ids=wanted, searchString="AR", pageSize=1, currentPage=number), 200)
        assert (page["total"], page["limit"], page["offset"]) == (2, 1, number - 1)
        assert len(page["items"]) == 1, f"{names(page)} on a page of one"
        found += names(page)
    assert sorted(found) == both


@proves("filters.combined")
def test_filters_that_exclude_each_other(app: RunningApp, reader: Reader) -> None:
    """Nothing, and total 0: filters narrow, they do not add up."""
    ids = seed_authors(reader, NAMES)
    page = answer(app.get("/authors", ids=[str(ids["Ngaio Marsh"])], searchString="Agatha"), 200)
    assert (page["items"], page["total"]) == ([], 0)


@proves("filters.combined")
def test_the_total_counts_filtered_rows(app: RunningApp, reader: Reader) -> None:
    """With a text that half of the rows have and a small page, the total is that half."""
    seed_authors(reader, [f"{kind} {number}" for number in range(6) for kind in ("red", "blue")])
    page = answer(app.get("/authors", searchString="red", pageSize=4), 200)
    expect_some(page, 4, [f"red {number}" for number in range(6)])
    assert page["total"] == 6


@proves("filters.combined")
def test_openapi_lists_exactly_the_configured_parameters(app: RunningApp) -> None:
    """Each filter's parameters, and no other, for each controller."""
    shown = {path: set(query_parameters(app, path)) for path in ("/authors", "/books")}
    assert shown == {"/authors": DOCUMENTED, "/books": DOCUMENTED}


@proves("filters.combined")
def test_controllers_do_not_share_filters(app: RunningApp, reader: Reader) -> None:
    """One controller's filters do not reach the other's answers, nor those of the next request."""
    ids = seed_authors(reader, NAMES[:3])
    books = seed_books(reader, ids["Agatha Christie"], ["Curtain", "Nemesis"])
    author, book = str(ids["Agatha Christie"]), str(books["Nemesis"])
    expect_names(answer(app.get("/authors", ids=[author], searchString="Chr", pageSize=1), 200), ["Agatha Christie"])
    expect_names(answer(app.get("/books", ids=[book], searchString="nem", pageSize=3), 200), ["Nemesis"], "title")
    expect_names(answer(app.get("/books", ids=[author]), 200), [], "title")
    expect_names(answer(app.get("/authors"), 200), sorted(NAMES[:3]))
    expect_names(answer(app.get("/books"), 200), ["Curtain", "Nemesis"], "title")


CONFIGURED = {
    "/authors": DOCUMENTED,
    "/small-pages": {"currentPage", "pageSize"},
    "/searched-authors": {"searchString", "searchIgnoreCase"},
}
"""The query parameters of controllers with other configurations than the page's, in one application."""


@proves("filters.combined")
def test_each_controller_has_its_own_parameters(probe_app: RunningApp) -> None:
    """Controllers with other filters in the same application show their own parameters, and no other's."""
    shown = {path: set(query_parameters(probe_app, path)) for path in CONFIGURED}
    assert shown == CONFIGURED, f"the documented query parameters are {shown}"


@proves("filters.combined")
def test_each_controller_has_its_own_defaults(probe_app: RunningApp, reader: Reader) -> None:
    """A page size that one controller sets is not another's, whichever is asked first."""
    seed_authors(reader, NAMES)
    for _ in range(2):
        limits = {path: answer(probe_app.get(path), 200)["limit"] for path in ("/small-pages", "/authors")}
        assert limits == {"/small-pages": 3, "/authors": 20}, f"the pages have {limits} items"


@proves("filters.combined")
def test_a_filter_that_is_not_configured_does_nothing(probe_app: RunningApp, reader: Reader) -> None:
    """A parameter of another controller's filter changes nothing where it is not configured."""
    ids = seed_authors(reader, NAMES)
    one = str(ids["Agatha Christie"])
    small = answer(probe_app.get("/small-pages", ids=[one], searchString="Agatha"), 200)
    assert (small["total"], len(small["items"])) == (len(NAMES), 3), f"total {small['total']}, {names(small)}"
    searched = answer(probe_app.get("/searched-authors", ids=[one], currentPage=2, pageSize=1, searchString="a"), 200)
    expected = [name for name in NAMES if "a" in name.lower()]
    assert searched["total"] == len(expected), f"total {searched['total']}, not {len(expected)}"


CHOSEN = st.one_of(st.none(), st.lists(st.integers(0, len(NAMES)), min_size=1, max_size=8))
TEXT = st.one_of(st.none(), st.sampled_from(["", "a", "AR", "e", "Ag", " ", "th", "ell", "P. D", "zz", ". "]))


@proves("filters.combined", "filters.id-filter", "filters.search-field", "filters.search-ignore-case")
def test_random_combinations(app: RunningApp, reader: Reader) -> None:
    """Whatever is combined, the answer is what a list comprehension over the rows gives."""
    ids = seed_authors(reader, NAMES)
    known = [*ids.values(), uuid.UUID(int=1)]

    @same_everywhere(20, shrinks=True)
    @given(chosen=CHOSEN, text=TEXT, size=st.integers(1, 14), page_share=st.floats(0, 1, exclude_max=True))
    def compare(chosen: list[int] | None, text: str | None, size: int, page_share: float) -> None:
        wanted = None if chosen is None else [known[index] for index in chosen]
        expected = [
            name
            for name, id_ in ids.items()
            if (wanted is None or id_ in wanted) and (text is None or text.lower() in name.lower())
        ]
        # a page that exists: what the total is past the end is another claim
        number = 1 + int(page_share * max(1, -(-len(expected) // size)))
        parameters: dict[str, Any] = {"pageSize": size, "currentPage": number}
        if wanted is not None:
            parameters["ids"] = [str(id_) for id_ in wanted]
        if text is not None:
            parameters["searchString"] = text
        page = answer(app.get("/authors", **parameters), 200)
        count = min(size, len(expected) - (number - 1) * size)
        assert page["total"] == len(expected), f"{parameters}: total {page['total']}, not {len(expected)}"
        expect_some(page, count, expected)

    compare()

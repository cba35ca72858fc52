"""sort_field, sort_order and sort_nulls."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, TITLES, listed, seed, seed_boards

PLAIN = {
    "/title": {"config": {"sort_field": "title"}},
    "/title/asc": {"config": {"sort_field": "title", "sort_order": "asc"}},
    "/title/desc": {"config": {"sort_field": "title", "sort_order": "desc"}},
    "/created": {"config": {"sort_field": "created_at", "sort_order": "asc"}},
    "/place": {"config": {"sort_field": "place", "sort_order": "asc"}},
    "/boards": {"config": {"sort_field": "number"}, "service": "boards"},
    "/pages": {"config": {"sort_field": "title", "pagination_type": "limit_offset", "pagination_size": 2}},
    "/unsorted": {"config": {"search": "title"}},
}
BY_CREATED = [task.title for task in sorted(TASKS, key=lambda task: task.created)]
BY_UPDATED = [task.title for task in sorted(TASKS, key=lambda task: task.updated)]


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings with a single field to sort by."""
    return serve("sorting", PLAIN)


@proves("filter-deps.sort-default")
def test_default_order(app: RunningApp, reader: Reader) -> None:
    """By the field, descending unless it says otherwise."""
    seed(reader)
    assert listed(app, "/title") == TITLES[::-1]
    assert listed(app, "/title/desc") == TITLES[::-1]
    assert listed(app, "/title/asc") == TITLES
    assert listed(app, "/created") == BY_CREATED


@proves("filter-deps.sort-default")
def test_direction_of_the_request(app: RunningApp, reader: Reader) -> None:
    """It goes before the default, and is not remembered."""
    seed(reader)
    assert listed(app, "/title", sortOrder="asc") == TITLES
    assert listed(app, "/title/asc", sortOrder="desc") == TITLES[::-1]
    assert listed(app, "/created", sortOrder="desc") == BY_CREATED[::-1]
    assert listed(app, "/title") == TITLES[::-1]
    assert listed(app, "/title/asc") == TITLES


@proves("filter-deps.sort-default")
def test_named_field(app: RunningApp, reader: Reader) -> None:
    """The default, spelled out."""
    seed(reader)
    assert listed(app, "/title", orderBy="title") == TITLES[::-1]
    assert listed(app, "/title", orderBy="title", sortOrder="asc") == TITLES
    assert listed(app, "/created", orderBy="created_at", sortOrder="desc") == BY_CREATED[::-1]


@proves("filter-deps.sort-default")
def test_attribute_of_another_name_than_its_column(app: RunningApp, reader: Reader) -> None:
    """The name is the attribute's."""
    seed(reader, [TASKS[0]._replace(title=title, place=place) for title, place in [("a", "3"), ("b", "1"), ("c", "2")]])
    assert listed(app, "/place") == ["b", "c", "a"]


@proves("filter-deps.sort-default")
def test_other_service(app: RunningApp, reader: Reader) -> None:
    """Each service by its own field."""
    seed_boards(reader, "c", "a", "b")
    assert listed(app, "/boards") == ["b", "a", "c"]


@proves("filter-deps.sort-default")
def test_with_pages(app: RunningApp, reader: Reader) -> None:
    """The pages are of the sorted rows."""
    seed(reader)
    pages = [answer(app.get("/pages", currentPage=number), 200) for number in (1, 2, 3)]
    assert [page["names"] for page in pages] == [["eggs", "dates"], ["cheese", "bread"], ["apple"]]
    assert [page["total"] for page in pages] == [5, 5, 5]


@proves("filter-deps.sort-default")
@pytest.mark.parametrize("value", ["up", "", "ASC", "asc,desc"], ids=["word", "empty", "capitals", "two"])
def test_what_is_no_direction(app: RunningApp, reader: Reader, value: str) -> None:
    """400."""
    seed(reader)
    answer(app.get("/title", sortOrder=value), 400)


@proves("filter-deps.sort-default")
def test_without_a_sort_field(app: RunningApp, reader: Reader) -> None:
    """The two parameters are unknown then, whatever they say."""
    seed(reader)
    assert sorted(listed(app, "/unsorted", orderBy="nothing", sortOrder="up")) == TITLES


@proves("filter-deps.sort-restricted")
def test_column_that_is_not_configured(app: RunningApp, reader: Reader) -> None:
    """400: a client may not sort by what the configuration does not name, which tells of values that it cannot see."""
    seed(reader)
    answer(app.get("/title", orderBy="points"), 400)


@proves("filter-deps.sort-restricted")
@pytest.mark.parametrize(
    "name",
    ["nothing", "", "board", "metadata", "__init__", "location", "title desc", "to_dict"],
    ids=["unknown", "empty", "relationship", "metadata", "method", "column-name", "with-direction", "helper"],
)
def test_what_is_no_column(app: RunningApp, reader: Reader, name: str) -> None:
    """400, and no server error."""
    seed(reader)
    answer(app.get("/title", orderBy=name), 400)


SEVERAL = {
    "/list": {"config": {"sort_field": ["updated_at", "title"], "sort_order": "asc"}},
    "/set": {"config": {"sort_field": {"title", "updated_at"}, "sort_order": "asc"}},
}


@pytest.fixture
def several_app(serve: Serve) -> RunningApp:
    """Listings with several fields to sort by."""
    return serve("sorting-by-several", SEVERAL)


@proves("filter-deps.sort-several")
def test_fields_of_a_list(several_app: RunningApp, reader: Reader) -> None:
    """The first is the default, and each of the others can be asked for."""
    seed(reader)
    assert listed(several_app, "/list") == BY_UPDATED
    assert listed(several_app, "/list", orderBy="title") == TITLES
    assert listed(several_app, "/list", orderBy="updated_at", sortOrder="desc") == BY_UPDATED[::-1]


@proves("filter-deps.sort-several")
def test_fields_of_a_set(several_app: RunningApp, reader: Reader) -> None:
    """A set has no first: the first of the alphabet is the default, in every process."""
    seed(reader)
    assert listed(several_app, "/set") == TITLES
    assert listed(several_app, "/set", orderBy="updated_at") == BY_UPDATED


@proves("filter-deps.sort-restricted")
@pytest.mark.parametrize("path", ["/title", "/created"])
def test_every_column_that_is_not_configured(app: RunningApp, reader: Reader, path: str) -> None:
    """400 for each."""
    seed(reader)
    taken = [name for name in ("id", "done", "stage", "ticket") if app.get(path, orderBy=name).status_code != 400]
    assert not taken, f"{path} can be sorted by {taken}"


NULLS = {
    "/first": {"config": {"sort_field": "urgent", "sort_order": "asc", "sort_nulls": "first"}},
    "/last": {"config": {"sort_field": "urgent", "sort_order": "asc", "sort_nulls": "last"}},
    "/unsaid": {"config": {"sort_field": "title", "sort_order": "asc", "sort_nulls": None}},
}


@pytest.fixture
def nulls_app(serve: Serve) -> RunningApp:
    """Listings that say where NULL goes."""
    return serve("sorting-nulls", NULLS)


@proves("filter-deps.sort-nulls")
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("path", ["/first", "/last"])
def test_place_of_nulls(nulls_app: RunningApp, reader: Reader, path: str, direction: str) -> None:
    """NULL is where the configuration says, in both directions."""
    seed(reader, [TASKS[0]._replace(title=title, urgent=urgent) for title, urgent in SMALL.items()])
    order = ["no", "yes"] if direction == "asc" else ["yes", "no"]
    expected = ["none", *order] if path == "/first" else [*order, "none"]
    assert listed(nulls_app, path, sortOrder=direction) == expected


SMALL = {"yes": True, "none": None, "no": False}


@proves("filter-deps.sort-nulls")
def test_place_of_nulls_in_another_field(nulls_app: RunningApp, reader: Reader) -> None:
    """Of a field without NULL the order is what it always is."""
    seed(reader)
    assert listed(nulls_app, "/unsaid") == TITLES
    assert listed(nulls_app, "/unsaid", sortOrder="desc") == TITLES[::-1]

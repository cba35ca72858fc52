"""search, search_ignore_case and search_escape_wildcards."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, Task, expect, listed, seed

LISTINGS = {
    "/one": {"config": {"search": "title"}},
    "/commas": {"config": {"search": "title,summary"}},
    "/commas-and-blanks": {"config": {"search": "title, summary"}},
    "/set": {"config": {"search": {"title", "summary"}}},
    "/list": {"config": {"search": ["title", "summary"]}},
    "/list-of-one": {"config": {"search": ["summary"]}},
    "/place": {"config": {"search": "place"}},
}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings that are searched in different fields."""
    return serve("search", LISTINGS)


def has(text: str, task: Task) -> bool:
    """Whether the text is in the title or the summary."""
    return text in task.title or text in (task.summary or "")


@proves("filter-deps.search-fields-kinds")
@pytest.mark.parametrize("path", ["/commas", "/commas-and-blanks", "/set", "/list"])
def test_each_of_two_fields(app: RunningApp, reader: Reader, path: str) -> None:
    """What is in either field is found; NULL in the other one hides nothing."""
    seed(reader)
    expect(app, path, lambda _: True)
    expect(app, path, lambda t: has("apple", t), searchString="apple")
    expect(app, path, lambda t: has("sweet", t), searchString="sweet")
    expect(app, path, lambda t: has("cheese", t), searchString="cheese")
    expect(app, path, lambda _: False, searchString="nowhere")


@proves("filter-deps.search-fields-kinds")
@pytest.mark.parametrize("path", ["/one", "/list-of-one"])
def test_one_field(app: RunningApp, reader: Reader, path: str) -> None:
    """What is in another field is not found."""
    seed(reader)
    field = "title" if path == "/one" else "summary"
    expect(app, path, lambda t: "bread" in (getattr(t, field) or ""), searchString="bread")


@proves("filter-deps.search-fields-kinds")
def test_attribute_of_another_name_than_its_column(app: RunningApp, reader: Reader) -> None:
    """The name is the attribute's."""
    seed(reader)
    expect(app, "/place", lambda t: "om" in t.place, searchString="om")


ESCAPING = {
    "/literal": {"config": {"search": ["title", "summary"], "search_escape_wildcards": True}},
    "/literal/any-case": {"config": {"search": "title", "search_escape_wildcards": True, "search_ignore_case": True}},
}
AWKWARD = ["100% wool", "100 wool", "a_b", "axb", "c\\d", "cd", "e|f", "g/h"]


@pytest.fixture
def literal_app(serve: Serve) -> RunningApp:
    """Listings that are searched literally."""
    return serve("search-literally", ESCAPING)


def _seed_awkward(reader: Reader) -> None:
    seed(reader, [TASKS[0]._replace(title=title, summary=None) for title in AWKWARD])


@proves("filter-deps.search-escape")
@pytest.mark.parametrize("path", ESCAPING)
@pytest.mark.parametrize("text", ["%", "0% w", "_", "a_b", "\\", "c\\d", "|", "/", "wool", "%%", "__"])
def test_text_is_taken_literally(literal_app: RunningApp, reader: Reader, path: str, text: str) -> None:
    """Whatever the text, the rows are found that contain it."""
    _seed_awkward(reader)
    found = sorted(listed(literal_app, path, searchString=text))
    assert found == sorted(title for title in AWKWARD if text in title), f"{text!r} finds {found}"


@proves("filter-deps.search-escape")
def test_case_is_ignored_with_escapes(literal_app: RunningApp, reader: Reader) -> None:
    """The two options work together."""
    _seed_awkward(reader)
    assert listed(literal_app, "/literal/any-case", searchString="A_B") == ["a_b"]
    assert listed(literal_app, "/literal/any-case", searchString="0% WOOL") == ["100% wool"]

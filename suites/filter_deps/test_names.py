"""The names of the query parameters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from assay.checking import TargetRuntime, proves
from suites.filter_deps.shown import handler, received, refusal, start
from suites.filters.openapi import query_parameters

EVERYTHING: dict[str, Any] = {
    "id_filter": UUID,
    "created_at": True,
    "updated_at": True,
    "pagination_type": "limit_offset",
    "search": "title",
    "sort_field": "title",
    "in_fields": ["first_tag"],
    "not_in_fields": ["last_tag"],
}
DEFAULT = {
    "ids",
    "createdBefore",
    "createdAfter",
    "updatedBefore",
    "updatedAfter",
    "currentPage",
    "pageSize",
    "searchString",
    "searchIgnoreCase",
    "orderBy",
    "sortOrder",
    "firstTagIn",
    "lastTagNotIn",
}
SNAKE = {
    "ids",
    "created_before",
    "created_after",
    "updated_before",
    "updated_after",
    "current_page",
    "page_size",
    "search_string",
    "search_ignore_case",
    "order_by",
    "sort_order",
    "first_tag_in",
    "last_tag_not_in",
}
PAGE = {"type": "LimitOffset", "limit": 3, "offset": 6}
NO_PAGE = {"type": "LimitOffset", "limit": 20, "offset": 0}


@proves("filter-deps.default-names")
def test_all_of_them(runtime: TargetRuntime) -> None:
    """With everything configured the documented names are there, and no other."""
    app = start(runtime, handler("/shown", EVERYTHING))
    assert set(query_parameters(app, "/shown")) == DEFAULT


PARTS: dict[str, set[str]] = {
    "id_filter": {"ids"},
    "created_at": {"createdBefore", "createdAfter"},
    "updated_at": {"updatedBefore", "updatedAfter"},
    "pagination_type": {"currentPage", "pageSize"},
    "search": {"searchString", "searchIgnoreCase"},
    "sort_field": {"orderBy", "sortOrder"},
    "in_fields": {"firstTagIn"},
    "not_in_fields": {"lastTagNotIn"},
}


@proves("filter-deps.default-names")
def test_each_option_has_its_own(runtime: TargetRuntime) -> None:
    """An option brings its own parameters only."""
    app = start(runtime, *(handler(f"/{option}", {option: EVERYTHING[option]}) for option in PARTS))
    assert {option: set(query_parameters(app, f"/{option}")) for option in PARTS} == PARTS


@proves("filter-deps.default-names")
def test_names_of_fields(runtime: TargetRuntime) -> None:
    """Of any number of words."""
    fields = ["place", "first_tag", "number_of_all_things"]
    app = start(runtime, handler("/shown", {"in_fields": fields, "not_in_fields": fields}))
    assert set(query_parameters(app, "/shown")) == {
        "placeIn", "firstTagIn", "numberOfAllThingsIn", "placeNotIn", "firstTagNotIn", "numberOfAllThingsNotIn",
    }  # fmt: skip


@proves("filter-deps.snake-case")
def test_snake_case_in_the_description(runtime: TargetRuntime) -> None:
    """All names, those of fields too."""
    config = {**EVERYTHING, "boolean_fields": ["is_done"], "choice_fields": [("kind_of", ["a", "b"])]}
    app = start(runtime, handler("/shown", {**config, "alias_generator": "snake_case"}))
    assert set(query_parameters(app, "/shown")) == {*SNAKE, "is_done", "kind_of"}


@proves("filter-deps.snake-case")
def test_snake_case_in_requests(runtime: TargetRuntime) -> None:
    """The names take effect, and the other ones are unknown then."""
    config = {"pagination_type": "limit_offset", "search": "title", "sort_field": "title", "in_fields": ["first_tag"]}
    app = start(runtime, handler("/snake", {**config, "alias_generator": "snake_case"}), handler("/camel", config))
    for _ in range(2):
        snake = received(
            app, "/snake", page_size=3, current_page=3, search_string="a", search_ignore_case=True,
            order_by="place", sort_order="asc", first_tag_in="red",
        )  # fmt: skip
        camel = received(
            app, "/camel", pageSize=3, currentPage=3, searchString="a", searchIgnoreCase=True,
            orderBy="place", sortOrder="asc", firstTagIn="red",
        )  # fmt: skip
        assert snake == camel
        assert snake == [
            PAGE,
            {"type": "SearchFilter", "field_name": ["title"], "value": "a", "ignore_case": True},
            {"type": "OrderBy", "field_name": "place"},
            {"type": "CollectionFilter", "field_name": "first_tag", "values": ["red"]},
        ]
    unsorted = {"type": "OrderBy", "field_name": "title", "sort_order": "desc"}
    assert received(app, "/snake", pageSize=3, currentPage=3, searchString="a", firstTagIn="red") == [NO_PAGE, unsorted]
    assert received(app, "/camel", page_size=3, current_page=3, search_string="a", first_tag_in="r") == [
        NO_PAGE,
        unsorted,
    ]


@proves("filter-deps.camel-case-and-callable")
def test_camel_case(runtime: TargetRuntime) -> None:
    """It gives the names that there are without it."""
    app = start(runtime, handler("/shown", {**EVERYTHING, "alias_generator": "camel_case"}))
    assert set(query_parameters(app, "/shown")) == DEFAULT


@proves("filter-deps.camel-case-and-callable")
def test_callable(runtime: TargetRuntime) -> None:
    """It is given the names in snake case, once for each when the dependencies are made, and decides."""
    asked: list[str] = []

    def shout(name: str) -> str:
        asked.append(name)
        return name.upper()

    app = start(runtime, handler("/shown", {**EVERYTHING, "alias_generator": shout}))
    assert sorted(asked) == sorted(SNAKE)
    assert set(query_parameters(app, "/shown")) == {name.upper() for name in SNAKE}
    assert received(app, "/shown", PAGE_SIZE=3, CURRENT_PAGE=3)[2] == PAGE
    assert received(app, "/shown", pageSize=3, currentPage=3)[2] == NO_PAGE
    assert len(asked) == len(SNAKE), "the callable was asked again"


@proves("filter-deps.camel-case-and-callable")
def test_two_callables(runtime: TargetRuntime) -> None:
    """Each configuration has its own names."""
    config = {"pagination_type": "limit_offset"}
    app = start(
        runtime,
        handler("/a", {**config, "alias_generator": lambda name: f"a_{name}"}),
        handler("/b", {**config, "alias_generator": lambda name: f"b_{name}"}),
    )
    assert set(query_parameters(app, "/a")) == {"a_current_page", "a_page_size"}
    assert set(query_parameters(app, "/b")) == {"b_current_page", "b_page_size"}
    assert received(app, "/a", a_page_size=3, a_current_page=3, b_page_size=5) == [PAGE]
    assert received(app, "/b", b_page_size=3, b_current_page=3, a_page_size=5) == [PAGE]


@proves("filter-deps.camel-case-and-callable")
@pytest.mark.parametrize(
    "generator",
    ["kebab-case", "", lambda _: "", lambda _: "same", lambda _: None, lambda name: name[:3]],
    ids=["unknown", "no-preset", "empty", "same", "none", "some-are-the-same"],
)
def test_unusable_names(generator: Any) -> None:
    """They are refused when the dependencies are made."""
    config = {**EVERYTHING, "alias_generator": generator}
    assert refusal(config) == "ImproperConfigurationError", "the names are accepted, or refused in another way"


@proves("filter-deps.camel-case-and-callable")
@pytest.mark.parametrize("preset", ["camel_case", "snake_case"])
@pytest.mark.parametrize(
    "config",
    [
        {"boolean_fields": ["done"], "choice_fields": [("done", ["yes", "no"])]},
        {"boolean_fields": ["page_size"], "pagination_type": "limit_offset"},
        {"in_fields": ["x_not"], "not_in_fields": ["x"]},
    ],
    ids=["boolean-and-choice", "page-size", "not-in"],
)
def test_names_that_meet(config: Any, preset: str) -> None:
    """Two parameters that would have one name are refused under a preset too."""
    config = {**config, "alias_generator": preset}
    assert refusal(config) == "ImproperConfigurationError", "the names are accepted, or refused in another way"

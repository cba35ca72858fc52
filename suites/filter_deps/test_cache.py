"""Providers are kept for equal configurations, and for no others."""

from __future__ import annotations

import enum
from typing import Any

import pytest

from assay.checking import TargetRuntime, answer, proves
from suites.filter_deps.shown import defaults, handler, handler_of, received, start


def _limit(app: Any, path: str) -> int:
    (page,) = received(app, path)
    return int(page["limit"])


@proves("filter-deps.same-config-shared")
def test_sizes_of_pages(runtime: TargetRuntime) -> None:
    """Each configuration has its own, in whatever order they are made."""
    page = {"pagination_type": "limit_offset"}
    sizes = {"/a": 3, "/b": 20, "/c": 7, "/d": 3}
    handlers = [handler(path, {**page, "pagination_size": size}) for path, size in sizes.items()]
    app = start(runtime, handler("/unsaid", page), *handlers)
    assert {path: _limit(app, path) for path in sizes} == sizes
    assert _limit(app, "/unsaid") == 20


@proves("filter-deps.same-config-shared")
def test_sizes_of_defaults(runtime: TargetRuntime) -> None:
    """One configuration with other defaults is another one."""
    page = {"pagination_type": "limit_offset"}
    app = start(
        runtime,
        handler("/before", page),
        handler("/hundred", page, defaults(DEFAULT_PAGINATION_SIZE=100)),
        handler("/seven", page, defaults(DEFAULT_PAGINATION_SIZE=7)),
        handler("/after", page),
    )
    found = {path: _limit(app, path) for path in ("/before", "/hundred", "/seven", "/after")}
    assert found == {"/before": 20, "/hundred": 100, "/seven": 7, "/after": 20}, f"the sizes are {found}"


@proves("filter-deps.same-config-shared")
def test_names_of_defaults() -> None:
    """The names of the dependencies are those of the defaults that are given with the configuration."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    config: Any = {"pagination_type": "limit_offset", "pagination_size": 4}
    for names in ({"FILTERS_DEPENDENCY_KEY": "found"}, {}, {"LIMIT_OFFSET_FILTER_DEPENDENCY_KEY": "page"}):
        made = create_filter_dependencies(config, defaults(**names))
        page = names.get("LIMIT_OFFSET_FILTER_DEPENDENCY_KEY", "limit_offset_filter")
        expected = {page, names.get("FILTERS_DEPENDENCY_KEY", "filters")}
        assert set(made) == expected, f"the dependencies are {sorted(made)}, not {sorted(expected)}"


PAIRS: dict[str, tuple[Any, Any]] = {
    "search-field": ({"search": "title"}, {"search": "summary"}),
    "search-case": ({"search": "title"}, {"search": "title", "search_ignore_case": True}),
    "sort-field": ({"sort_field": "title"}, {"sort_field": "place"}),
    "sort-order": ({"sort_field": "title"}, {"sort_field": "title", "sort_order": "asc"}),
    "id-field": ({"id_filter": str}, {"id_filter": str, "id_field": "code"}),
    "in-field": ({"in_fields": ["first_tag"]}, {"in_fields": ["last_tag"]}),
    "in-and-not-in": ({"in_fields": ["first_tag"]}, {"not_in_fields": ["first_tag"]}),
    "one-time-more": ({"created_at": True}, {"created_at": True, "updated_at": True}),
    "one-is-false": ({"created_at": True, "updated_at": False}, {"created_at": False, "updated_at": True}),
}
ASKED: dict[str, str] = {
    "searchString": "x",
    "ids": "1",
    "firstTagIn": "a",
    "lastTagIn": "b",
    "firstTagNotIn": "c",
    "createdBefore": "2024-06-01T12:00:00Z",
}


@proves("filter-deps.same-config-shared")
@pytest.mark.parametrize("pair", PAIRS)
def test_configurations_that_differ(runtime: TargetRuntime, pair: str) -> None:
    """Each gives what it gives alone, whichever is made first."""
    first, second = PAIRS[pair]
    app = start(runtime, handler("/first", first), handler("/second", second), handler("/again", first))
    found = [received(app, path, **ASKED) for path in ("/first", "/second", "/again")]
    assert found[0] == found[2]
    assert found[0] != found[1], f"{first} and {second} both give {found[0]}"


@proves("filter-deps.same-config-shared")
def test_equal_configurations() -> None:
    """They have the same providers, whatever the order of their keys."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    one = create_filter_dependencies({"search": "title", "pagination_type": "limit_offset"})
    other = create_filter_dependencies({"pagination_type": "limit_offset", "search": "title"})
    assert {name: id(provider) for name, provider in one.items()} == {
        name: id(provider) for name, provider in other.items()
    }


def _enumeration(**members: str) -> Any:
    """An enumeration of that name, as a module of a program has one."""
    return enum.EnumMeta.__call__(enum.Enum, "Status", members)


@proves("filter-deps.same-config-shared")
def test_enumerations_of_one_name(runtime: TargetRuntime) -> None:
    """Two models may each have an enumeration called Status: each parameter takes its own values."""
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    orders, users = _enumeration(PAID="paid", SENT="sent"), _enumeration(ACTIVE="active", GONE="gone")
    app = start(
        runtime,
        handler("/orders", {"in_fields": [FieldNameType("status", orders)]}),
        handler("/users", {"in_fields": [FieldNameType("status", users)]}),
    )
    answer(app.get("/orders", statusIn="paid"), 200)
    answer(app.get("/users", statusIn="paid"), 400)
    answer(app.get("/users", statusIn="gone"), 200)


@proves("filter-deps.same-config-shared")
def test_dictionary_that_is_the_callers() -> None:
    """What is done with the dictionary that one call returned is not seen by the next."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    # a configuration of this check's alone: what it does to the providers must not reach the others
    config: Any = {"search": "of_a_changed_dictionary"}
    made = create_filter_dependencies(config)
    names = set(made)
    made["a_service"] = made.pop("filters")
    again = set(create_filter_dependencies(config))
    assert again == names, f"the next call gives {sorted(again)}"


@proves("filter-deps.same-config-shared")
def test_configuration_that_is_changed_later(runtime: TargetRuntime) -> None:
    """A configuration that a program goes on to use for another listing changes nothing of the first one."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    # a configuration of this check's alone
    config: dict[str, Any] = {"id_filter": str, "id_field": "code", "search": ["of_a_changed_one"]}
    first = create_filter_dependencies(config)  # type: ignore[arg-type]
    config["id_field"] = "place"
    config["search"].append("summary")
    second = create_filter_dependencies(config)  # type: ignore[arg-type]
    app = start(runtime, handler_of("/first", first), handler_of("/second", second))
    ids, search = received(app, "/first", ids="1", searchString="x")
    first_fields = ids["field_name"], search["field_name"]
    assert first_fields == ("code", ["of_a_changed_one"]), f"the first listing filters {first_fields}"
    ids, search = received(app, "/second", ids="1", searchString="x")
    assert (ids["field_name"], search["field_name"]) == ("place", ["of_a_changed_one", "summary"])


@proves("filter-deps.choice-fields")
def test_choices_that_look_alike(runtime: TargetRuntime) -> None:
    """Texts and numbers are different choices, and each request gives values of its own type."""
    app = start(
        runtime,
        handler("/texts", {"choice_fields": [("number", ["1", "2"])]}),
        handler("/numbers", {"choice_fields": [("number", [1, 2])]}),
    )
    assert [member["values"] for member in received(app, "/texts", number="1")] == [["1"]]
    assert [member["values"] for member in received(app, "/numbers", number="1")] == [[1]]

"""DependencyDefaults, and the dependencies one by one."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import pytest

from assay.checking import TargetRuntime, answer, proves
from suites.filter_deps.shown import Shown, defaults, described, start
from suites.filters.openapi import query_parameters

CONFIG: dict[str, Any] = {
    "id_filter": str,
    "created_at": True,
    "updated_at": True,
    "pagination_type": "limit_offset",
    "search": "title",
    "sort_field": "title",
}
KINDS = {
    "ID": ("id_filter", {"ids"}),
    "CREATED": ("created_filter", {"createdBefore", "createdAfter"}),
    "UPDATED": ("updated_filter", {"updatedBefore", "updatedAfter"}),
    "LIMIT_OFFSET": ("limit_offset_filter", {"currentPage", "pageSize"}),
    "SEARCH": ("search_filter", {"searchString", "searchIgnoreCase"}),
    "ORDER_BY": ("order_by_filter", {"orderBy", "sortOrder"}),
}
ASKED = {"ids": "1", "pageSize": 3, "searchString": "x", "sortOrder": "asc"}


@proves("filter-deps.dependency-defaults")
def test_standard_names() -> None:
    """Each kind has its name, and the list is called filters."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    made = create_filter_dependencies(CONFIG)  # type: ignore[arg-type]
    assert set(made) == {*(name for name, _ in KINDS.values()), "filters"}


def _expect(made: Any, names: set[str]) -> None:
    __tracebackhide__ = True
    assert set(made) == names, f"the dependencies are {sorted(made)}, not {sorted(names)}"


def _single(name: str, dependencies: Any) -> Any:
    """A handler of one dependency, which takes it under its name."""
    from litestar import get
    from litestar.params import Dependency

    def show(**given: Any) -> list[Shown]:
        """What is injected."""
        found = given[name]
        return [described(member) for member in (found if isinstance(found, list) else [found])]

    annotation = Annotated[Any, Dependency(skip_validation=True)]
    parameter = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    show.__signature__ = inspect.Signature([parameter], return_annotation=list[Shown])  # type: ignore[attr-defined]
    show.__annotations__ = {name: annotation, "return": list[Shown]}
    return get("/single", dependencies=dependencies, sync_to_thread=False)(show)


@proves("filter-deps.dependency-defaults")
@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_alone(runtime: TargetRuntime, kind: str) -> None:
    """A handler can take a single filter, and has then its parameters only."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    name, parameters = KINDS[kind]
    app = start(runtime, _single(name, create_filter_dependencies(CONFIG)))  # type: ignore[arg-type]
    (found,) = answer(app.get("/single", **ASKED), 200)
    assert set(query_parameters(app, "/single")) == parameters
    assert found["type"] == TYPES[kind]


TYPES = {
    "ID": "CollectionFilter",
    "CREATED": "BeforeAfter",
    "UPDATED": "BeforeAfter",
    "LIMIT_OFFSET": "LimitOffset",
    "SEARCH": "SearchFilter",
    "ORDER_BY": "OrderBy",
}


@proves("filter-deps.dependency-defaults")
@pytest.mark.parametrize("kind", KINDS)
def test_one_name_is_another(runtime: TargetRuntime, kind: str) -> None:
    """The dependency has the given name, the others theirs, and the list holds all of them as before."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    other = defaults(**{f"{kind}_FILTER_DEPENDENCY_KEY": "renamed"})
    made = create_filter_dependencies(CONFIG, other)  # type: ignore[arg-type]
    names = {name for name, _ in KINDS.values()} - {KINDS[kind][0]}
    _expect(made, {*names, "renamed", "filters"})
    app = start(runtime, _single("filters", made))
    found = answer(app.get("/single", **ASKED), 200)
    assert sorted(member["type"] for member in found) == sorted(TYPES.values())


@proves("filter-deps.dependency-defaults")
def test_the_list_has_another_name(runtime: TargetRuntime) -> None:
    """It is injected under that name."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    made = create_filter_dependencies(CONFIG, defaults(FILTERS_DEPENDENCY_KEY="criteria"))  # type: ignore[arg-type]
    _expect(made, {*(name for name, _ in KINDS.values()), "criteria"})
    app = start(runtime, _single("criteria", made))
    assert len(answer(app.get("/single", **ASKED), 200)) == len(KINDS)


@proves("filter-deps.dependency-defaults")
def test_all_names_are_others(runtime: TargetRuntime) -> None:
    """All at once, with another size of pages."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    own = {f"{kind}_FILTER_DEPENDENCY_KEY": f"own_{kind.lower()}" for kind in KINDS}
    other = defaults(FILTERS_DEPENDENCY_KEY="own_filters", DEFAULT_PAGINATION_SIZE=8, **own)
    made = create_filter_dependencies(CONFIG, other)  # type: ignore[arg-type]
    _expect(made, {*own.values(), "own_filters"})
    app = start(runtime, _single("own_filters", made))
    found = answer(app.get("/single", ids="1", searchString="x"), 200)
    assert sorted(member["type"] for member in found) == sorted(TYPES.values())
    assert next(member for member in found if "limit" in member)["limit"] == 8


@proves("filter-deps.dependency-defaults")
@pytest.mark.parametrize("size", [1, 8, 1000])
def test_size_of_pages(runtime: TargetRuntime, size: int) -> None:
    """The default of configurations that name none; a configuration that does goes before it."""
    from suites.filter_deps.shown import handler, received

    page = {"pagination_type": "limit_offset"}
    other = defaults(DEFAULT_PAGINATION_SIZE=size)
    app = start(runtime, handler("/a", page, other), handler("/b", {**page, "pagination_size": 2}, other))
    limits = [member["limit"] for member in received(app, "/a")]
    assert limits == [size], f"a page of {size} is one of {limits}"
    assert received(app, "/b") == [{"type": "LimitOffset", "limit": 2, "offset": 0}]
    assert query_parameters(app, "/a")["pageSize"]["schema"]["default"] == size

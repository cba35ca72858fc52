"""The dependencies of several services in one application, and in one handler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import pytest

from assay.checking import Reader, RunningApp, TargetRuntime, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.shown import Shown, defaults, described, handler, handler_of, handler_of_two, received, start
from suites.filter_deps.tasks import TITLES, listed, seed, seed_boards
from suites.filters.openapi import query_parameters

LISTINGS = {
    "/tasks": {"config": {"search": "title", "pagination_type": "limit_offset", "pagination_size": 2}},
    "/boards": {
        "config": {"search": "code", "pagination_type": "limit_offset", "pagination_size": 3, "sort_field": "number"},
        "service": "boards",
    },
    "/all-tasks": {"config": {"sort_field": "title", "sort_order": "asc"}},
}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Tasks and boards."""
    return serve("two-services", LISTINGS)


@proves("filter-deps.two-services")
def test_each_has_its_own_filters(app: RunningApp, reader: Reader) -> None:
    """Page sizes, orders and searched fields are those of the service that is asked."""
    seed(reader)
    seed_boards(reader, *"edcba")
    for _ in range(2):
        tasks = answer(app.get("/tasks", searchString="e"), 200)
        assert (len(tasks["names"]), tasks["total"]) == (2, 5)
        boards = answer(app.get("/boards"), 200)
        assert (boards["names"], boards["total"]) == (["a", "b", "c"], 5)
        assert answer(app.get("/boards", searchString="e"), 200)["names"] == ["e"]
        assert listed(app, "/all-tasks", searchString="nothing", pageSize=1) == TITLES


@proves("filter-deps.two-services")
def test_description(app: RunningApp) -> None:
    """Each path has its own parameters and defaults."""
    tasks, boards = query_parameters(app, "/tasks"), query_parameters(app, "/boards")
    pages = {"currentPage", "pageSize", "searchString", "searchIgnoreCase"}
    assert (set(tasks), set(boards)) == (pages, pages | {"orderBy", "sortOrder"})
    assert (tasks["pageSize"]["schema"]["default"], boards["pageSize"]["schema"]["default"]) == (2, 3)
    assert set(query_parameters(app, "/all-tasks")) == {"orderBy", "sortOrder"}


FIRST: dict[str, Any] = {"search": "title", "pagination_type": "limit_offset", "pagination_size": 5}
SECOND: dict[str, Any] = {
    "search": "code", "id_filter": str, "pagination_type": "limit_offset", "pagination_size": 9, "sort_field": "number"
}  # fmt: skip


@proves("filter-deps.two-services")
def test_layers(runtime: TargetRuntime) -> None:
    """A handler's own filters take the place of the application's, and leave them as they are for others."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    app = start(
        runtime,
        handler("/own", {"pagination_type": "limit_offset", "pagination_size": 9}),
        handler_of("/inherited", {}),
        dependencies=create_filter_dependencies(FIRST),  # type: ignore[arg-type]
    )
    assert received(app, "/own", searchString="x") == [{"type": "LimitOffset", "limit": 9, "offset": 0}]
    assert received(app, "/inherited", searchString="x") == [
        {"type": "LimitOffset", "limit": 5, "offset": 0},
        {"type": "SearchFilter", "field_name": ["title"], "value": "x"},
    ]
    assert set(query_parameters(app, "/own")) == {"currentPage", "pageSize"}


def _keys(prefix: str) -> Mapping[str, str]:
    """All names of dependencies, with a prefix."""
    kinds = ("CREATED", "ID", "LIMIT_OFFSET", "UPDATED", "ORDER_BY", "SEARCH")
    own = {f"{kind}_FILTER_DEPENDENCY_KEY": f"{prefix}_{kind.lower()}_filter" for kind in kinds}
    return {"FILTERS_DEPENDENCY_KEY": f"{prefix}_filters", **own}


def _two(first: Any, second: Any, only_lists: bool = False) -> dict[str, Any]:
    """Both configurations' dependencies, under names of their own."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    made: dict[str, Any] = {}
    for prefix, config in (("first", first), ("second", second)):
        names = {"FILTERS_DEPENDENCY_KEY": f"{prefix}_filters"} if only_lists else _keys(prefix)
        made.update(create_filter_dependencies(config, defaults(**names)))
    return made


@proves("filter-deps.two-services")
@pytest.mark.parametrize("only_lists", [False, True], ids=["all-names", "names-of-the-lists"])
def test_defaults_of_both_in_one_handler(runtime: TargetRuntime, only_lists: bool) -> None:
    """Two configurations with names of their own: neither has the other's page size."""
    five, nine = ({"pagination_type": "limit_offset", "pagination_size": size} for size in (5, 9))
    app = start(runtime, handler_of_two("/both", _two(five, nine, only_lists)))
    found = answer(app.get("/both"), 200)
    limits = [found[which][0]["limit"] for which in ("first", "second")]
    assert limits == [5, 9], f"pages of 5 and 9 are pages of {limits}"


@proves("filter-deps.two-services")
@pytest.mark.parametrize("only_lists", [False, True], ids=["all-names", "names-of-the-lists"])
def test_fields_of_both_in_one_handler(runtime: TargetRuntime, only_lists: bool) -> None:
    """Neither searches the other's fields; the one text is for both."""
    app = start(runtime, handler_of_two("/both", _two({"search": "title"}, {"search": "code"}, only_lists)))
    found = answer(app.get("/both", searchString="x"), 200)
    searched = [found[which][0]["field_name"] for which in ("first", "second")]
    assert searched == [["title"], ["code"]], f"the two search {searched}"


@proves("filter-deps.two-services")
def test_different_kinds_in_one_handler(runtime: TargetRuntime) -> None:
    """Configurations that have no parameter in common do not meet."""
    app = start(runtime, handler_of_two("/both", _two({"search": "title"}, {"id_filter": str, "sort_field": "number"})))
    found = answer(app.get("/both", searchString="x", ids="1", sortOrder="asc"), 200)
    assert found == {
        "first": [{"type": "SearchFilter", "field_name": ["title"], "value": "x"}],
        "second": [
            {"type": "CollectionFilter", "field_name": "id", "values": ["1"]},
            {"type": "OrderBy", "field_name": "number"},
        ],
    }


@proves("filter-deps.two-services")
def test_merged_bundles(runtime: TargetRuntime) -> None:
    """Two services' dependencies in one controller, as they come: what the first configures is not lost without a word.

    The handlers can only be given one list under one name, so that it is the merge, or the start, that has to refuse.
    """
    from advanced_alchemy.extensions.litestar.providers import create_service_dependencies
    from litestar import Controller, get
    from litestar.params import Dependency
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    from reference_app.filtered.services import BoardService, TaskService

    made: dict[str, Any] = {
        **create_service_dependencies(TaskService, "tasks", filters=FIRST),  # type: ignore[arg-type]
        **create_service_dependencies(BoardService, "boards", filters=SECOND),  # type: ignore[arg-type]
    }

    class Board(Controller):
        """Lists tasks and boards."""

        dependencies = made

        @get("/merged", sync_to_thread=False)
        def show(self, filters: Annotated[Any, Dependency(skip_validation=True)]) -> list[Shown]:
            """The filters."""
            return [described(member) for member in filters]

    names = {"AsyncSession": AsyncSession, "Session": Session}  # which the plugin of a database adds
    app = start(runtime, Board, signature_namespace=names)
    searched = [member["field_name"] for member in received(app, "/merged", searchString="x") if "value" in member]
    assert searched == [["title"], ["code"]], f"of two searches these are left: {searched}"


PREFIXED = "filter-deps.two-services-prefixed"


def _prefixed(prefix: str, config: Any) -> Any:
    return {**config, "alias_generator": lambda name: f"{prefix}_{name}"}


@proves(PREFIXED)
def test_texts_of_both(runtime: TargetRuntime) -> None:
    """With names of their own for dependencies and parameters each has its own text, or none."""
    app = start(
        runtime, handler_of_two("/both", _two(_prefixed("a", {"search": "x"}), _prefixed("b", {"search": "y"})))
    )
    found = []
    for sent in (
        {"a_search_string": "one", "b_search_string": "two"},
        {"a_search_string": "one"},
        {"b_search_string": "two"},
    ):
        shown = answer(app.get("/both", **sent), 200)
        found.append([[member["value"] for member in shown[which]] for which in ("first", "second")])
    assert found == [[["one"], ["two"]], [["one"], []], [[], ["two"]]], f"the texts are {found}"


@proves(PREFIXED)
def test_pages_of_both(runtime: TargetRuntime) -> None:
    """Each has its own page and size."""
    app = start(runtime, handler_of_two("/both", _two(_prefixed("a", FIRST), _prefixed("b", SECOND))))
    found = answer(app.get("/both", a_page_size=3, b_current_page=2), 200)
    members = [next(member for member in found[which] if "limit" in member) for which in ("first", "second")]
    pages = [(member["limit"], member["offset"]) for member in members]
    assert pages == [(3, 0), (9, 9)], f"limits and offsets are {pages}"


@proves(PREFIXED)
def test_description_of_both(runtime: TargetRuntime) -> None:
    """Both sets of parameters, each with its own default."""
    app = start(runtime, handler_of_two("/both", _two(_prefixed("a", FIRST), _prefixed("b", SECOND))))
    shown = query_parameters(app, "/both")
    pages = {
        f"{p}_{name}" for p in "ab" for name in ("current_page", "page_size", "search_string", "search_ignore_case")
    }
    assert set(shown) == pages | {"b_ids", "b_order_by", "b_sort_order"}
    assert [shown[f"{prefix}_page_size"]["schema"]["default"] for prefix in "ab"] == [5, 9]

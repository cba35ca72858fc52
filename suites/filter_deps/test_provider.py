"""create_service_dependencies: the service, its options and its session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, Watch, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, seed_boards

CODES = ("a", "b", "c")
EMPTY: list[Any] = [["a", []], ["b", []], ["c", []]]
FULL: list[Any] = [["a", ["apple", "bread"]], ["b", ["cheese"]], ["c", []]]


@pytest.fixture(autouse=True)
def own_texts() -> Iterator[None]:
    """The texts of one check are not those of the next."""
    from suites.texts import kept_texts

    with kept_texts():
        yield


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Handlers with each option."""
    return serve("provider", {}, "filter_deps")


def _seed(reader: Reader) -> None:
    """Three boards, of which two have tasks."""
    from suites.filter_deps.tasks import day

    seed_boards(reader, *CODES)
    rows = []
    for task, code in zip(TASKS, ("a", "a", "b"), strict=False):
        row = {**task._asdict(), "id": task.id, "location": task.place, "board_code": code}
        row |= {"created_at": day(task.created), "updated_at": day(task.updated)}
        rows.append({name: value for name, value in row.items() if name not in ("place", "created", "updated")})
    reader.insert("filtered_task", *rows)


@proves("filter-deps.service-dependencies")
def test_service_without_options(app: RunningApp, reader: Reader) -> None:
    """It is given under its name; nothing is loaded beside the rows."""
    _seed(reader)
    shown = answer(app.get("/plain"), 200)
    assert (shown["boards"], shown["total"], shown["marks"]) == (EMPTY, 3, [None])


@proves("filter-deps.service-dependencies")
@pytest.mark.parametrize("name", ["loaded", "joined", "joined-twice-asked", "everything"])
def test_load(app: RunningApp, reader: Reader, name: str) -> None:
    """The named relationship comes with the rows, each row once."""
    _seed(reader)
    shown = answer(app.get(f"/{name}"), 200)
    assert (shown["boards"], shown["total"]) == (FULL, 3)
    assert answer(app.get("/plain"), 200)["boards"] == EMPTY, "another service of the application loads it too"


@proves("filter-deps.service-dependencies")
@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("plain", "The requested resource was not found"),
        ("messages", "there is no such board"),
        ("callable", "no board, says a NotFoundError"),
        ("everything", "there is no such board"),
    ],
)
def test_error_messages(app: RunningApp, reader: Reader, name: str, detail: str) -> None:
    """The text of the option is that of the answer; without it the library's own is."""
    _seed(reader)
    assert answer(app.get(f"/{name}/a"), 200) == {"number": 1}
    for _ in range(2):
        assert answer(app.get(f"/{name}/z"), 404)["detail"] == detail


@proves("filter-deps.service-dependencies")
@pytest.mark.parametrize(("name", "marks"), [("executed", ["seen"]), ("everything", ["seen"]), ("messages", [None])])
def test_execution_options(app: RunningApp, reader: Reader, name: str, marks: list[Any]) -> None:
    """Each statement has them."""
    _seed(reader)
    assert answer(app.get(f"/{name}"), 200)["marks"] == marks


@proves("filter-deps.service-dependencies")
def test_count_without_window_function(app: RunningApp, reader: Reader, sql: Watch) -> None:
    """Without it rows and total are two statements, and the same answer."""
    _seed(reader)
    with sql() as statements:
        shown = answer(app.get("/two-queries"), 200)
    assert (shown["boards"], shown["total"]) == (EMPTY, 3)
    selects = [statement for statement in statements if "FROM filtered_board" in statement]
    assert len(selects) == 2, selects


@proves("filter-deps.service-dependencies")
def test_uniquify(app: RunningApp, reader: Reader) -> None:
    """A board with two tasks in one statement is one board."""
    _seed(reader)
    assert answer(app.get("/unique"), 200)["boards"] == FULL[:2]


@proves("filter-deps.service-dependencies")
def test_statement(app: RunningApp, reader: Reader) -> None:
    """The service sees what the statement selects, and other services see all."""
    _seed(reader)
    shown = answer(app.get("/scoped"), 200)
    assert (shown["boards"], shown["total"]) == (EMPTY[:2], 2)
    answer(app.get("/scoped/c"), 404)
    assert answer(app.get("/plain/c"), 200) == {"number": 3}


@proves("filter-deps.service-dependencies")
def test_filters_of_the_same_call(app: RunningApp, reader: Reader) -> None:
    """Service and filters come in one dictionary, and work together."""
    _seed(reader)
    assert answer(app.get("/paged"), 200) == {"codes": ["c", "b"], "total": 3}
    assert answer(app.get("/paged", currentPage=2), 200) == {"codes": ["a"], "total": 3}


@proves("filter-deps.service-dependencies")
def test_names() -> None:
    """The service's name and those of the filters, and without filters only the service's."""
    from advanced_alchemy.extensions.litestar.providers import create_service_dependencies

    from reference_app.filtered.services import TaskService

    assert set(create_service_dependencies(TaskService, "tasks")) == {"tasks"}
    made = create_service_dependencies(TaskService, "tasks", filters={"search": "title", "sort_field": "title"})
    assert set(made) == {"tasks", "search_filter", "order_by_filter", "filters"}


@pytest.fixture
def sessions(serve: Serve) -> RunningApp:
    """An application with two sessions."""
    return serve("sessions", {}, "filter_deps", session_keys=("db_session", "other_session"))


@proves("filter-deps.service-provider-config")
@pytest.mark.parametrize("key", ["db_session", "other_session"])
def test_session_of_the_configuration(sessions: RunningApp, key: str) -> None:
    """The service is on the request's session of its configuration, and not on a further one."""
    assert answer(sessions.get(f"/session/{key}"), 200) == [key]


@proves("filter-deps.service-provider-config")
@pytest.mark.parametrize("key", ["db_session", "other_session"])
def test_transaction_of_the_request(sessions: RunningApp, reader: Reader, key: str) -> None:
    """What the service writes is committed with the request, and rolled back with it."""
    answer(sessions.post(f"/session/{key}/kept", {}), 201)
    assert reader.row("filtered_board", code="kept") == {"code": "kept", "number": 7}
    answer(sessions.post(f"/session/{key}/lost?fail=true", {}), 500)
    assert reader.count("filtered_board") == 1

# Generated from suites/probes/filter_deps.py by `python -m tools.twin`; do not edit.
"""Handlers on services that ``create_service_dependencies`` makes with each of its options."""

from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import SQLAlchemySyncConfig, providers
from litestar import get, post
from litestar.params import Dependency
from litestar.types import ControllerRouterHandler
from sqlalchemy import event, select
from sqlalchemy.orm import contains_eager, joinedload

from reference_app.filtered.models import BoardModel
from reference_app.sync.filtered.services import BoardService

__all__ = ("handlers",)

Boards = Annotated[Any, Dependency(skip_validation=True)]
_TOGETHER = select(BoardModel).join(BoardModel.tasks).options(contains_eager(BoardModel.tasks))
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "loaded": {"load": [BoardModel.tasks]},
    "joined": {"load": joinedload(BoardModel.tasks), "uniquify": True},
    "joined-twice-asked": {
        "load": joinedload(BoardModel.tasks),
        "uniquify": True,
        "count_with_window_function": False,
    },
    "messages": {"error_messages": {"not_found": "there is no such board"}},
    "callable": {"error_messages": {"not_found": lambda error: f"no board, says a {type(error).__name__}"}},
    "executed": {"execution_options": {"assay_mark": "seen"}},
    "two-queries": {"count_with_window_function": False},
    "unique": {"statement": _TOGETHER, "uniquify": True},
    "scoped": {"statement": select(BoardModel).where(BoardModel.number < 3)},
    "everything": {
        "load": [BoardModel.tasks],
        "error_messages": {"not_found": "there is no such board"},
        "execution_options": {"assay_mark": "seen"},
        "uniquify": True,
        "count_with_window_function": False,
        "filters": {"pagination_type": "limit_offset", "pagination_size": 2, "sort_field": "number"},
    },
}


def _handlers_of(name: str, options: dict[str, Any]) -> list[ControllerRouterHandler]:
    """A list of boards, and one board, of a service with these options."""
    dependencies = providers.create_service_dependencies(BoardService, "boards", **options)

    @get(f"/{name}", dependencies=dependencies, sync_to_thread=True)
    def list_boards(boards: Boards) -> dict[str, Any]:
        """The boards in the order of their numbers, each with its tasks; the total; and marks of the statements."""
        marks: list[Any] = []
        session = getattr(boards.repository.session, "sync_session", boards.repository.session)

        def note(state: Any) -> None:
            marks.append(state.execution_options.get("assay_mark"))

        event.listen(session, "do_orm_execute", note)
        try:
            found, total = boards.list_and_count(order_by=[("number", False)])
        finally:
            event.remove(session, "do_orm_execute", note)
        shown = [[board.code, sorted(task.title for task in board.tasks)] for board in found]
        return {"boards": shown, "total": total, "marks": sorted(set(marks), key=str)}

    @get(f"/{name}/{{code:str}}", dependencies=dependencies, sync_to_thread=True)
    def get_board(boards: Boards, code: str) -> dict[str, Any]:
        """One board."""
        return {"number": (boards.get(code)).number}

    return [list_boards, get_board]


@get(
    "/paged",
    dependencies=providers.create_service_dependencies(BoardService, "boards", **OPTIONS["everything"]),
    sync_to_thread=True,
)
def list_paged(boards: Boards, filters: Annotated[Any, Dependency(skip_validation=True)]) -> dict[str, Any]:
    """The boards of a page."""
    found, total = boards.list_and_count(*filters)
    return {"codes": [board.code for board in found], "total": total}


def handlers(*configs: SQLAlchemySyncConfig) -> list[ControllerRouterHandler]:
    """The handlers of all options, and of the configurations of an application with several sessions."""
    made: list[ControllerRouterHandler] = [list_paged]
    for name, options in OPTIONS.items():
        made += _handlers_of(name, options)
    if len(configs) > 1:
        made = [_session_handler(config) for config in configs]
        made += [_adding_handler(config) for config in configs]
    return made


def _session_handler(config: SQLAlchemySyncConfig) -> ControllerRouterHandler:
    """A handler that says which of the sessions its service is on."""

    @get(
        f"/session/{config.session_dependency_key}",
        dependencies=providers.create_service_dependencies(BoardService, "boards", config=config),
        sync_to_thread=True,
    )
    def show_session(
        boards: Boards,
        db_session: Annotated[Any, Dependency(skip_validation=True)],
        other_session: Annotated[Any, Dependency(skip_validation=True)],
    ) -> list[str]:
        """The names of the sessions that are the service's."""
        sessions = {"db_session": db_session, "other_session": other_session}
        return [name for name, session in sessions.items() if session is boards.repository.session]

    return show_session


def _adding_handler(config: SQLAlchemySyncConfig) -> ControllerRouterHandler:
    """A handler that adds a board, and fails afterwards if it is asked to."""

    @post(
        f"/session/{config.session_dependency_key}/{{code:str}}",
        dependencies=providers.create_service_dependencies(BoardService, "boards", config=config),
        sync_to_thread=True,
    )
    def add_board(boards: Boards, code: str, fail: bool = False) -> dict[str, Any]:
        """Add a board."""
        added = boards.create({"code": code, "number": 7})
        if fail:
            raise RuntimeError(f"after {added.code} was added")
        return {"code": added.code}

    return add_board

"""Which handlers an application has for the library's exceptions."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import RunningApp, TargetRuntime, answer, proves

STANDARD = {"NotFoundError": 404, "IntegrityError": 409, "DuplicateKeyError": 409, "ForeignKeyError": 409}
OTHERS = {"MultipleResultsFoundError": 500, "InvalidRequestError": 500, "RepositoryError": 500}


def _start(
    runtime: TargetRuntime, own: dict[Any, int] | None = None, of_route: dict[Any, int] | None = None, **config: Any
) -> RunningApp:
    """An application whose handler raises what it is asked for; its own handlers answer with the given statuses."""
    from advanced_alchemy import exceptions
    from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
    from litestar import Litestar, Request, Response, get

    def answering(status: int) -> Any:
        def handle(_request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
            return Response({"own": type(error).__name__}, status_code=status)

        return handle

    def handlers(given: dict[Any, int] | None) -> dict[Any, Any]:
        named = {getattr(exceptions, key) if isinstance(key, str) else key: s for key, s in (given or {}).items()}
        return {key: answering(status) for key, status in named.items()}

    @get("/raise/{name:str}", exception_handlers=handlers(of_route), sync_to_thread=False)
    def raise_by_name(name: str) -> None:
        """Raise it."""
        raise getattr(exceptions, name)(detail=f"a {name}")

    url = runtime.url.render_as_string(hide_password=False)
    database = SQLAlchemyAsyncConfig(connection_string=url, **config)
    return runtime.start(
        Litestar([raise_by_name], plugins=[SQLAlchemyPlugin(config=database)], exception_handlers=handlers(own))
    )


def _statuses(app: RunningApp) -> dict[str, int]:
    return {name: app.get(f"/raise/{name}").status_code for name in {**STANDARD, **OTHERS}}


@proves("exc.litestar-handler-switch")
def test_standard(runtime: TargetRuntime) -> None:
    """Without a word each class has its status, and its detail is the answer's."""
    app = _start(runtime)
    assert _statuses(app) == {**STANDARD, **OTHERS}
    assert answer(app.get("/raise/NotFoundError"), 404)["detail"] == "a NotFoundError"


@proves("exc.litestar-handler-switch")
def test_switched_off(runtime: TargetRuntime) -> None:
    """With set_default_exception_handler=False they are errors like all others, and tell nothing."""
    app = _start(runtime, set_default_exception_handler=False)
    assert set(_statuses(app).values()) == {500}
    assert answer(app.get("/raise/NotFoundError"), 500)["detail"] == "Internal Server Error"


@proves("exc.litestar-handler-switch")
@pytest.mark.parametrize("switched", [True, False], ids=["on", "off"])
def test_own_handler_of_all(runtime: TargetRuntime, switched: bool) -> None:
    """The application's handler of the base class is asked for all of them, whether or not the library's is on."""
    app = _start(runtime, {"RepositoryError": 418}, set_default_exception_handler=switched)
    assert set(_statuses(app).values()) == {418}
    assert answer(app.get("/raise/ForeignKeyError"), 418) == {"own": "ForeignKeyError"}


@proves("exc.litestar-handler-switch")
def test_own_handler_of_a_route(runtime: TargetRuntime) -> None:
    """The route's handler goes before the library's, and leaves it the other classes."""
    app = _start(runtime, of_route={"NotFoundError": 410})
    assert _statuses(app) == {**STANDARD, **OTHERS, "NotFoundError": 410}


@proves("exc.litestar-handler-switch")
def test_own_handler_of_one_class(runtime: TargetRuntime) -> None:
    """The application's handler of one class goes before the library's."""
    app = _start(runtime, {"NotFoundError": 410})
    assert answer(app.get("/raise/NotFoundError"), 410) == {"own": "NotFoundError"}


@proves("exc.litestar-handler-switch")
@pytest.mark.parametrize("own", ["NotFoundError", 500, 404], ids=["class", "status-500", "status-404"])
def test_other_classes_keep_theirs(runtime: TargetRuntime, own: Any) -> None:
    """A handler of one class or of one status takes nothing from the other classes: a conflict is still 409."""
    app = _start(runtime, {own: 410})
    found = {name: status for name, status in _statuses(app).items() if name in STANDARD and name != "NotFoundError"}
    assert found == {"IntegrityError": 409, "DuplicateKeyError": 409, "ForeignKeyError": 409}, (
        f"the answers are {found}"
    )


@proves("exc.litestar-handler-switch")
def test_handler_of_another_exception(runtime: TargetRuntime) -> None:
    """A handler of something else changes nothing."""
    assert _statuses(_start(runtime, {ValueError: 418})) == {**STANDARD, **OTHERS}

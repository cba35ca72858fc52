"""Controllers and the plugin, and nothing else, make an application."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from advanced_alchemy.exceptions import ImproperConfigurationError
from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin
from litestar import Litestar

from assay.checking import Reader, RunningApp, TargetRuntime, answer, proves, twin
from reference_app.settings import Settings
from suites.processes import FreshProcess

ROUTES = {
    "/authors": {"get", "post"},
    "/authors/{author_id}": {"get", "patch", "delete"},
}
CONFIGURATIONS = 1100
"""More than Python's default recursion limit."""


def assemble(runtime: TargetRuntime, *keys: dict[str, Any], handlers: tuple[Any, ...] = ()) -> Litestar:
    """The author controller and a plugin with a configuration for each set of dependency keys."""
    is_async = runtime.target.is_async
    controller = twin("reference_app.authors.controllers", "reference_app", is_async).AuthorController
    create_config = twin("reference_app.database", "reference_app", is_async).create_config
    url = runtime.url.render_as_string(hide_password=False)
    options = runtime.target.backend.engine_options(runtime.target.driver)
    configs = [
        create_config(Settings(database_url=url, create_all=False, engine_options=options, **key)) for key in keys
    ]
    plugins = [SQLAlchemyPlugin(config=configs[0] if len(configs) == 1 else configs)] if configs else []
    return Litestar(route_handlers=[controller, *handlers], plugins=plugins)


def refusal(runtime: TargetRuntime, *keys: dict[str, Any]) -> str | None:
    """What the library says to a configuration that it refuses; None if it takes it."""
    try:
        assemble(runtime, *keys)
    except ImproperConfigurationError as error:
        return str(error)
    return None


@proves("setup.application-assembly")
def test_all_routes_answer(app: RunningApp, runtime: TargetRuntime, reader: Reader) -> None:
    """Controller and plugin are enough for the five author routes."""
    running = runtime.start(assemble(runtime, {}))
    paths = answer(running.get("/schema/openapi.json"), 200)["paths"]
    described = {path: set(paths[path]) for path in ROUTES if path in paths}
    assert described == ROUTES, f"the OpenAPI document describes {described}"
    author_id = answer(running.post("/authors", {"name": "Agatha"}), 201)["id"]
    assert answer(running.get("/authors"), 200)["total"] == 1
    assert answer(running.get(f"/authors/{author_id}"), 200)["name"] == "Agatha"
    assert answer(running.patch(f"/authors/{author_id}", {"name": "Arthur"}), 200)["name"] == "Arthur"
    row = reader.row("author", id=UUID(author_id))
    assert row is not None, "the author that was created has no row"
    assert row["name"] == "Arthur"
    answer(running.delete(f"/authors/{author_id}"), 204)
    assert reader.count("author") == 0
    answer(running.get(f"/authors/{uuid4()}"), 404)


@proves("setup.application-assembly")
def test_controller_needs_the_plugin(runtime: TargetRuntime, fresh_process: FreshProcess) -> None:
    """Without the plugin a controller is refused when the application is made, with it it is taken."""
    probes = twin("suites.probes.setup", "suites.probes", runtime.target.is_async)
    # In a process of its own: Python's typing keeps the session's class once an application with a plugin resolved it.
    found = fresh_process("bare_controller", module=probes.__name__)
    assert "refused" in found, "Litestar took the controller without the plugin"
    assert "Session" in found["refused"], f"the refusal does not name what is missing: {found['refused']}"
    runtime.start(assemble(runtime, {}, handlers=(probes.fresh_controller(),)))


@proves("setup.application-assembly")
@pytest.mark.parametrize(
    "second",
    [{}, {"session_dependency_key": "other_session"}, {"engine_dependency_key": "other_engine"}],
    ids=["both-keys", "engine-key", "session-key"],
)
def test_equal_keys_are_refused(runtime: TargetRuntime, second: dict[str, str]) -> None:
    """Two configurations that share a dependency key are refused."""
    refused = refusal(runtime, {}, second)
    assert refused is not None, "two configurations with equal keys are taken"
    assert "session_dependency_key" in refused, f"the refusal does not say what to change: {refused}"


@proves("setup.application-assembly")
def test_two_configurations_serve_one_request(app: RunningApp, runtime: TargetRuntime, reader: Reader) -> None:
    """Two configurations with keys of their own give a handler two sessions, and both commit."""
    handler = twin("suites.probes.setup", "suites.probes", runtime.target.is_async).create_in_both
    other = {"session_dependency_key": "other_session", "engine_dependency_key": "other_engine"}
    running = runtime.start(assemble(runtime, {}, other, handlers=(handler,)))
    assert answer(running.post("/probes/setup/both", {"name": "Agatha"}), 201) == {"sessions": 2}
    stored = sorted(row["name"] for row in reader.rows("author"))
    assert stored == ["Agatha 1", "Agatha 2"], f"two sessions wrote an author each, the table holds {stored}"


@proves("setup.application-assembly")
def test_process_makes_a_thousand_applications(fresh_process: FreshProcess) -> None:
    """A process can make one application after the other, as test suites do: the thousandth is no exception."""
    found = fresh_process("configurations", count=CONFIGURATIONS)
    assert found["made"] == CONFIGURATIONS, f"after {found['made']} configurations: {found['stopped']}"

"""From the application's start to its shutdown: when there are connections."""

from __future__ import annotations

from typing import Any

from assay.checking import RunningApp, TargetRuntime, answer, proves, twin
from suites.conftest import build
from suites.processes import FreshProcess
from suites.setup.lifecycle import live


def check_until_shutdown(found: dict[str, Any]) -> None:
    """Nothing is open before the start, something is while it runs, and requests work."""
    assert found["before start"] == 0, f"{found['before start']} connections are open before the application starts"
    assert found["engines"] == 1, f"the running application's state holds {found['engines']} engines"
    assert found["status"] == 200, f"GET /authors answered {found['status']}"
    assert found["running"] >= 1, "the running application has no connection after a request"


@proves("setup.plugin-manages-engine-lifecycle")
def test_engine_is_there_from_the_start(runtime: TargetRuntime) -> None:
    """An application has no engine in its state before it starts, and one that works afterwards."""
    application = build(runtime, "reference_app.app")
    before = [key for key, value in application.state.items() if hasattr(value, "dispose")]
    assert before == [], f"before its start the application holds engines under {before}"
    running = runtime.start(application)
    assert len(running.engines) == 1, f"the running application's state holds {len(running.engines)} engines"
    answer(running.get("/authors"), 200)


@proves("setup.plugin-manages-engine-lifecycle")
def test_first_application_gives_connections_back(
    app: RunningApp, runtime: TargetRuntime, fresh_process: FreshProcess
) -> None:
    """When the first application of a process has shut down, none of its connections is open."""
    runtime.make_way()
    found = fresh_process(
        "life",
        module=twin("reference_app.app", "reference_app", runtime.target.is_async).__name__,
        settings={
            "database_url": runtime.url.render_as_string(hide_password=False),
            "engine_options": runtime.target.backend.engine_options(runtime.target.driver),
        },
    )
    check_until_shutdown(found)
    left = found["after shutdown"]
    assert left == 0, f"{left} of {found['running']} connections are still open after the shutdown"


@proves("setup.plugin-manages-engine-lifecycle")
def test_later_application_gives_connections_back(app: RunningApp, runtime: TargetRuntime) -> None:
    """When an application has shut down that is not the first of its process, none of its connections is open."""
    found = live(build(runtime, "reference_app.app"))
    check_until_shutdown(found)
    left = found["after shutdown"]
    assert left == 0, f"{left} of {found['running']} connections are still open after the shutdown"

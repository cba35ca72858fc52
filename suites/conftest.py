"""The applications that the checks drive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

# Nothing here imports the libraries under test: where they cannot be imported, each check says so, and not pytest.
if TYPE_CHECKING:
    from litestar import Litestar

    from assay.checking import RunningApp, TargetRuntime

StartApp: TypeAlias = "Callable[..., RunningApp]"


def build(runtime: TargetRuntime, module: str, probes: str | None = None, **settings: Any) -> Litestar:
    """Build one of the reference application's variants for a target.

    Args:
        runtime: Where it is to run.
        module: The module of ``create_app``, in its async colour.
        probes: A module below ``suites.probes`` whose ``route_handlers`` are added.
        settings: Settings other than the URL.
    """
    from assay.checking import twin
    from reference_app.settings import Settings

    is_async = runtime.target.is_async
    options = {**runtime.target.backend.engine_options(runtime.target.driver), **settings.pop("engine_options", {})}
    chosen = Settings(
        database_url=runtime.url.render_as_string(hide_password=False), engine_options=options, **settings
    )
    handlers = twin(f"suites.probes.{probes}", "suites.probes", is_async).route_handlers if probes else []
    app: Litestar = twin(module, "reference_app", is_async).create_app(chosen, route_handlers=handlers)
    return app


@pytest.fixture
def app(runtime: TargetRuntime) -> RunningApp:
    """The reference application, one for all checks of a worker and target."""
    return runtime.kept_app("app", lambda: build(runtime, "reference_app.app"))


@pytest.fixture
def repository_app(runtime: TargetRuntime) -> RunningApp:
    """The repository-only application, one for all checks of a worker and target."""
    return runtime.kept_app("repository-only", lambda: build(runtime, "reference_app.repository_only.app"))


@pytest.fixture
def start_app(runtime: TargetRuntime, app: RunningApp) -> StartApp:
    """Give a further application on the same tables, one for all checks of a worker and target with the same settings.

    Takes what :func:`build` takes; the module is the guide's application by default, and ``create_all`` is off since
    the tables are there. It keeps no more from check to check than ``app`` does: its configuration and connections.
    """
    del app

    def start(module: str = "reference_app.app", probes: str | None = None, **settings: Any) -> RunningApp:
        key = f"{module} {probes} {sorted(settings.items())}"
        return runtime.kept_app(key, lambda: build(runtime, module, probes, **{"create_all": False, **settings}))

    return start

"""Applications of listings on the check's target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

# Nothing here imports the libraries under test: where they cannot be imported, each check says so, and not pytest.
if TYPE_CHECKING:
    from litestar import Litestar

    from assay.checking import RunningApp, TargetRuntime

Serve: TypeAlias = "Callable[..., RunningApp]"


def build_listings(
    runtime: TargetRuntime, listings: Mapping[str, Mapping[str, Any]], handlers: str = "", **options: Any
) -> Litestar:
    """Build an application of listings.

    Args:
        runtime: Where it is to run.
        listings: By path, what ``reference_app.filtered.app.listing`` takes.
        handlers: A module of ``suites.probes`` whose ``handlers`` gives further ones for the database's configuration.
        options: What else ``create_app`` takes.
    """
    from assay.checking import twin
    from reference_app.settings import Settings

    is_async = runtime.target.is_async
    settings = Settings(
        database_url=runtime.url.render_as_string(hide_password=False),
        engine_options=runtime.target.backend.engine_options(runtime.target.driver),
    )
    more: Any = None
    if handlers:
        more = twin(f"suites.probes.{handlers}", "suites.probes", is_async).handlers
    module = twin("reference_app.filtered.app", "reference_app", is_async)
    app: Litestar = module.create_app(settings, listings=listings, more_handlers=more, **options)
    return app


@pytest.fixture
def serve(runtime: TargetRuntime) -> Serve:
    """Give an application of listings, one for all checks of a worker and target that ask under the same name."""

    def start(name: str, listings: Mapping[str, Mapping[str, Any]], handlers: str = "", **options: Any) -> RunningApp:
        return runtime.kept_app(f"filter-deps {name}", lambda: build_listings(runtime, listings, handlers, **options))

    return start

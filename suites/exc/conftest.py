"""The application in which everything goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

# Nothing here imports the libraries under test: where they cannot be imported, each check says so, and not pytest.
if TYPE_CHECKING:
    from litestar import Litestar

    from assay.checking import RunningApp, TargetRuntime


def build_failures(runtime: TargetRuntime, **options: Any) -> Litestar:
    """Build the application, with more of what ``Litestar`` takes."""
    from assay.checking import twin
    from reference_app.settings import Settings

    settings = Settings(
        database_url=runtime.url.render_as_string(hide_password=False),
        engine_options=runtime.target.backend.engine_options(runtime.target.driver),
    )
    module = twin("reference_app.library.failures.app", "reference_app", runtime.target.is_async)
    app: Litestar = module.create_app(settings, **options)
    return app


@pytest.fixture
def failing(runtime: TargetRuntime) -> RunningApp:
    """The application, one for all checks of a worker and target."""
    return runtime.kept_app("failures", lambda: build_failures(runtime))


@pytest.fixture
def debugged(runtime: TargetRuntime) -> RunningApp:
    """The same in debug mode."""
    return runtime.kept_app("failures debugged", lambda: build_failures(runtime, debug=True))


@pytest.fixture(autouse=True)
def own_texts() -> Iterator[None]:
    """The texts of one check are not those of the next."""
    from suites.texts import kept_texts

    with kept_texts():
        yield

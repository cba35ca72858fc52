"""What checks have that call the library themselves, without a web framework in between."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table

from assay.checking import EVENT_LOOP, TargetRuntime, twin
from reference_app.settings import Settings

collect_ignore = ["sync"]
"""The twins of the checks: each is run in the place of its check where the target is sync."""


class RunningDatabase:
    """A program's database on a target, between its first use and its end.

    Args:
        runtime: Where it is.
    """

    def __init__(self, runtime: TargetRuntime) -> None:
        backend, driver = runtime.target.backend, runtime.target.driver
        settings = Settings(
            database_url=runtime.url.render_as_string(hide_password=False),
            engine_options=backend.engine_options(driver),
        )
        module = twin("reference_app.library.database", "reference_app", runtime.target.is_async)
        self.database = module.Database(settings)
        self._runtime = runtime
        self._made: set[Table] = set()

    def have(self, *models: Any) -> None:
        """Make the tables of models that are not there yet; they stay for the worker's other checks."""
        tables = [model.__table__ for model in models if model.__table__ not in self._made]
        if tables:
            with self._runtime.defining():
                EVENT_LOOP.run(self.database.create, tables[0].metadata, tables)
            self._made.update(tables)

    def checked_out(self) -> int:
        """See :class:`assay.checking.runtime.Kept`."""
        pool = self.database.engine.pool
        return int(pool.checkedout()) if hasattr(pool, "checkedout") else 0

    def give_back(self) -> None:
        """See :class:`assay.checking.runtime.Kept`."""
        EVENT_LOOP.run(self.database.close)

    def close(self) -> None:
        """See :class:`assay.checking.runtime.Kept`."""
        self.give_back()


@pytest.fixture
def database(request: pytest.FixtureRequest, runtime: TargetRuntime) -> Any:
    """The program's database, one for all checks of a worker and target, with the tables of the module's ``MODELS``."""
    running = runtime.kept("library", lambda: RunningDatabase(runtime))
    running.have(*request.module.MODELS)
    return running.database

"""The repository-only application with the handlers that checks need."""

from __future__ import annotations

import pytest

from assay.checking import RunningApp
from suites.conftest import StartApp


@pytest.fixture
def probe_app(repository_app: RunningApp, start_app: StartApp) -> RunningApp:
    """The repository-only application with the chapter's probes, on the tables that the plain one has made."""
    del repository_app
    return start_app("reference_app.repository_only.app", probes="repository_only")

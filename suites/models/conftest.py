"""The application of this chapter's checks."""

from __future__ import annotations

import pytest

from assay.checking import RunningApp
from suites.conftest import StartApp


@pytest.fixture
def probed(start_app: StartApp) -> RunningApp:
    """The application with the chapter's probes."""
    return start_app(probes="modelling")

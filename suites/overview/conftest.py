"""Processes of a check's own."""

from __future__ import annotations

import pytest

from assay.checking import Planted
from suites.overview import frameworks
from suites.processes import FreshProcess, fresh_process_of


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.overview.frameworks` in a new process."""
    return fresh_process_of(planted, frameworks.__name__)

"""Processes of a check's own."""

from __future__ import annotations

import pytest

from assay.checking import Planted
from suites.processes import FreshProcess, fresh_process_of
from suites.secrets import fresh


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.secrets.fresh` in a new process."""
    return fresh_process_of(planted, fresh.__name__)

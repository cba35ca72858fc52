"""Processes of a check's own, and the stories of migrations."""

from __future__ import annotations

import pytest

from assay.checking import Planted
from suites.cli.conftest import defect  # noqa: F401 - a fixture
from suites.migrations.conftest import stories  # noqa: F401 - a fixture
from suites.processes import FreshProcess, fresh_process_of
from suites.types import fresh


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.types.fresh` in a new process."""
    return fresh_process_of(planted, fresh.__name__)

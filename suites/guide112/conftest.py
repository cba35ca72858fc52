"""Processes of a check's own, and the applications with sessions."""

from __future__ import annotations

import pytest

from assay.checking import Planted
from suites.guide112 import fresh
from suites.processes import FreshProcess, fresh_process_of
from suites.session_backend.conftest import sessions, start_sessions

__all__ = ("fresh_process", "sessions", "start_sessions")


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.guide112.fresh` in a new process."""
    return fresh_process_of(planted, fresh.__name__)

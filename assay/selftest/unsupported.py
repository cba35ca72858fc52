"""Modules of checks that cannot be imported, as an optional package of their features is not installed.

A run has stand-ins for their checks, which are unsupported; in a self-test nothing of them could be shown, and that is
said with the name of the package.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from assay.domain import golden
from assay.running.profile import Profile


class Unsupported:
    """Leaves out what cannot be imported for that reason, in a process that collects checks.

    Args:
        suites: The folder of the checks.
        profile: Knows which features the installed versions do not have.
    """

    def __init__(self, suites: Path, profile: Profile) -> None:
        self._suites = suites
        self._profile = profile

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Take a failed import for a module without checks, if each of them has a feature that is not offered."""
        report = yield
        call = getattr(report, "call", None)
        if report.outcome == "failed" and call is not None and self._suites in collector.path.parents:
            if isinstance(call.excinfo.value, pytest.UsageError):
                return report
            checks: dict[str, list[str]] = {}
            for feature, check in self._below(collector.path):
                checks.setdefault(check, []).append(feature)
            if checks and all(any(map(self._profile.why_not_offered, proved)) for proved in checks.values()):
                report.outcome, report.longrepr, report.result = "passed", None, []
                del report.call
        return report

    def _below(self, path: Path) -> Iterator[golden.Pair]:
        """What the golden list has at or below a path."""
        own = path.relative_to(self._suites).as_posix()
        for feature, check in golden.load(self._suites / "golden.txt"):
            if check.startswith((f"{own}::", f"{own}/")) and feature in self._profile.catalogue:
                yield feature, check

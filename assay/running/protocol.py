"""How a check is run and told: pytest's protocol, with one report for each check that has nothing more to tell.

pytest logs a report for each of the phases of a test, and its start and its end; a worker of xdist sends each to the
owner of the run, which keeps them. Of most checks only one says anything, that of the phase in which the check ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from assay.running.hooks import CHECK

EVERY_REPORT = "assay_every_report"
"""What the owner of a run tells xdist's workers: whether somebody wants every report."""
_HOOKS = ("pytest_runtest_logreport", "pytest_runtest_logstart", "pytest_runtest_logfinish")
_KNOWN = {"_pytest", "xdist", "assay"}
"""Whose implementations of these hooks do with the one report."""


def every_report_is_wanted(config: pytest.Config) -> bool:
    """Whether an option asks for what only the other reports say, or a further plugin looks at them."""
    told = getattr(config, "workerinput", {}).get(EVERY_REPORT)
    if told is not None:
        return bool(told)
    option = config.option
    if option.durations or getattr(option, "xmlpath", None) or option.verbose > 0:
        return True
    found = (call.function for name in _HOOKS for call in getattr(config.hook, name).get_hookimpls())
    return any(function.__module__.partition(".")[0] not in _KNOWN for function in found)


class Protocol:
    """Runs checks.

    Args:
        config: pytest's configuration.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.distributed = hasattr(config, "workerinput")

    @cached_property
    def _tells_all(self) -> bool:
        return every_report_is_wanted(self.config)  # once all plugins are there

    @cached_property
    def _log(self) -> Any:
        """Takes a report; a worker of xdist has a terminal that nobody sees, and which would keep every report."""
        manager = self.config.pluginmanager
        unseen = manager.get_plugin("terminalreporter") if self.distributed else None
        return manager.subset_hook_caller("pytest_runtest_logreport", [unseen] if unseen is not None else [])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run a check."""
        if CHECK not in item.stash or self._tells_all:
            return None
        hook = item.ihook
        if not self.distributed:
            hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in telling(runtestprotocol(item, log=False, nextitem=nextitem)):
            self._log(report=report)
        if not self.distributed:
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def telling(reports: list[pytest.TestReport]) -> Iterable[pytest.TestReport]:
    """The reports of a check that say something: one of them, if its clean-up has nothing to say.

    Args:
        reports: Those of all its phases; the last has the result lines.
    """
    for report in reports:
        report.keywords = {}  # a page of names for each check, which nobody reads
    *before, ended, last = reports
    if not last.passed or any(not report.passed for report in before) or last.sections != ended.sections:
        return reports
    ended.assay = last.assay  # type: ignore[attr-defined]
    return [ended]

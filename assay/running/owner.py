"""The hooks of the process that owns a run: they record what came of its checks, and judge it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assay.domain import exit_codes
from assay.domain.failures import Failure
from assay.domain.verdicts import Verdict
from assay.results.lines import Item, Result, encodable
from assay.running import outcome
from assay.running.progress import Progress
from assay.running.run import Run


class Owner:
    """Records the run in the process that owns it.

    Args:
        run: The run.
        say: Writes a line of news to the terminal.
        progress: Shows how far the run is; None if pytest does.
    """

    def __init__(self, run: Run, say: Callable[[str], object], progress: Progress | None = None) -> None:
        self.run = run
        self._say = say
        self._progress = progress
        self._stopped: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        """Take what was collected, before a check of it begins."""
        self.run.note_collected()
        self._begin()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        """Take what a worker of xdist has collected; none begins before all have."""
        self.run.note_collected()
        self._begin()

    def _begin(self) -> None:
        """Show the progress, once it is known how many checks there are."""
        if self._progress is not None and self.run.collected is not None:
            self._progress.begin(len({item.nodeid for item in self.run.collected.wanted}))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Write result lines as they arrive, and say what has become of the servers."""
        self.run.note_collected()
        for line in (*self.run.note_directory(), *self.run.note_servers()):
            self._say(line)
        if lines := getattr(report, "assay", None):
            taken = self.run.take(lines)
            del report.assay  # pytest keeps its reports
            if self._progress is not None:
                self._progress.take(taken)
        if self.run.full:
            pytest.exit(self.run.full, returncode=pytest.ExitCode.TESTS_FAILED)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any) -> None:
        """Write the lines of a check with which a worker of xdist died: it cannot say them itself any more."""
        self.run.note_collected()
        items = self.run.collected.items if self.run.collected else ()
        self.run.add(self._crashed(item, str(report.longrepr)) for item in items if item.nodeid == crashitem)

    def _crashed(self, item: Item, text: str) -> Result:
        return Result(
            run=self.run.id,
            feature=item.feature,
            check=item.check,
            target=item.target,
            store=item.store,
            verdict=Verdict.ERROR,
            reason="the worker process died",
            error=Failure("WorkerDied", text),
            nodeid=item.nodeid,
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what cannot be collected."""
        if report.failed:
            said = str(report.longrepr).strip().splitlines() or [""]
            self._stopped.append(f"{report.nodeid or 'the suites'} cannot be collected: {said[-1].strip()}")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note who stopped the run: the user, or pytest, which says why."""
        self._stopped.append(str(excinfo.value) or "interrupted")

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note a fault of pytest or of a plugin."""
        self._stopped.append(f"pytest failed: {outcome.first_line(excinfo.value)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge the run; it fails if it has problems even where every single check passed."""
        for reason in (session.shouldfail, session.shouldstop):
            if reason:
                self._stopped.append(str(reason))
        why = encodable("; ".join(dict.fromkeys(self._stopped)))
        problems = self.run.finish(f"the run was stopped before its end: {why}" if why else "")
        if why:
            return
        if self.run.nothing_ran:
            session.exitstatus = exit_codes.NOTHING_RAN
        elif problems and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = exit_codes.FAILED

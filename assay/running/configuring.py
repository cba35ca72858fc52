"""Configures pytest for a run: has it set up, registers the hooks of this process, and says what it is about."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from assay.domain.errors import AssayError
from assay.process import environment_variables, home, interpreter
from assay.products.registry import REFUSED
from assay.reporting.screen import write_line
from assay.running import coroutines, fixtures, waiting_room
from assay.running.hooks import JUDGE, RUN, WORKER, Checks, Verdicts
from assay.running.needed_files import LeftOut
from assay.running.option_table import OPTIONS
from assay.running.options import Options
from assay.running.plugin_news import say_refused
from assay.running.protocol import EVERY_REPORT, Protocol, every_report_is_wanted
from assay.running.pytest_options import CHOSEN, Membership, PytestOptions
from assay.running.scope import Scope, few_targets
from assay.running.setting_up import Parts, Terminal, set_up
from assay.running.stand_ins import StandIns
from assay.running.start import COMMAND_LINE
from assay.running.suite_files import suite_folder

if TYPE_CHECKING:
    from assay.running.progress import Progress
    from assay.running.run import Run


def configure(config: pytest.Config) -> None:
    """Set the run up if the suites are to run.

    Raises:
        pytest.UsageError: What was asked for cannot be meant.
    """
    scope = Scope.of(config, suite_folder(config.getoption("suite_dir")))
    if not scope.touched:
        return
    environment_variables.keep_away()
    try:
        interpreter.settle()
        home.settle()
        process = PytestOptions.of(config)
        by_command = config.pluginmanager.has_plugin(COMMAND_LINE)
        if by_command and process.member_of is None:
            say_refused()
        options = Options.parse(**{option.parameter: config.getoption(option.parameter) for option in OPTIONS})
        terminal = Terminal(config.add_cleanup, partial(_announce, config), partial(_exit_status, config))
        parts = set_up(options, scope, process, terminal)
    except AssayError as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"{error.filename or 'the run'}: {error.strerror}") from None
    _register(config, scope, process, parts, by_command)


def _register(config: pytest.Config, scope: Scope, process: PytestOptions, parts: Parts, by_command: bool) -> None:
    """Register the hooks of this process."""
    if parts.worker is not None:
        config.stash[WORKER] = parts.worker
    if parts.run is not None:
        config.stash[RUN] = parts.run
    register = config.pluginmanager.register
    register(fixtures, "assay-fixtures")
    register(coroutines, "assay-coroutines")
    register(waiting_room, "assay-waiting-room")
    writes = parts.run or process.member_of
    checks = Checks(
        parts.catalogue,
        parts.selection,
        scope.folder,
        scope.complete,
        writes.report_dir if writes is not None else None,
    )
    register(checks, "assay-checks")
    if JUDGE not in config.stash:
        checks.left_out = LeftOut.of(scope.folder, parts.selection.features, config.getini("python_files"))
        register(checks.left_out, "assay-left-out")
    if parts.run is not None:
        register(
            Distribution(parts.run, checks.left_out, config.stash.get(CHOSEN, ""), by_command), "assay-distribution"
        )
    if (judge := config.stash.get(JUDGE, None)) is not None:
        register(judge(checks, process.member_of is None), "assay-judge")
        return
    register(Verdicts(), "assay-verdicts")
    register(StandIns(checks), "assay-stand-ins")
    if parts.worker is not None:
        register(Protocol(config), "assay-protocol")
    if parts.run is not None:
        # Not above: xdist's workers do without what judges and reports.
        from assay.running.last_lines import LastLines
        from assay.running.owner import Owner

        progress = _progress(config) if by_command else None
        register(Owner(parts.run, partial(_say, config), progress), "assay-owner")
        register(LastLines(parts.run, config), "assay-last-lines")


def _progress(config: pytest.Config) -> Progress | None:
    """What shows how far a run is; None where pytest names each check."""
    if config.option.verbose > 0:
        return None
    from assay.running.progress import PLUGIN, Progress

    # pytest's own terminal comes later.
    found = Progress(lambda: config.pluginmanager.get_plugin("terminalreporter"), partial(_say, config))
    config.pluginmanager.register(found, PLUGIN)
    return found


def _exit_status(config: pytest.Config) -> int:
    """What the run has come to."""
    session: Any = config.pluginmanager.get_plugin("session")
    return int(session.exitstatus) if session is not None else int(pytest.ExitCode.INTERNAL_ERROR)


def _say(config: pytest.Config, text: str) -> bool:
    """Write a line to the terminal, whatever pytest captures; whether pytest has one."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return False
    progress: Any = config.pluginmanager.get_plugin("assay-progress")
    if progress is not None and progress.above(text):
        return True
    reporter.ensure_newline()
    write_line(reporter, text)
    return True


def _announce(config: pytest.Config, text: str) -> None:
    """Say what takes long; before pytest has a terminal, on stderr."""
    if not _say(config, text):
        sys.stderr.write(f"{text}\n")


class Distribution:
    """Says at the start what a run is about, and shares it out to xdist's workers, in the process that owns it.

    Args:
        run: The run.
        left_out: The files that no process of it imports.
        processes: How many processes run checks and why, in words; empty if the command line says it.
        by_command: Whether it is a run of the command, which says itself which plug-ins are refused.
    """

    def __init__(self, run: Run, left_out: LeftOut, processes: str, by_command: bool) -> None:
        self.run = run
        self.left_out = left_out
        self.processes = processes
        self.by_command = by_command

    def pytest_report_header(self) -> list[str]:
        """Say what leaves checks out, as pytest does not with several processes, and what counts for nothing."""
        some = few_targets(self.run.selection)
        said = {
            "checks run": [self.processes] if self.processes else [],
            "only a part of the suites": self.run.part,
            "not imported, as no check in them is of these features": self._left_out(),
            "only some of the targets": some,
            "its report goes to": [str(self.run.report_dir)] if self.run.part or some else [],
            "kept away from the libraries": environment_variables.keep_away(),
            "refused": [] if self.by_command else [plugin.line for plugin in REFUSED],
        }
        return [f"{what}: {', '.join(names)}" for what, names in said.items() if names]

    def _left_out(self) -> list[str]:
        return [f"{len(self.left_out.files)} files of the suites"] if self.left_out.files else []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell xdist's workers which run they belong to."""
        node.workerinput.update(Membership(self.run.id, self.run.run_dir, self.run.report_dir).told())
        node.workerinput[EVERY_REPORT] = every_report_is_wanted(node.config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Keep the checks of one target together on one worker, until another has nothing left to do."""
        if config.option.dist == "load":
            from xdist.scheduler import WorkStealingScheduling

            return WorkStealingScheduling(config, log)
        return None

"""The pytest plugin: takes the options, has the run set up, and says what it is about."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import pytest

from assay.process import unimportable

with unimportable.placeholders():
    from assay.domain.errors import AssayError
    from assay.process import environment_variables, home, interpreter
    from assay.products.registry import REFUSED
    from assay.reporting.screen import write_line
    from assay.running import fixtures, waiting_room
    from assay.running.hooks import JUDGE, RUN, WORKER, Checks, Verdicts
    from assay.running.options import OPTIONS, Options
    from assay.running.owner import Owner
    from assay.running.pytest_options import Membership, PytestOptions
    from assay.running.scope import Scope, few_targets
    from assay.running.setting_up import Terminal, set_up
    from assay.running.stand_ins import StandIns
    from assay.running.start import COMMAND_LINE
    from assay.running.suite_files import suite_folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run."""
    group = parser.getgroup("assay", "Assay: conformance, with evidence")
    for option in OPTIONS:
        value: dict[str, Any] = {"metavar": option.metavar} if option.metavar else {"action": "store_true"}
        if option.repeatable:
            value |= {"action": "append", "default": []}
        group.addoption(f"--{option.name}", help=option.described(), **value)


def pytest_configure(config: pytest.Config) -> None:
    """Set the run up if the suites are to run; xdist's workers only get their side of it."""
    config.addinivalue_line("markers", "proves(*features, needs=(), formerly=()): the features that a check proves")
    config.addinivalue_line("markers", "docker: needs a container engine")
    scope = Scope.of(config, suite_folder(config.getoption("suite_dir")))
    if not scope.touched or config.option.help or config.option.markers:
        return
    environment_variables.keep_away()
    try:
        interpreter.settle()
        home.settle()
        process, folder = PytestOptions.of(config), scope.folder
        options = Options.parse(**{option.parameter: config.getoption(option.parameter) for option in OPTIONS})
        terminal = Terminal(config.add_cleanup, partial(_announce, config), partial(_exit_status, config))
        parts = set_up(options, scope, process, terminal)
    except AssayError as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"{error.filename or 'the run'}: {error.strerror}") from None
    if parts.worker is not None:
        config.stash[WORKER] = parts.worker
    if parts.run is not None:
        config.stash[RUN] = parts.run
    register = config.pluginmanager.register
    register(fixtures, "assay-fixtures")
    register(waiting_room, "assay-waiting-room")
    writes = parts.run or process.member_of
    checks = Checks(
        parts.catalogue, parts.selection, folder, scope.complete, writes.report_dir if writes is not None else None
    )
    register(checks, "assay-checks")
    if (judge := config.stash.get(JUDGE, None)) is not None:
        register(judge(checks, process.member_of is None), "assay-judge")
        return
    register(Verdicts(), "assay-verdicts")
    register(StandIns(checks), "assay-stand-ins")
    if parts.run is not None:
        register(Owner(parts.run, partial(_say, config)), "assay-owner")


def _exit_status(config: pytest.Config) -> int:
    """What the run has come to."""
    session: Any = config.pluginmanager.get_plugin("session")
    return int(session.exitstatus) if session is not None else int(pytest.ExitCode.INTERNAL_ERROR)


def _say(config: pytest.Config, text: str) -> bool:
    """Write a line to the terminal, whatever pytest captures; whether pytest has one."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return False
    reporter.ensure_newline()
    write_line(reporter, text)
    return True


def _announce(config: pytest.Config, text: str) -> None:
    """Say what takes long; before pytest has a terminal, on stderr."""
    if not _say(config, text):
        sys.stderr.write(f"{text}\n")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what leaves checks out, as pytest does not with several processes, and which variables count for nothing."""
    if RUN not in config.stash:
        return []
    run = config.stash[RUN]
    some = few_targets(run.selection)
    said = {
        "only a part of the suites": run.part,
        "only some of the targets": some,
        "its report goes to": [str(run.report_dir)] if run.part or some else [],
        "kept away from the libraries": environment_variables.keep_away(),
        # the command has said it
        "refused": [] if config.pluginmanager.has_plugin(COMMAND_LINE) else [p.line for p in REFUSED],
    }
    return [f"{what}: {', '.join(names)}" for what, names in said.items() if names]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell xdist's workers which run they belong to."""
    run = node.config.stash.get(RUN, None)
    if run is not None:
        node.workerinput.update(Membership(run.id, run.run_dir, run.report_dir).told())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the checks of one target together on one worker, until another has nothing left to do."""
    if RUN in config.stash and config.option.dist == "load":
        from xdist.scheduler import WorkStealingScheduling

        return WorkStealingScheduling(config, log)
    return None

"""How pytest is started on the suites: the same from a checkout, and from a wheel in anybody's project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from assay.domain.errors import UsageError
from assay.process import interpreter
from assay.reporting.say import say

SETTINGS = Path(__file__).resolve().with_name("pytest.ini")
COMMAND_LINE = "assay.running.command_line"
"""The plugin that only runs of the command have; whoever imports it before pytest does has pytest warn of it."""
_PLUGINS = ("assay.running.plugin", COMMAND_LINE, "xdist", "timeout", "hypothesispytest")
"""All that is loaded: what else is installed in a project, pytest-randomly or pytest-django, is for its own tests."""
_RULES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_TIMEOUT")
"""What a user sets for tests of his own; it would choose checks, or end them, and no report would say so."""
_OUTER = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST_TESTRUNUID", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT")
"""What a pytest leaves to the processes that its tests start; a run is nobody's worker."""


def check_suite_folder(suites: Path) -> None:
    """Refuse a folder in which pytest would not find the suites.

    Raises:
        UsageError: Its path has what ends a path where pytest reads one.
    """
    if mark := next((mark for mark in ("[", "::") if mark in str(suites)), ""):
        raise UsageError(f"{suites}: pytest takes what follows {mark!r} for no part of the path: put Assay elsewhere")


def start(arguments: Sequence[str], *, workers: str | None = "0", plugins: Sequence[object] = ()) -> int:
    """Run pytest on the suites, under Assay's settings and no others; gives its exit code.

    Neither the configuration of the project in whose directory it is started nor variables such as ``PYTEST_ADDOPTS``
    have a part in it: the latter are named on stderr. All of the suites are run unless the arguments name a part.

    Args:
        arguments: Further arguments, from the user; they go before Assay's own.
        workers: Processes, as xdist takes them; None to have them chosen by what is selected.
        plugins: Plugins that are objects.

    Raises:
        UsageError: Python was told what cannot be undone, or pytest would not find the suites where they are.
    """
    import pytest  # not above, as the next: the help of a command does without them

    from assay.running.suite_files import repository_file

    check_suite_folder(repository_file(""))
    for name in interpreter.settle():
        say(f"assay: {name} is set and not used", err=True)
    for name in _RULES:
        if os.environ.pop(name, ""):
            say(f"assay: {name} is set and not used: give its options to this command", err=True)
    for name in _OUTER:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # A configuration file blocks a plugin too late to take away its options, such as --lf, which would do nothing.
    loaded = [word for name in ("no:cacheprovider", *_PLUGINS) for word in ("-p", name)]
    place = ["-c", str(SETTINGS), "--rootdir", str(repository_file("").parent)]
    chosen = workers is None or not {"no:xdist", "-pno:xdist"}.isdisjoint(arguments)
    spread = [] if chosen else ["-n", "0" if workers == "1" else str(workers)]
    return int(pytest.main([*loaded, *place, *spread, *arguments], plugins=[*plugins]))

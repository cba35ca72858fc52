"""The part of the suites that a command line names: a pytest plugin of :func:`assay.running.start.start`.

Only pytest knows which words of a command line are paths, and which the values of options.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.running.suite_files import suite_folder

DEFAULT_WORKERS = "logical"
"""One process per core; it is left to Assay."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Put all of the suites into the arguments if they name no part; node ids of a report are taken wherever it runs.

    Raises:
        pytest.UsageError: They name something else, or an option is unknown.
    """
    known, rest = parser.parse_known_and_unknown_args(args)
    if known.help or known.version:
        return
    if unknown := next((word for word in rest if word.startswith("-")), None):
        raise pytest.UsageError(f"unknown option {unknown}; `assay run -- --help` lists all that there are")
    suites = suite_folder(known.suite_dir)
    # An older argparse leaves the paths behind the first option among what it does not know.
    named = [*known.file_or_dir, *rest]
    found = {name: _locate(name, suites) for name in named}
    for name, located in found.items():
        args[len(args) - 1 - args[::-1].index(name)] = located
    if not found:
        args.insert(0, str(suites))
    elif all("::" in name for name in found) and getattr(known, "numprocesses", None) == DEFAULT_WORKERS:
        # A few checks run sooner in one process, and xdist does not say that one of them does not exist.
        args += ["-n", "0"]
    # What conftest files are looked for beside. Those further down are imported when their checks are collected: what
    # they cannot import then is a verdict of these.
    early_config.known_args_namespace.file_or_dir = [str(suites)]


def _locate(name: str, suites: Path) -> str:
    """A path or node id without what depends on where the command was started."""
    path, colons, rest = name.partition("::")
    here, there = Path(path).resolve(), suites.parent / path
    located = here if here.exists() else there.resolve()
    if not located.exists() or not located.is_relative_to(suites):
        raise pytest.UsageError(f"{name}: no part of the suites, which are in {suites}")
    return f"{located}{colons}{rest}"

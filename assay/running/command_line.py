"""The part of the suites that a command line names: a pytest plugin of :func:`assay.running.start.start`.

Only pytest knows which words of a command line are paths, and which the values of options.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import pytest

from assay.domain.close_names import did_you_mean
from assay.domain.errors import AssayError
from assay.process import unimportable
from assay.running.option_table import OPTIONS
from assay.running.pytest_options import CHOSEN
from assay.running.suite_files import suite_folder

_OF_COMMAND = ("--last-failed", "--lf", "--workers")
"""The options that the command takes itself, and pytest does not know."""


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
        raise pytest.UsageError(_unknown(unknown.partition("=")[0], parser))
    suites = suite_folder(known.suite_dir)
    # An older argparse leaves the paths behind the first option among what it does not know.
    named = [*known.file_or_dir, *rest]
    found = {name: _locate(name, suites) for name in named}
    for name, located in found.items():
        args[len(args) - 1 - args[::-1].index(name)] = located
    if not found:
        args.insert(0, str(suites))
    if getattr(known, "numprocesses", 0) is None and not known.tx:
        if found and all("::" in name for name in found):
            args += ["-n", "0"]  # xdist does not say that one of them does not exist
        elif not known.collectonly:
            args += _processes(early_config, known, found.values(), suites)
    # What conftest files are looked for beside. Those further down are imported when their checks are collected: what
    # they cannot import then is a verdict of these.
    early_config.known_args_namespace.file_or_dir = [str(suites)]


def _unknown(name: str, parser: pytest.Parser) -> str:
    """That there is no such option, and which was probably meant."""
    groups = (*parser._groups, parser._anonymous)
    known = [*_OF_COMMAND, *(word for group in groups for option in group.options for word in option.names())]
    near = did_you_mean(name, known) or ";"
    return f"unknown option {name}{near} `assay run --help` shows those of Assay, `assay run -- --help` those of pytest"


def _locate(name: str, suites: Path) -> str:
    """A path or node id without what depends on where the command was started."""
    path, colons, rest = name.partition("::")
    # As it is from here, as a report of Assay's suites has it, and as checks are called.
    places = [place.resolve() for place in (Path(path), suites.parent / path, suites / path)]
    located = next((place for place in places if place.exists()), places[0])
    if not located.exists() or not located.is_relative_to(suites):
        raise pytest.UsageError(f"{name}: no part of the suites, which are in {suites}")
    return f"{located}{colons}{rest}"


def _processes(config: pytest.Config, known: Namespace, located: Iterable[str], suites: Path) -> list[str]:
    """How many processes run checks, as an option; it is said in the header."""
    with unimportable.placeholders():
        from assay.domain.catalogue import Catalogue
        from assay.running.options import Options
        from assay.running.process_count import ProcessCount
        from assay.running.selection import Selection
    try:
        options = Options.parse(**{option.parameter: getattr(known, option.parameter) for option in OPTIONS})
        catalogue = Catalogue.load(suites / "catalogue.toml")
        selection = Selection.of(options, catalogue)
    except AssayError:  # it is refused when the run is set up
        return ["-n", "0"]
    names = [Path(name).relative_to(suites).as_posix() for name in located]
    count = ProcessCount.of(selection, catalogue, suites, [] if "." in names else names)
    config.stash[CHOSEN] = str(count)
    return ["-n", str(count.processes)]

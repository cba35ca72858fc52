"""Commands that run the suites: which words of a command line are Assay's options, and which go on to pytest.

Options are checked here, before pytest starts: what cannot be meant is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from assay.commands import completion
from assay.commands.help_texts import ExampleCommand
from assay.domain import exit_codes
from assay.domain.close_names import nearest
from assay.domain.errors import AssayError
from assay.process import unimportable
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.running.option_table import GROUPS, OPTIONS

PROCESSES = "Processes"
"""The group of options that are not in the table."""
_ANSWERED_BY_PYTEST = {"--help", "-h", "--version", "-V", "--fixtures", "--funcargs", "--markers"}
_OF_PYTEST = (
    ("PATH, NODE-ID", "A folder, a file or a check of the suites, also as a report names it."),
    ("-k EXPRESSION", "Only checks whose names fit: -k 'create and not book'."),
    ("-x, --maxfail NUMBER", "Stop after the first failure, or after some."),
    ("--collect-only -q", "List the checks, and run none."),
    ("-v, --durations NUMBER", "Name each check, or the slowest ones."),
    ("-- --help", "All options of pytest; what follows -- is passed on as it is."),
)


class RunCommand(ExampleCommand):
    """A command that takes its own options wherever they stand, and passes every other word on to pytest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Share the words out."""
        own, rest = self.split(args)
        complete = not own or own[-1] not in self._words()[1]
        return super().parse_args(ctx, [*own, "--", *rest] if complete else own)

    def _words(self) -> tuple[set[str], set[str]]:
        """Its options that are flags, and those that take a value."""
        flags: set[str] = {"--help", "-h"}
        valued: set[str] = set()
        for parameter in self.params:
            if isinstance(parameter, click.Option):
                (flags if parameter.is_flag else valued).update(parameter.opts)
        return flags, valued

    def split(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """The words of its own options, and those that go on to pytest; the first ``--`` is neither."""
        flags, valued = self._words()
        own: list[str] = []
        rest: list[str] = []
        waiting = [*words]
        while waiting:
            word = waiting.pop(0)
            if word == "--":
                return own, [*rest, *waiting]
            if word in valued:
                own += [word, *waiting[:1]]
                del waiting[:1]
            elif word in flags or word.partition("=")[0] in valued or re.fullmatch(r"-n[^-].*", word):
                own.append(word)
            else:
                rest.append(word)
        return own, rest

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands behind its name."""
        del ctx
        return ["[OPTIONS]", "[PATHS AND OPTIONS OF PYTEST]..."]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options in groups, and the most useful ones of pytest."""
        of_table = {one.parameter: one.group for one in OPTIONS}
        shown: dict[str, list[tuple[str, str]]] = {group: [] for group in (*GROUPS, PROCESSES)}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                shown[of_table.get(parameter.name or "", PROCESSES)].append(record)
        for group, records in shown.items():
            with formatter.section(group):
                formatter.write_dl(records)
        with formatter.section("Passed on to pytest, such as"):
            formatter.write_dl(_OF_PYTEST)


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command every option of a run, and the words for pytest; it takes them as ``options`` and ``pytest_args``.

    ``options`` is a dictionary of the values by their names in Python.
    """
    names = [one.parameter for one in OPTIONS]

    def command(**given: Any) -> Any:
        return function(options={name: given.pop(name) for name in names}, **given)

    command.__doc__, command.__name__ = function.__doc__, function.__name__
    command.__dict__.update(function.__dict__)  # click keeps there the options that it was given before
    found: Callable[..., Any] = click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)(command)
    for one in reversed(OPTIONS):
        kind: dict[str, Any] = (
            {"metavar": one.metavar, "multiple": one.repeatable} if one.metavar else {"is_flag": True}
        )
        found = click.option(
            f"--{one.name}", help=one.described(), shell_complete=completion.values_of(one.name), **kind
        )(found)
    return found


def words_of(options: Mapping[str, Any]) -> list[str]:
    """Values of options as words of a command line."""
    words = []
    for one in OPTIONS:
        value = options[one.parameter]
        if value is True:
            words.append(f"--{one.name}")
        elif value:
            words += [f"--{one.name}={text}" for text in ([value] if isinstance(value, str) else value)]
    return words


def refuse_mistakes(context: click.Context, options: Mapping[str, Any], pytest_args: Sequence[str]) -> None:
    """End the command in one line if the options cannot be meant.

    Nothing is asked where none is given, of what pytest answers by itself, nor beside an option that looks misspelt:
    pytest refuses what it does not know, before anything of a run is imported.
    """
    own = [f"--{one.name}" for one in OPTIONS]
    misspelt = any(word.startswith("--") and nearest(word.partition("=")[0], own) for word in pytest_args)
    if not any(options.values()) or misspelt or not _ANSWERED_BY_PYTEST.isdisjoint(pytest_args):
        return
    try:
        with unimportable.placeholders():
            from assay.domain.catalogue import Catalogue  # not above: a help does without them
            from assay.running import known_issues
            from assay.running.options import Options
            from assay.running.selection import Selection
        checked = Options.parse(**options)
        catalogue = Catalogue.load(checked.suite_dir / "catalogue.toml")
        Selection.of(checked, catalogue)
        if checked.ledger:
            known_issues.load(checked.suite_dir, catalogue, checked.ledger)
    except AssayError as error:
        say(f"assay: {printable(str(error))}", err=True)
        context.exit(exit_codes.USAGE)

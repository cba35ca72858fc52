"""The command ``assay``: its group, and how it ends on a mistake."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from assay.domain.close_names import did_you_mean
from assay.domain.errors import AssayError
from assay.process import environment_variables, home, interpreter
from assay.reporting.say import say
from assay.reporting.screen import printable

TRACEBACK = "ASSAY_TRACEBACK"
"""If this variable is set, a fault of Assay itself is shown with its traceback."""
INTERNAL_ERROR = 3
"""The exit code of such a fault."""


COMMANDS = {
    "again": ("again", "Run the checks again that failed in the last run, or in that of a REPORT."),
    "app": ("app", "Say which known issues hit an application of your own, where in it, and what helps."),
    "check-backend": ("backends", "Prove the profile of a backend against a server of it."),
    "ci": ("ci", "Plan runs for a CI server, and write what it shows of them."),
    "compare": ("reports", "Compare two runs, given as directories or results files."),
    "doctor": ("doctor", "Start every server once and say where it comes from, or why it cannot run and what to do."),
    "down": ("down", "End the servers that `pytest --keep-servers` keeps: all, or those of BACKENDs."),
    "explain": ("explain", "Say what a feature, check or known issue is about, or whether a chapter can be used."),
    "findings": ("listing", "List what is known to be broken, the worst first."),
    "golden": ("golden", "Write the golden list anew: what is added or taken away shows in the diff."),
    "history": ("reports", "Show what became of every target and feature over all runs below DIRECTORY."),
    "ledger": ("ledger", "Help with the known issues: suggest entries, write a report for upstream."),
    "list": ("listing", "List targets, stores, features, checks or findings."),
    "matrix": (
        "upgrade",
        "Run the suites on every combination of versions, on shared servers, and show what changes between neighbours.",
    ),
    "merge": ("merge", "Make one run, with its report, of the runs of shards; DIR is a report, or a folder of such."),
    "new": ("new", "Write the skeleton of what can be added."),
    "open": ("evidence", "Open the page of the last report in a browser, at a FEATURE@TARGET if one is named."),
    "report": (
        "reports",
        "Render the report in DIRECTORY again from its results.jsonl alone, also that of a run that was killed.",
    ),
    "run": ("run", "Run the suites on every server that can be had, and write the report."),
    "selftest": ("run", "Prove with planted defects that every feature's checks can fail."),
    "servers": ("servers", "Keep the servers running for several runs, until Ctrl-C: `assay run --servers-from DIR`."),
    "show": ("evidence", "Show the evidence of FEATURE@TARGET in the last report."),
    "upgrade": (
        "upgrade",
        "Run the suites with your present versions and with CHANGES, on the same servers, and compare.",
    ),
}
"""The module that declares each command, imported when it is asked for, and what its help begins with."""
_IN_PYTHON = {"list": "list_", "open": "open_"}
"""Commands whose functions have another name, as Python has something of theirs."""


class _Group(click.Group):
    """A group whose commands end in one clear line on a mistake of the user's, and on one of ours.

    Its list is shown without importing the commands: most of what they need takes long to import.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in alphabetical order."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, with its module; None if there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"assay.commands.declared.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, _IN_PYTHON.get(cmd_name, cmd_name.replace("-", "_")))
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word; of one that there is not, which was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = did_you_mean(args[0], COMMANDS)
            if not near or "did you mean" in error.message.lower():
                raise
            raise click.UsageError(f"{error.message.rstrip('.')}{near}", ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, and the options; none is imported for that."""
        found = [CompletionItem(name, help=said) for name, (_, said) in COMMANDS.items() if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the commands."""
        del ctx
        room = formatter.width - 6 - max(map(len, COMMANDS))
        rows = [(name, click.Command(name, help=said).get_short_help_str(room)) for name, (_, said) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        environment_variables.keep_away()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except AssayError as error:
            said = str(error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has gone: click ends quietly
                raise
            said = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)
        except Exception as error:  # noqa: BLE001 - 1 would mean that something regressed
            if os.environ.get(TRACEBACK):
                say(traceback.format_exc().rstrip(), err=True)
            said = f"internal error: {type(error).__name__}: {error}; please report it ({TRACEBACK}=1 shows where)"
            _say(said)
            sys.exit(INTERNAL_ERROR)
        _say(said)
        sys.exit(2)


def _say(text: str) -> None:
    """One line, whatever is in the names and texts that it quotes."""
    say(f"assay: {printable(text)}", err=True)


@click.group(cls=_Group)
@click.version_option(package_name="alchemy-assay")
def main() -> None:
    """Conformance of Litestar + Advanced Alchemy, with evidence."""
    interpreter.refuse()
    home.settle()

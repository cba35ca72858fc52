"""The command ``assay``: its group, and how it ends on a mistake."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Any

import click

from assay.commands import backends, doctor, golden, new, reports, run, servers, upgrade
from assay.domain.errors import AssayError
from assay.process import environment_variables, home, interpreter
from assay.products import registry
from assay.reporting.model import printable
from assay.reporting.say import say

TRACEBACK = "ASSAY_TRACEBACK"
"""If this variable is set, a fault of Assay itself is shown with its traceback."""
INTERNAL_ERROR = 3
"""The exit code of such a fault."""


class _Group(click.Group):
    """A group whose commands end in one clear line on a mistake of the user's, and on one of ours."""

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
    for plugin in registry.REFUSED:
        _say(f"{plugin.line}; the others are used")


for command in (
    run.run,
    run.selftest,
    reports.report,
    reports.compare,
    reports.history,
    doctor.doctor,
    backends.check_backend,
    new.new,
    upgrade.upgrade,
    upgrade.matrix,
    servers.servers,
    golden.golden,
):
    main.add_command(command)

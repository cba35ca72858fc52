"""The command ``assay app``: what is known to be broken that a user's own application uses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from assay.applications.checked import Application
from assay.applications.lines import Line, breaks
from assay.commands import completion
from assay.commands.app_checks import Known, checks_of, generic_of
from assay.commands.app_issues import ApplicationFacts, reader_of, report_of
from assay.commands.help_texts import ExampleCommand, json_option
from assay.commands.known_findings import IMPACTS
from assay.commands.listing import suite_option
from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json
from assay.domain.applying import Defaults
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import Impact
from assay.reporting import application_checks
from assay.reporting.application import ApplicationReport, data_of, html_of, show
from assay.reporting.say import say
from assay.running.option_table import option
from assay.running.options import Options
from assay.selftest.planted import import_name

_SECONDS = 180


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay app myproject.asgi:app", "which known issues hit it, on the databases that its engines are for"),
        ("assay app myproject.asgi:create_app --target postgres,mysql", "and on other databases, before a move"),
        ("assay app --python .venv/bin/python --fail-on data-loss", "of another environment, for a CI server"),
        ("assay app myproject.asgi:app --target sqlite,postgres --checks", "and check its models and routes there"),
    ],
)
@click.argument("application", default="", metavar="[MODULE:NAME]")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME[,NAME...]",
    help="Ask for these targets or backends (default: those of the application's own drivers).",
    shell_complete=completion.values_of("target"),
)
@click.option("--app-dir", default=".", metavar="DIR", help="The application's directory (default: this one).")
@click.option("--python", default="", metavar="FILE", help="The Python of its environment (default: that of Assay).")
@click.option("--timeout", default=_SECONDS, metavar="SECONDS", show_default=True, help="Give up its import then.")
@click.option("--html", default="", metavar="FILE", help="Write the report as a page, too.")
@click.option(
    "--fail-on",
    default="",
    metavar="IMPACT",
    help=f"Exit with 1 if a known issue with this impact or a worse one hits: {', '.join(IMPACTS)}.",
)
@click.option("--checks", is_flag=True, help="Check its models, migrations and routes, too, on real servers.")
@click.option("--check", "wanted", multiple=True, metavar="NAME", help="Only this check, or this line of a report.")
@click.option("--scripts", default="", metavar="DIR", help="Write there a script that shows each failed check.")
@click.option("--source", "source", multiple=True, metavar="[BACKEND=]SOURCE", help=option("source").described())
@click.option("--database-url", multiple=True, metavar="URL", help=option("database-url").described())
@click.option("--servers-from", metavar="DIR", help=option("servers-from").described())
@suite_option
@json_option
def app(
    application: str,
    targets: tuple[str, ...],
    app_dir: str,
    python: str,
    timeout: int,
    html: str,
    fail_on: str,
    checks: bool,
    wanted: tuple[str, ...],
    scripts: str,
    source: tuple[str, ...],
    database_url: tuple[str, ...],
    servers_from: str | None,
    suite_dir: str | None,
    as_json: bool,
) -> None:
    """Say which known issues hit an application of your own, where in it, and what helps.

    MODULE:NAME is the application or a factory of it; without it LITESTAR_APP counts, then what Litestar would take.
    The application is imported in a process of its own, and not started; nothing is connected, and nothing written.
    With --checks it is started, on databases that Assay makes for it and drops, and on no others.
    """
    if fail_on and fail_on not in IMPACTS:
        near = did_you_mean(fail_on, IMPACTS) or ";"
        raise UsageError(f"--fail-on {fail_on!r} is unknown{near} known are {', '.join(IMPACTS)}")
    if not Path(app_dir).is_dir():
        raise UsageError(f"--app-dir {app_dir}: there is no such directory")
    facts = SuiteFacts(suite_dir)
    reader = reader_of(facts)
    reading = reader.read(application, str(Path(app_dir).resolve()), python, timeout)
    if reading.failure:
        raise UsageError(reading.failure)
    named = [name for given in targets for name in given.split(",") if name]
    report = report_of(facts, reading, Defaults.load(reader.DEFAULTS), str(Path(app_dir).resolve()), named)
    lines: list[Line] = []
    if checks or wanted:
        options = Options.parse(
            target=tuple(named), source=source, database_url=database_url, servers_from=servers_from
        )
        lines = _checked(facts, reading, report, options, app_dir, python, wanted)
    if html:
        Path(html).write_text(html_of(report, lines), encoding="utf-8")
        say(f"the page is {html}", err=True)
    if as_json:
        print_json({**data_of(report, reading.inventory), "checks": application_checks.data_of(lines)})
    else:
        show(report)
        application_checks.show(lines)
    _write_scripts(lines, scripts)
    if breaks(lines):
        sys.exit(1)
    if fail_on and (worst := report.worst(Impact(fail_on))):
        say(f"assay: --fail-on {fail_on}: {len(worst)} known issues hit the application", err=True)
        sys.exit(1)


def _checked(
    facts: SuiteFacts,
    reading: ApplicationFacts,
    report: ApplicationReport,
    options: Options,
    app_dir: str,
    python: str,
    wanted: Sequence[str],
) -> list[Line]:
    """Run the generic checks."""
    generic = generic_of(import_name((facts.folder / facts.subject.application).resolve()))
    application = Application(
        name=reading.application,
        directory=str(Path(app_dir).resolve()),
        python=python or sys.executable,
        engines=reading.dialects,
        slots=int(reading.inventory["slots"]),
    )
    hitting = {issue for hit in report.hits for issue in hit.issues}
    known = Known(facts.ledger, [entry for entry in facts.ledger if entry.id in hitting], reading.versions)
    return checks_of(generic, application, options, known, wanted)


def _write_scripts(lines: Sequence[Line], folder: str) -> None:
    if folder:
        for file in application_checks.write_scripts(lines, Path(folder)):
            say(f"a script that shows a failure: {file}", err=True)

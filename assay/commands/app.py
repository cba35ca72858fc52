"""The command ``assay app``: what is known to be broken that a user's own application uses."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.applications.checked import Application
from assay.applications.lines import Line, breaks
from assay.commands.app_checks import Known, checks_of, generic_of
from assay.commands.app_issues import ApplicationFacts, reader_of, report_of
from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json
from assay.domain.applying import Defaults
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import IMPACTS, Impact
from assay.reporting import application_checks
from assay.reporting.application import ApplicationReport, data_of, html_of, show
from assay.reporting.say import say
from assay.running.options import Options
from assay.selftest.planted import import_name

_SECONDS = 180
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token, as RFC 9110 has it."""


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
    header: tuple[str, ...],
    source: tuple[str, ...],
    database_url: tuple[str, ...],
    servers_from: str | None,
    suite_dir: str | None,
    as_json: bool,
) -> None:
    """What ``assay app`` does."""
    if fail_on and fail_on not in IMPACTS:
        near = did_you_mean(fail_on, IMPACTS) or ";"
        raise UsageError(f"--fail-on {fail_on!r} is unknown{near} known are {', '.join(IMPACTS)}")
    if not Path(app_dir).is_dir():
        raise UsageError(f"--app-dir {app_dir}: there is no such directory")
    headers = headers_of(header)
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
        lines = _checked(facts, reading, report, options, app_dir, python, wanted, headers)
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
    headers: Mapping[str, str],
) -> list[Line]:
    """Run the generic checks."""
    generic = generic_of(import_name((facts.folder / facts.subject.application).resolve()))
    application = Application(
        name=reading.application,
        directory=str(Path(app_dir).resolve()),
        python=python or sys.executable,
        engines=reading.dialects,
        slots=int(reading.inventory["slots"]),
        headers=headers,
    )
    hitting = {issue for hit in report.hits for issue in hit.issues}
    known = Known(facts.ledger, [entry for entry in facts.ledger if entry.id in hitting], reading.versions)
    return checks_of(generic, application, options, known, wanted)


def headers_of(given: Sequence[str]) -> dict[str, str]:
    """Headers as ``--header`` gives them.

    Raises:
        UsageError: One is none; its value, which may be a secret, is not told.
    """
    found: dict[str, str] = {}
    for text in given:
        name, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or not _HEADER_NAME.fullmatch(name) or not value or not value.isprintable():
            raise UsageError(f"--header {name if colon else '...'}: give it as 'NAME: VALUE'")
        found[name.lower()] = value
    return found


def _write_scripts(lines: Sequence[Line], folder: str) -> None:
    if folder:
        for file in application_checks.write_scripts(lines, Path(folder)):
            say(f"a script that shows a failure: {file}", err=True)

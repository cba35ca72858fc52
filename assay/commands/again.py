"""The command ``assay again``, and ``assay run --lf``: the checks of a report that did not hold, once more."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assay.commands.run_command import refuse_mistakes, words_of
from assay.commands.tables import print_json
from assay.domain import exit_codes, golden
from assay.domain.errors import UsageError
from assay.domain.verdicts import BREAKING, Verdict
from assay.process.leaving import leave
from assay.products.registry import stores as find_stores
from assay.products.registry import targets as find_targets
from assay.reporting import model
from assay.reporting.last_report import AGAIN, last_report
from assay.reporting.model import Report
from assay.reporting.say import say
from assay.results.lines import USERS_SERVER, Result
from assay.running.process_count import ENOUGH, usable_cores
from assay.running.start import start
from assay.running.suite_files import suite_folder

_OWN_SERVERS = ("source", "database_url", "server_version", "servers_from")
"""Options that say where servers come from: if one is given, those of the report do not count."""


@dataclass(frozen=True)
class Wanted:
    """The checks of a report that are to run once more.

    Args:
        path: The report.
        report: What it says.
        lines: One line for each check and place.
        gone: Names of checks that the suites do not have any more.
        unnamed: How many lines name no check that could be run.
    """

    path: Path
    report: Report
    lines: tuple[Result, ...]
    gone: tuple[str, ...] = ()
    unnamed: int = 0

    @property
    def targets(self) -> list[str]:
        """Their targets."""
        return list(dict.fromkeys(line.target for line in self.lines))

    @property
    def node_ids(self) -> list[str]:
        """What pytest calls them."""
        return list(dict.fromkeys(line.nodeid for line in self.lines))

    def say_left_out(self) -> None:
        """Say what cannot be run."""
        if self.gone:
            more = f" and {len(self.gone) - 3} more" if len(self.gone) > 3 else ""
            say(f"gone since then: {', '.join(self.gone[:3])}{more}", err=True)
        if self.unnamed:
            say(f"{self.unnamed} of the lines name no check: it never began; run its feature", err=True)


def wanted(path: Path, verdicts: Collection[Verdict], options: Mapping[str, Any]) -> Wanted:
    """The checks of a report with one of some verdicts, as far as options select them.

    Raises:
        UsageError: The report cannot be read, or an option names what there is not.
    """
    report = model.load(path, cleaned=False)
    targets = {one.id for one in find_targets(_names(options["target"]))}
    stores = {one.id for one in find_stores(_names(options["store"]))}
    features = {*_names(options["feature"])}
    golden_file = suite_folder(options["suite_dir"]) / "golden.txt"
    known = {check for _, check in golden.load(golden_file)} if golden_file.exists() else None
    lines, gone, unnamed = [], [], 0
    for line in report.run.results:
        chosen = not features or line.feature in features or line.feature.partition(".")[0] in features
        if line.verdict not in verdicts or not chosen or line.target not in targets or line.store not in {"", *stores}:
            continue
        if not line.nodeid:
            unnamed += 1
        elif known is not None and line.check not in known:
            gone.append(line.check)
        else:
            lines.append(line)
    return Wanted(path, report, tuple(lines), tuple(dict.fromkeys(gone)), unnamed)


def _names(values: Sequence[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def command_line(found: Wanted, options: Mapping[str, Any], folder: str) -> list[str]:
    """The words with which pytest runs them, on the servers of the report unless others are named.

    Args:
        found: The checks.
        options: The options that were given.
        folder: Where the report goes if nobody says otherwise.
    """
    given = dict(options)
    given["target"], given["feature"], given["store"] = (",".join(found.targets),), (), ()
    words = words_of(given)
    if not any(options[name] for name in _OWN_SERVERS):
        words += found.report.server_options(found.targets)
        if USERS_SERVER in words:
            raise UsageError(f"{found.path}: it ran on a server of yours; give its --database-url, or a --source")
    if not options["report_dir"]:
        words.append(f"--report-dir={folder}")
    return [*found.node_ids, *words]


def processes(found: Wanted) -> str:
    """How many processes run them, where nobody says it."""
    count = min(usable_cores(), len(found.node_ids) // ENOUGH)
    return str(count if count > 1 else 0)


def run_last_failed(
    options: Mapping[str, Any], workers: str | None, pytest_args: Sequence[str], *, as_json: bool = False
) -> None:
    """Run what failed in the last run here, or print what that is, and end the process as a run does."""
    found = wanted(last_report(), BREAKING, options)
    if as_json:
        print_json(_data(found, options))
        sys.exit(0)
    _run(found, options, workers, pytest_args)


def _run(found: Wanted, options: Mapping[str, Any], workers: str | None, pytest_args: Sequence[str]) -> None:
    if not found.node_ids:
        say(f"nothing of {found.path} is to run again (run {found.report.id})", err=True)
        found.say_left_out()
        sys.exit(exit_codes.NOTHING_RAN)
    checks = f"{len(found.node_ids)} check{'' if len(found.node_ids) == 1 else 's'}"
    say(f"{checks} of {found.path} again (run {found.report.id})", err=True)
    found.say_left_out()
    words = [*command_line(found, options, AGAIN), *pytest_args]
    leave(start(words, workers=workers or processes(found)))


def again(
    context: click.Context,
    /,
    options: Mapping[str, Any],
    workers: str | None,
    verdicts: list[Verdict],
    report: Path | None,
    as_json: bool,
    pytest_args: tuple[str, ...],
) -> None:
    """What ``assay again`` does."""
    refuse_mistakes(context, options, pytest_args)
    found = wanted(last_report(report), verdicts, options)
    if not as_json:
        _run(found, options, workers, pytest_args)
    print_json(_data(found, options))


def _data(found: Wanted, options: Mapping[str, Any]) -> dict[str, Any]:
    """What would run, for programs."""
    return {
        "report": str(found.path),
        "run": found.report.id,
        "checks": [
            {
                "feature": line.feature,
                "check": line.check,
                "target": line.target,
                "store": line.store,
                "verdict": line.verdict.value,
                "node_id": line.nodeid,
            }
            for line in found.lines
        ],
        "gone": list(found.gone),
        "unnamed": found.unnamed,
        "command": ["assay", "run", *command_line(found, options, AGAIN)] if found.lines else [],
    }

"""Annotations: the lines with which a step tells GitHub what broke, and where."""

from __future__ import annotations

import re

from assay.domain.verdicts import Verdict
from assay.reporting.ci.causes import Broken, of_run
from assay.reporting.model import Report
from assay.reporting.screen import printable

LIMIT = 10
"""How many errors of a step, and how many warnings, GitHub shows."""
_MESSAGE = 1000
_COUNT = re.compile(r"\d+ x [a-z-]+")
"""A problem that only counts what has annotations of its own."""


def render(report: Report) -> str:
    """One line for each cause, errors first; what is more than GitHub shows is counted in the last one."""
    broken = [one for one in of_run(report) if one.kind != Verdict.FIXED.value]
    fixed = [one for one in of_run(report) if one.kind == Verdict.FIXED.value]
    lines = [_line("error", one) for one in broken]
    lines += [f"::error title=Assay::{_data(problem)}" for problem in report.problems if not _COUNT.fullmatch(problem)]
    if report.killed:
        lines.insert(0, "::error title=Assay::the run was killed before its end")
    warnings = [_line("warning", one) for one in fixed]
    return "".join(f"{line}\n" for line in (*_some(lines, "error"), *_some(warnings, "warning")))


def _some(lines: list[str], level: str) -> list[str]:
    if len(lines) <= LIMIT:
        return lines
    return [*lines[: LIMIT - 1], f"::{level} title=Assay::and {len(lines) - LIMIT + 1} more: see the summary"]


def _line(level: str, one: Broken) -> str:
    place = one.line.nodeid.partition("::")[0] if one.line is not None else ""
    file = f"file={_property(place)}," if place else ""
    return f"::{level} {file}title={_property(f'{one.kind}: {one.where}')}::{_data(one.reason)}"


def _data(text: str) -> str:
    """A message as a command of GitHub's takes it."""
    return printable(text)[:_MESSAGE].replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

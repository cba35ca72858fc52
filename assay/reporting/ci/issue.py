"""The texts of issues for what is newly broken: one for each cause."""

from __future__ import annotations

from dataclasses import dataclass

from assay.reporting.ci.causes import Broken, of_comparison, of_run
from assay.reporting.ci.limits import COMMENT, Limited, characters, cut
from assay.reporting.ci.wording import details, fenced, listed, sides, versions_table
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.wording import title
from assay.reporting.formats.markdown import code, escape
from assay.reporting.model import Report
from assay.reporting.screen import printable

_TITLE = 250
_TRACEBACK = 12_000
_SQL = 6_000
_VERSIONS = 30


@dataclass(frozen=True)
class Issue:
    """The text of one issue.

    Args:
        key: The same for the same cause on every night; it is in the text, so that an open issue is found by it.
        title: Its title, on one line.
        body: Markdown with fewer characters than an issue may have.
    """

    key: str
    title: str
    body: str


def issues(report: Report, comparison: Comparison | None = None, limit: int = COMMENT) -> list[Issue]:
    """The issues for everything that is broken, or, given the run before, for what is newly so.

    Args:
        report: The run.
        comparison: The run against the one before it.
        limit: How many characters a text may have.
    """
    found = of_run(report) if comparison is None else of_comparison(comparison)
    return [Issue(one.key, _title(one), _body(report, comparison, one, limit)) for one in found]


def _title(one: Broken) -> str:
    said = printable(f"{one.where}: {one.kind}: {one.reason}")
    return cut(said, _TITLE)


def _body(report: Report, comparison: Comparison | None, one: Broken, limit: int) -> str:
    text = Limited(limit, characters)
    text.add([f"{one.kind}: {code(one.reason[:2000])}", ""])
    runs = [f"- run: {code(title(report))}"] if comparison is None else sides(comparison)
    text.add([*runs, f"- cause: {code(f'assay-{one.key}')}"])
    if comparison is not None:
        text.add(versions_table(comparison, _VERSIONS))
    if one.line is not None and one.line.check:
        text.add(["", f"Check: {code(one.line.check)}"])
        if command := report.again(one.line):
            text.add(["", "Again:", "", *fenced(command, _SQL)])
        if one.line.error is not None:
            text.add(details("What was raised", one.line.error.traceback or one.line.error.message, _TRACEBACK))
        text.add(details("The statements", ";\n".join(one.line.sql), _SQL))
    text.add(["", "| feature | targets | what is claimed |", "|---|---|---|"])
    rows = [
        [f"| {code(feature)} | {escape(listed(targets, 12))} | {code(report.about(feature).claim or '-')} |"]
        for feature, targets in one.features.items()
    ]
    text.add_some(rows, "features")
    return text.text

"""The summary of a step: what broke first, then the whole of ``summary.md`` if there is room for it."""

from __future__ import annotations

from assay.reporting.ci.causes import of_comparison, of_run
from assay.reporting.ci.limits import SUMMARY, Limited, size_in_bytes
from assay.reporting.ci.wording import (
    again_line,
    broken_line,
    comparison_sentence,
    run_sentence,
    sides,
    versions_table,
)
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.formats import markdown
from assay.reporting.formats.markdown import escape
from assay.reporting.model import Report

_PROBLEMS = 100
_VERSIONS = 50


def render(report: Report, comparison: Comparison | None = None, limit: int = SUMMARY) -> str:
    """Markdown for ``$GITHUB_STEP_SUMMARY``.

    Args:
        report: The run.
        comparison: The run against the one before it.
        limit: How many bytes it may have.
    """
    found = Limited(limit, size_in_bytes)
    found.add([f"# Assay: {escape(run_sentence(report))}", ""])
    if comparison is not None:
        found.add([f"Against the run before: {escape(comparison_sentence(comparison))}.", "", *sides(comparison)])
        found.add(versions_table(comparison, _VERSIONS))
        new = of_comparison(comparison)
        if new and found.add(["", "## What is new", ""]):
            found.add_some([[broken_line(one), *again_line(report, one)] for one in new], "causes")
    broken = of_run(report)
    if broken and found.add(["", "## What broke", ""]):
        found.add_some([[broken_line(one), *again_line(report, one)] for one in broken], "causes")
    if report.problems and found.add(["", "## Why the run fails", ""]):
        blocks = [[f"- {escape(problem)}"] for problem in report.problems]
        found.add_some(blocks[:_PROBLEMS], "problems")
    whole = markdown.written(report)
    if not found.add(["", whole]):
        found.add(["", "The rest does not fit here: see `summary.md` and `index.html` of the report."])
    return found.text

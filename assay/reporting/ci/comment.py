"""The comment on a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from assay.reporting.ci.causes import Broken, of_comparison, of_run
from assay.reporting.ci.limits import COMMENT, Limited, characters
from assay.reporting.ci.wording import (
    again_line,
    broken_line,
    comparison_sentence,
    run_sentence,
    sides,
    versions_table,
)
from assay.reporting.comparing.baseline import held_before
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.wording import grouped, why
from assay.reporting.formats.markdown import answer, code, escape
from assay.reporting.model import Report

MARK = "<!-- assay: comment -->"
"""By which a workflow finds the comment of an earlier push."""
_VERSIONS = 30
_FURTHER = tuple(change for change in Change if change.known and not change.fails_compare)


def render(report: Report, comparison: Comparison | None = None, limit: int = COMMENT) -> str:
    """Markdown with fewer characters than a comment may have.

    Args:
        report: The run.
        comparison: The run against the one before it.
        limit: How many characters it may have.
    """
    found = Limited(limit, characters)
    said = run_sentence(report) if comparison is None else comparison_sentence(comparison)
    found.add([MARK, f"### Assay: {escape(said)}", ""])
    if comparison is None:
        found.add(answer(report.shown))
        _add(found, report, of_run(report))
    else:
        found.add([f"**{escape(str(doubt))}**" for doubt in comparison.doubts])
        found.add([*sides(comparison), f"- {escape(held_before(comparison.base))}"])
        found.add(versions_table(comparison, _VERSIONS))
        _add(found, report, of_comparison(comparison))
        _add_further(found, comparison)
    found.add_some([[f"- {escape(problem)}"] for problem in report.problems], "problems")
    return found.text


def _add(found: Limited, report: Report, broken: Sequence[Broken]) -> None:
    if broken and found.add(
        ["", f"#### What broke: {len(broken)} causes" if len(broken) > 1 else "#### What broke", ""]
    ):
        found.add_some([[broken_line(one), *again_line(report, one)] for one in broken], "causes")


def _add_further(found: Limited, comparison: Comparison) -> None:
    """What else changed: folded away, as it needs nobody."""
    for change in _FURTHER:
        groups = grouped(comparison.listed(change))
        if not groups:
            continue
        lines = [
            [f"- {code(feature)} on {escape(', '.join(pair.target for pair in pairs))}: {escape(why(pairs[0]))}"]
            for (feature, *_), pairs in groups.items()
        ]
        if found.add(["", f"#### {change.value}: {sum(map(len, groups.values()))}", ""]):
            found.add_some(lines, "features")

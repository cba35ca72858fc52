"""``summary.md``: the report as Markdown, for a job summary."""

from __future__ import annotations

from assay.reporting.model import Report
from assay.verdicts import Verdict

SIGNS = {
    Verdict.PASS: "✅ pass",
    Verdict.FAIL: "❌ FAIL",
    Verdict.KNOWN: "🔶 known",
    Verdict.FIXED: "❗ FIXED",
    Verdict.UNSUPPORTED: "➖ unsupported",
    Verdict.NOT_RUN: "⬜ not-run",
    Verdict.ERROR: "💥 ERROR",
}


def render(report: Report) -> str:
    """The whole summary: targets, what needs a look, and the matrix of the features that have checks."""
    lines = [f"# Assay: run {report.run.header.run}", ""]
    if report.run.end is None:
        lines += ["**The run did not end: it was killed. What follows is what it had.**", ""]
    elif report.run.end.problems:
        lines += ["**The run fails:**", "", *(f"- {problem}" for problem in report.run.end.problems), ""]
    lines += [*_targets(report), *_attention(report), *_matrix(report)]
    if missing := report.without_checks:
        lines += [f"{len(missing)} of {len(report.features)} features have no check yet and are not-run.", ""]
    return "\n".join(lines)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _targets(report: Report) -> list[str]:
    lines = ["## Targets", "", _row("target", "state", "server", *(v.value for v in Verdict)), "|---" * 10 + "|"]
    for target in report.targets:
        server = report.run.servers.get(target.partition("-")[0], {})
        about = " ".join(filter(None, (server.get("version"), f"({server.get('detail')})" if server.get("detail") else "")))
        counts = report.counts(target)
        lines.append(_row(target, report.state(target), about or server.get("reason", ""), *(counts[v] or "" for v in Verdict)))
    return [*lines, ""]


def _attention(report: Report) -> list[str]:
    cells = report.cells_with(Verdict.FAIL, Verdict.FIXED, Verdict.ERROR, Verdict.KNOWN)
    if not cells:
        return []
    lines = ["## What does not hold", "", _row("feature", "target", "verdict", "reason"), "|---|---|---|---|"]
    for cell in sorted(cells, key=lambda c: (-c.verdict.severity, c.feature, c.target)):
        lines.append(_row(f"`{cell.feature}`", cell.target, SIGNS[cell.verdict], cell.reason[:300]))
    return [*lines, ""]


def _matrix(report: Report) -> list[str]:
    gaps = set(report.without_checks)
    lines = ["## Features", "", _row("feature", *report.targets), "|---" * (len(report.targets) + 1) + "|"]
    for feature in report.features:
        if feature not in gaps:
            cells = (report.cells.get((feature, target)) for target in report.targets)
            lines.append(_row(f"`{feature}`", *(SIGNS[c.verdict] if c else "" for c in cells)))
    return [*lines, "", "An empty cell: the feature does not vary over that target.", ""]

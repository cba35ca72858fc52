"""What a report comes to, for programs: what its last lines say to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assay.reporting import own_files
from assay.reporting.answer import verdict_of_run
from assay.reporting.broken import broken
from assay.reporting.model import Report
from assay.results.file import RESULTS_FILE


def facts_of(report: Report, folder: Path) -> dict[str, Any]:
    """The verdict of a run, the causes of what broke, and how its targets stand.

    Args:
        report: The run.
        folder: Where its report is.
    """
    shown = report.shown
    return {
        "run": report.id,
        "report": str(folder / own_files.PAGE),
        "results": str(folder / RESULTS_FILE) if (folder / RESULTS_FILE).is_file() else "",
        "verdict": verdict_of_run(shown),
        "killed": report.killed,
        "whole": report.whole,
        "problems": [*report.problems],
        "broken": [
            {"verdict": one.verdict.value, "reason": one.reason, "places": {f: [*t] for f, t in one.places.items()}}
            for one in broken(shown)
        ],
        "targets": {
            one.target: {
                "state": shown.state(one.target),
                "sentence": one.sentence,
                "features": one.asked,
                "hold_entirely": one.held,
                "findings": {impact.value: count for impact, count in one.impacts.items() if impact is not None},
            }
            for one in shown.standings
        },
    }

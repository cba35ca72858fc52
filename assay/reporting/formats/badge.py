"""``badge-TARGET.svg``: one small picture for each target that was asked for."""

from __future__ import annotations

from pathlib import Path

from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.reporting.pages import page

_GREEN, _YELLOW, _RED, _GREY = "#17643a", "#7a4b00", "#a3121f", "#59626b"


def render(report: Report, _directory: Path | None = None) -> dict[str, str]:
    """The picture of each target."""
    return {target: picture(report, target) for target in report.shown.targets}


def said(report: Report, target: str) -> tuple[str, str]:
    """Words and colour; green only where nothing is broken, everything ran, and the run as a whole does not fail."""
    counts, state = report.counts(target), report.state(target)
    broken = [v for v in Verdict if v.breaks and counts[v]]
    words = [f"{counts[v]} {v.value}" for v in (Verdict.PASS, Verdict.KNOWN, *reversed(broken)) if counts[v]]
    if state == "not run":
        return state, _GREY
    colour = _GREEN if state == "complete" and not report.problems else _YELLOW
    if state == "partial":
        words.append(state)
    return ", ".join(words), _RED if broken else colour


def picture(report: Report, target: str) -> str:
    """The picture of a target."""
    value, colour = said(report, target)
    widths = [round(6.6 * len(text)) + 12 for text in (target, value)]
    return page("badge.svg.j2", label=target, value=value, widths=widths, colour=colour)

"""``badge-TARGET.svg``: one small picture for each target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.reporting.pages import page

_BROKEN = (Verdict.ERROR, Verdict.FAIL, Verdict.FIXED)
_GREEN, _YELLOW, _RED, _GREY = "#17643a", "#7a4b00", "#a3121f", "#59626b"


def files(report: Report, directory: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each file; the directory does not matter."""
    del directory
    for target in report.targets:
        yield f"badge-{re.sub(r'[^A-Za-z0-9_.-]', '_', target)}.svg", render(report, target)


def render(report: Report, target: str) -> str:
    """The picture; green only where nothing is broken, everything ran, and the run as a whole does not fail."""
    counts, state = report.counts(target), report.state(target)
    words = [f"{counts[v]} {v.value}" for v in (Verdict.PASS, Verdict.KNOWN, *_BROKEN) if counts[v]]
    if state == "not run":
        colour, words = _GREY, [state]
    elif any(counts[v] for v in _BROKEN):
        colour = _RED
    else:
        colour = _GREEN if state == "complete" and not report.problems else _YELLOW
    if state == "partial":
        words.append(state)
    value = ", ".join(words)
    widths = [round(6.6 * len(text)) + 12 for text in (target, value)]
    return page("badge.svg.j2", label=target, value=value, widths=widths, colour=colour)

"""A history as JSON, and as HTML with a small chart for each target. A new format is a line in :data:`FORMATS`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from assay.reporting.comparing.wording import place
from assay.reporting.format import Format
from assay.reporting.history.chart import chart
from assay.reporting.history.runs import Event, History
from assay.reporting.history.wording import changes, day, part, span
from assay.reporting.pages import page
from assay.results.links import relative_link

FORMAT = "assay-history/1"
"""Name and version of the JSON."""
_SHOWN_EVENTS = 2000


def json(history: History, _folder: Path | None = None) -> str:
    """JSON of all of it."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "runs": [
            {
                "run": r.run,
                "started": r.started,
                "killed": r.killed,
                "stopped": bool(r.stopped),
                "damaged": r.damaged,
                "part": r.part or "",
                "versions": r.versions,
                "servers": r.servers,
            }
            for r in (*history.runs, *history.parts)
        ],
        "targets": {
            target: [
                {"run": history.runs[p.position].run, "passed": p.passed, "ran": p.ran, "offered": p.offered}
                for p in points
            ]
            for target, points in history.points.items()
        },
        "changes": [
            {
                "feature": e.feature,
                "target": e.target,
                "before": e.before,
                "after": e.after,
                "last_run_before": history.runs[e.last].run,
                "run": history.runs[e.position].run,
                "started": history.runs[e.position].started,
                "versions": [{"name": v.name, "before": v.base, "after": v.candidate} for v in e.versions],
            }
            for e in history.events
        ],
        "skipped": history.skipped,
    }
    return msgspec.json.encode(data).decode() + "\n"


def html(history: History, folder: Path | None = None) -> str:
    """One self-contained page; its verdicts lead to the evidence in the reports of the runs, relative to ``folder``."""
    by_feature: dict[str, list[Event]] = defaultdict(list)
    for event in history.events[-_SHOWN_EVENTS:]:
        by_feature[event.feature].append(event)
    return page(
        "history.html.j2",
        history=history,
        charts=[(target, points, chart(history, points)) for target, points in history.points.items()],
        features=sorted(by_feature.items()),
        left_out=max(0, len(history.events) - _SHOWN_EVENTS),
        changes=changes,
        day=day,
        span=span(history),
        part=part,
        pages=[relative_link(where / "index.html", folder) for where in history.folders],
        cell=place,
    )


FORMATS: tuple[Format[History], ...] = (Format("json", json), Format("html", html))
"""The formats beside the terminal's."""

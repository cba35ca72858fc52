"""A history on the terminal, as JSON, and as HTML with a small chart for each target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pygal  # type: ignore[import-untyped]
from markupsafe import Markup
from pygal.etree import etree  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]
from rich.table import Table
from rich.text import Text

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.comparison import Version
from assay.reporting.comparing.render import place
from assay.reporting.formats.digest import Digest
from assay.reporting.formats.junit import clean
from assay.reporting.history.runs import Event, History, Point
from assay.reporting.model import LETTER, printable
from assay.reporting.pages import page
from assay.reporting.screen import drawn, plain_console
from assay.results.links import relative_link

FORMAT = "assay-history/1"
"""Name and version of the JSON."""
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 40
_CHART_POINTS = 240
_DOTS = 40
_LEAST_SPAN = 0.01
_CHART_LABELS = 5
_SHOWN_RUNS = 25
_SHOWN_EVENTS = 2000


def day(run: Digest) -> str:
    """When a run started, for people."""
    return run.started[:16].replace("T", " ") or "unknown"


def span(history: History) -> str:
    """How many whole runs there are, and of which days."""
    if not history.runs:
        return "no run of all checks"
    return f"{len(history.runs)} runs, {day(history.runs[0])} to {day(history.runs[-1])}"


def part(run: Digest) -> str:
    """A run of a part of the checks in one line: what was asked, and what came of it."""
    rows = {target: Counter(row) for target, row in run.rows.items()}
    ran = {target: sum(row[LETTER[v]] for v in Verdict if v.ran) for target, row in rows.items()}
    passed = [f"{target} {rows[target][LETTER[Verdict.PASS]]} of {count}" for target, count in ran.items() if count]
    return f"{day(run)} run {run.run} ({run.part}): {', '.join(passed) or 'nothing ran'}"


def _parts(history: History) -> list[str]:
    """The runs of a part, the newest first, below a heading; nothing if there is none."""
    if not history.parts:
        return []
    shown = [f"  {part(run)}" for run in history.parts[: -_SHOWN_RUNS - 1 : -1]]
    more = [f"  and {len(history.parts) - len(shown)} more"] if len(history.parts) > len(shown) else []
    return [
        f"{len(history.parts)} runs of a part of the checks count for nothing above; the newest first",
        *shown,
        *more,
    ]


def changes(versions: Iterable[Version]) -> str:
    """What changed, in words."""
    found = ", ".join(f"{v.name} {v.base or 'none'} → {v.candidate or 'none'}" for v in versions)
    return found or "no version changed"


def thinned(points: list[Point], limit: int) -> list[Point]:
    """At most that many points, each the lowest of its neighbours, and the last: no dip is lost."""
    if len(points) <= limit:
        return points
    size = -(-len(points) // (limit - 1))
    found = [min(points[n : n + size], key=lambda p: p.share) for n in range(0, len(points), size)]
    return found if found[-1] is points[-1] else [*found, points[-1]]


def scale(points: list[Point]) -> tuple[float, float]:
    """The lowest and the highest share of a chart: close around what there is, so that a dip is seen as one.

    The highest value is at the top. Never less than a percentage point is shown, so that noise does not look like a
    collapse, and what never changed is a line at the top.
    """
    shares = [p.share for p in points]
    high = max(shares)
    span = max(high - min(shares), _LEAST_SPAN)
    return high - 1.1 * span, high


def sparkline(points: list[Point]) -> str:
    """The pass share as a line of small bars; for its scale see :func:`scale`."""
    shown = thinned(points, _WIDTH)
    low, high = scale(shown)
    return "".join(_BARS[round((p.share - low) / (high - low) * (len(_BARS) - 1))] for p in shown)


def by_run(events: Iterable[Event]) -> dict[int, dict[tuple[str, str, str, str], list[str]]]:
    """Targets by run, and by feature, verdicts and versions; the newest run first."""
    groups: dict[int, dict[tuple[str, str, str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        key = event.feature, event.before.value, event.after.value, changes(event.versions)
        groups[event.position][key].append(event.target)
    return dict(sorted(groups.items(), reverse=True))


def terminal(history: History, width: int = 100, colour: bool = False) -> str:
    """The text for a terminal of that many columns."""
    console = plain_console(max(width, 110), colour)

    def say(text: str, style: str = "") -> None:
        console.print(Text(printable(text), style=style), soft_wrap=True)

    say(span(history))
    table = Table("target", "pass share of what ran", "lowest", "first", "last", "ran last", "runs")
    for target, points in history.points.items():
        shares = [p.share for p in points]
        end = points[-1]
        numbers = [f"{share:.1%}" for share in (min(shares), shares[0], shares[-1])]
        table.add_row(printable(target), sparkline(points), *numbers, f"{end.ran} of {end.offered}", str(len(points)))
    console.print(table)
    groups = by_run(history.events)
    say(f"{len(history.events)} changes of verdict in {len(groups)} runs" + (", the newest first" if groups else ""))
    for position in list(groups)[:_SHOWN_RUNS]:
        run = history.runs[position]
        say(f"{day(run)} run {run.run}{' (killed)' if run.killed else ''}{' (damaged)' if run.damaged else ''}", "bold")
        lines = list(groups[position].items())
        for (feature, before, after, what), targets in lines[:20]:
            say(f"  {feature}[{', '.join(targets)}]: {before} → {after}; {what}")
        if len(lines) > 20:
            say(f"  and {len(lines) - 20} more features")
    if len(groups) > _SHOWN_RUNS:
        say(f"and {len(groups) - _SHOWN_RUNS} more runs: see --format html or json")
    for line in _parts(history):
        say(line)
    for reason in history.skipped:
        say(f"skipped: {reason}", "yellow")
    return drawn(console)


def json(history: History) -> str:
    """JSON of all of it."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "runs": [
            {
                "run": r.run,
                "started": r.started,
                "killed": r.killed,
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
        charts=[(target, points, _chart(history, points)) for target, points in history.points.items()],
        features=sorted(by_feature.items()),
        left_out=max(0, len(history.events) - _SHOWN_EVENTS),
        changes=changes,
        day=day,
        span=span(history),
        part=part,
        pages=[relative_link(where / "index.html", folder) for where in history.folders],
        cell=place,
    )


def _chart(history: History, points: list[Point]) -> Markup:
    """Pass share over the runs as inline SVG that takes the page's colours."""
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--soft)",
        foreground_strong="var(--text)",
        foreground_subtle="var(--line)",
        guide_stroke_color="var(--line)",
        major_guide_stroke_color="var(--line)",
        colors=("var(--pass)",),
        opacity="1",
        font_family="system-ui, 'DejaVu Sans', sans-serif",
        label_font_size=13,
        major_label_font_size=13,
    )
    shown = thinned(points, _CHART_POINTS)
    runs = [history.runs[p.position] for p in shown]
    low, high = scale(shown)
    etree.to_etree()  # it would take lxml where that is installed, and make another chart
    chart = pygal.Line(
        style=style,
        js=(),
        width=640,
        height=200,
        dots_size=2 if len(shown) < _DOTS else 0,
        show_legend=False,
        truncate_label=-1,
        stroke_style={"width": 2},
        range=(max(0.0, low * 100), high * 100),
        show_x_guides=False,
        margin_right=50,
        margin_bottom=8,
        include_x_axis=False,
        disable_xml_declaration=True,
        value_formatter=lambda share: f"{share:.1f} %" if share is not None else "",
        x_label_rotation=0,
        max_scale=5,
    )
    chart.add_xml_filter(_without_scripts)
    chart.add_xml_filter(partial(_with_titles, titles=[_said(run, p) for run, p in zip(runs, shown, strict=True)]))
    marked = {round(n * (len(runs) - 1) / (_CHART_LABELS - 1)) for n in range(_CHART_LABELS)}
    one_day = len({_date(run, "%Y-%m-%d") for run in runs}) == 1
    layout = "%H:%M" if one_day else "%Y-%m-%d"
    chart.x_labels = [_date(run, layout) if n in marked else "" for n, run in enumerate(runs)]
    chart.add("passed, of what ran", [round(p.share * 100, 2) for p in shown])
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - the library escapes its labels


def _without_scripts(root: Any) -> Any:
    """The chart without the library's script, which the page's policy would refuse."""
    for parent in list(root.iter()):
        for child in [c for c in parent if str(c.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return root


def _said(run: Digest, point: Point) -> str:
    return clean(printable(f"{day(run)}: {100 * point.share:.1f} %, {point.passed} of {point.ran}"))


def _with_titles(root: Any, titles: list[str]) -> Any:
    """The chart with the values as titles, which need no script, over an area that a pointer can hit."""
    dots = [node for node in root.iter() if node.get("class") == "dots"]
    for group, text in zip(dots, titles, strict=True):
        dot = group[0]
        for part in list(group)[1:]:  # what the library's script would have shown
            group.remove(part)
        area = dot.makeelement(dot.tag, {"cx": dot.get("cx"), "cy": dot.get("cy"), "r": "6", "style": "opacity:0"})
        title = dot.makeelement(dot.tag.replace("circle", "title"), {})
        title.text = text
        area.append(title)
        group.append(area)
        if dot.get("r") == "0":
            group.remove(dot)
    return root


def _date(run: Digest, layout: str) -> str:
    try:
        return datetime.fromisoformat(run.started).strftime(layout)
    except ValueError:
        return clean(printable(run.run))


RENDERERS: dict[str, Callable[[History], str]] = {"json": json, "html": html}
"""The formats beside the terminal's, by name."""

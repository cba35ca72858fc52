"""The small chart of a target: how much of what ran passed, over the runs."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pygal  # type: ignore[import-untyped]
from markupsafe import Markup
from pygal.etree import etree  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from assay.reporting.formats.digest import Digest
from assay.reporting.formats.junit import clean
from assay.reporting.history.runs import History, Point
from assay.reporting.history.wording import day, scale, thinned
from assay.reporting.screen import printable

_CHART_POINTS = 240
_DOTS = 40
_CHART_LABELS = 5


def chart(history: History, points: list[Point]) -> Markup:
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
    drawing = pygal.Line(
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
    drawing.add_xml_filter(_without_scripts)
    drawing.add_xml_filter(partial(_with_titles, titles=[_said(run, p) for run, p in zip(runs, shown, strict=True)]))
    marked = {round(n * (len(runs) - 1) / (_CHART_LABELS - 1)) for n in range(_CHART_LABELS)}
    one_day = len({_date(run, "%Y-%m-%d") for run in runs}) == 1
    layout = "%H:%M" if one_day else "%Y-%m-%d"
    drawing.x_labels = [_date(run, layout) if n in marked else "" for n, run in enumerate(runs)]
    drawing.add("passed, of what ran", [round(p.share * 100, 2) for p in shown])
    return Markup(drawing.render(is_unicode=True))  # noqa: S704 - the library escapes its labels


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

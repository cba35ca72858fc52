"""A history on the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from assay.reporting.history.runs import Event, History, Point
from assay.reporting.history.wording import changes, cut, day, part, scale, span, thinned
from assay.reporting.screen import drawn, plain_console, printable

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 40
_SHOWN_RUNS = 25


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


def render(history: History, width: int = 100, colour: bool = False) -> str:
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
        say(f"{day(run)} run {run.run}{cut(run)}", "bold")
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

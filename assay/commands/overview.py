"""What ``assay show`` says of many features: the verdicts of a chapter, and how a target stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assay.commands.tables import print_json, show_rows
from assay.domain.causes import Cause
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.chapters import usable
from assay.reporting.model import Report
from assay.reporting.say import say
from assay.reporting.screen import printable

_QUIET = (Verdict.PASS, Verdict.UNSUPPORTED)
"""What is left out of a whole target: the sentence counts it."""


def features_of(report: Report, chapter: str) -> list[str]:
    """The features of a chapter; all if none is named."""
    return [feature for feature in report.features if chapter in ("", feature.partition(".")[0])]


def show(report: Report, path: Path, chapter: str, target: str, *, as_json: bool) -> None:
    """Show the verdicts of a chapter, the worst first; without one how each target stands, and what does not hold.

    Args:
        report: The report.
        path: Where it was read.
        chapter: The chapter; all if empty.
        target: A target or a backend; all if empty.
        as_json: Whether it is for a program, which gets everything.

    Raises:
        UsageError: The report has no such chapter, or nothing of it there.
    """
    features = features_of(report, chapter)
    if not features:
        raise UsageError(unknown(report, path, chapter))
    targets = [name for name in report.targets if target in ("", name, report.target(name).backend)]
    found = [cell for name in targets for f in features if (cell := report.cells.get((f, name))) is not None]
    if not found:
        raise UsageError(_elsewhere(report, path, chapter or "any feature", target))
    cells = sorted(found, key=lambda cell: -cell.verdict.severity)
    if as_json:
        keys = ("feature", "target", "verdict", "held", "reason")
        print_json([dict(zip(keys, row, strict=True)) for row in rows(report, cells, keys[:2])])
        return
    for there, one in usable(report.shown).get(chapter, ()):
        if among := [name for name in there if name in targets]:
            say(printable(f"{chapter} on {', '.join(among)}: {one.sentence}"))
    if not chapter:
        for name in targets:
            say(printable(f"{name}: {report.answers[name]}"))
    shown = cells if chapter else [cell for cell in cells if cell.verdict not in _QUIET]
    heads = ("feature", "target") if len(targets) > 1 else ("feature",)
    if lines := rows(report, shown, heads):
        show_rows((*heads, "verdict", "held", "why"), lines)
    say_rest(cells, path, "`assay show FEATURE@TARGET`")


def rows(report: Report, cells: Sequence[Cell], heads: Sequence[str]) -> list[list[str]]:
    """A row for each cell that was asked for: what is to stand first, its verdict, how much of it held, and why."""
    return [
        [
            *(getattr(cell, head) for head in heads),
            cell.verdict.value,
            cell.tally or "-",
            redacted(report.reason(cell.said()[0])),
        ]
        for cell in _asked(cells)
    ]


def say_rest(cells: Sequence[Cell], path: Path, how: str) -> None:
    """Say what is not shown, and what shows more."""
    if others := len(cells) - len(_asked(cells)):
        say(f"{others} other{'s were' if others > 1 else ' was'} not selected", err=True)
    say(f"in {path}; {how} shows the evidence", err=True)


def unknown(report: Report, path: Path, name: str) -> str:
    """What is said of a name that is no feature and no chapter of a report."""
    chapters = dict.fromkeys(feature.partition(".")[0] for feature in report.features)
    near = did_you_mean(name, [*report.features, *chapters]) or ";"
    return f"{name!r} is no feature of {path}{near} `assay list features` shows them"


def _elsewhere(report: Report, path: Path, what: str, target: str) -> str:
    known = dict.fromkeys(name for t in report.targets for name in (t, report.target(t).backend))
    near = did_you_mean(target, known) or ";"
    return f"{path} has nothing of {what} on {target!r}{near} it has {', '.join(known)}"


def _asked(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.cause is not Cause.NOT_SELECTED]

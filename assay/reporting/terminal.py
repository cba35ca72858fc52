"""The report on the terminal: targets x verdict counts, and what did not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from assay.domain.verdicts import Verdict
from assay.reporting import formats, own_files
from assay.reporting.model import Report, printable
from assay.reporting.screen import drawn, plain_console
from assay.results.file import RESULTS_FILE

_NAMED = 3
"""How many features are named of those that one error of ours keeps from being checked."""
_STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.ERROR: "bold red", Verdict.FIXED: "bold magenta"}


def render(report: Report, directory: Path, width: int, colour: bool) -> str:
    """The text to print at the end of a run.

    Args:
        report: The report.
        directory: Where its files are.
        width: Columns of the terminal.
        colour: Whether it takes colours.
    """
    console = plain_console(max(width, 100), colour)

    def say(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    table = Table(title="features by target and verdict", title_justify="left")
    table.add_column("target", no_wrap=True, min_width=22)
    table.add_column("server", overflow="ellipsis", no_wrap=True, max_width=40)
    table.add_column("state", no_wrap=True, min_width=8)
    totals = {target: report.counts(target) for target in report.targets}
    shown = [v for v in Verdict if v is Verdict.PASS or any(counts[v] for counts in totals.values())]
    for verdict in shown:
        style = _STYLES.get(verdict, "")
        table.add_column(verdict.value, justify="right", style=style, no_wrap=True, min_width=len(verdict.value))
    for target in report.targets:
        server = report.server(target)
        about = " ".join(filter(None, (server.version, server.detail))) or server.reason
        table.add_row(
            printable(target), printable(about), report.state(target), *(str(totals[target][v] or "") for v in shown)
        )
    console.print(table)
    for line in _broken(report):
        say(line)
    known: dict[str, list[str]] = defaultdict(list)
    for cell in report.cells_with(Verdict.KNOWN):
        known[report.reason(cell.said()[0])].append(f"{cell.feature}[{cell.target}]")
    for reason, where in known.items():
        say(f"known  {', '.join(where[:3])}{' ...' if len(where) > 3 else ''}: {reason}")
    if missing := report.without_checks:
        say(f"{len(missing)} of {len(report.features)} features have no check yet: not-run")
    part = [f"a part of the checks only: {report.part}"] * bool(report.part)
    late = [report.overdue_line] * bool(report.overdue)
    for text in (*part, *late, *(f"problem: {problem}" for problem in report.problems)):
        say(text)
    if report.killed:
        say("problem: the run was killed; this is what it had")
    say(_where(directory))
    return drawn(console)


def _where(directory: Path) -> str:
    """Where the report is; if it could not be written, where the results are."""
    files = (found.file for found in formats.FORMATS if found.file != own_files.PAGE and not found.several)
    others = (*files, RESULTS_FILE, own_files.MANIFEST)
    beside = ", ".join(name for name in others if own_files.ours(directory / name))
    page = directory / own_files.PAGE
    if own_files.ours(page):
        return f"report: {page}{', and beside it ' if beside else ''}{beside}"
    return f"there is no report; it can be made of {directory / RESULTS_FILE} with assay report"


def _broken(report: Report) -> Iterator[str]:
    """What did not hold: each fail in a line, and each cause of ours, wherever it was seen."""
    told: dict[tuple[Verdict, str, str], list[str]] = {}
    for line in (line for cell in report.cells.values() for line in cell.said() if line.verdict.breaks):
        place = f"{line.feature}[{line.target}]"
        where = "" if line.verdict is Verdict.ERROR else place
        told.setdefault((line.verdict, where, line.reason), []).append(place)
    for (verdict, _, reason), places in told.items():
        named = list(dict.fromkeys(places))
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        yield f"{verdict.value:6} {', '.join(named[:_NAMED])}{more}: {reason}"

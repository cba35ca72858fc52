"""The report on the terminal: the answer, targets x verdict counts, and at the end the verdict and the causes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.table import Table

from assay.domain.verdicts import Verdict
from assay.reporting import formats, own_files
from assay.reporting.answer import WORST, reach
from assay.reporting.asked import left_out, not_run
from assay.reporting.findings import Findings
from assay.reporting.model import Report
from assay.reporting.screen import drawn, plain_console, printable
from assay.reporting.since import since
from assay.results.file import RESULTS_FILE

_NAMED = 3
"""How many places are named that have the same cause."""
_WITH_STATE = 100
_WITH_SERVER = 120
"""Columns of a terminal from which on there is room for them."""
_STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.ERROR: "bold red", Verdict.FIXED: "bold magenta"}
_ORDER = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.FIXED,
    Verdict.KNOWN,
    Verdict.NOT_RUN,
    Verdict.UNSUPPORTED,
    Verdict.PASS,
)
"""From harm to harmless: what is cut off on a narrow terminal is what matters least."""


def render(report: Report, directory: Path, width: int, colour: bool) -> str:
    """The text to print at the end of a run.

    Args:
        report: The report.
        directory: Where its files are.
        width: Columns of the terminal.
        colour: Whether it takes colours.
    """
    whole, report = report, report.shown
    shown, found = report.targets, report.findings
    table = _table(report, shown, width)
    # A table that is too narrow would be cropped; a terminal wraps one that is too wide.
    needed = plain_console(1000).measure(table).minimum
    console = plain_console(max(width, needed, 80), colour)

    def say(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    for line in (*_answer(report), *_since(report, found), *_worst(report, found)):
        say(line)
    if shown:
        say("")
        console.print(table)
    if others := left_out(whole, report):
        say(others)
    for line in _without_server(whole):
        say(line)
    if missing := report.without_checks:
        say(f"{len(missing)} of {len(report.features)} features have no check yet: not-run")
    part = [f"a part of the checks only: {report.part}"] * bool(report.part)
    late = [report.overdue_line] if report.overdue_line else []
    for text in (*part, *late, _verdict(report, shown), *_broken(report), *(f"problem: {p}" for p in report.problems)):
        say(text)
    if report.killed:
        say("problem: the run was killed; this is what it had")
    say(_where(directory))
    return drawn(console)


def _answer(report: Report) -> Iterator[str]:
    """One sentence for each target."""
    for target, said in report.answers.items():
        yield f"{target}: {said}"


def _since(report: Report, found: Findings) -> Iterator[str]:
    """What changed since the run that it is compared with; nothing if there is none."""
    changed = since(report, found)
    if changed is not None:
        yield ""
        what = ":" if changed.any else ": nothing of what both ran has changed"
        yield f"since run {changed.run}{f' of {changed.started}' if changed.started else ''}{what}"
        yield from (f"  {line}" for line in changed.lines)


def _worst(report: Report, found: Findings) -> Iterator[str]:
    """The worst findings, each with what helps."""
    if not found.seen:
        return
    yield ""
    yield "the worst of what is known:"
    for finding in found.seen[:WORST]:
        yield f"  {finding.word}: {finding.title} ({reach(report, finding)})"
        if editions := finding.issues[0].editions:
            yield f"    {editions}"
        if finding.workaround:
            yield f"    what helps: {finding.workaround}"
    if (more := len(found.seen) - WORST) > 0:
        yield f"  and {more} more: see the report"


def _table(report: Report, targets: Sequence[str], width: int) -> Table:
    totals = {target: report.counts(target) for target in targets}
    verdicts = [v for v in _ORDER if v is Verdict.PASS or any(counts[v] for counts in totals.values())]
    table = Table(
        title="features by target and verdict",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, int(width >= _WITH_STATE)),
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )
    table.add_column("target", no_wrap=True, min_width=max(map(len, targets), default=0))
    for verdict in verdicts:
        style = _STYLES.get(verdict, "")
        table.add_column(verdict.value, justify="right", style=style, no_wrap=True, min_width=len(verdict.value))
    if width >= _WITH_STATE:
        table.add_column("state", no_wrap=True, min_width=len("complete"))
    if width >= _WITH_SERVER:
        table.add_column("server", overflow="ellipsis", no_wrap=True, max_width=40)
    for target in targets:
        server = report.server(target)
        about = " ".join(filter(None, (server.version, server.detail))) or server.reason
        counts = (str(totals[target][v] or "") for v in verdicts)
        row = [printable(target), *counts, report.state(target), printable(about)]
        table.add_row(*row[: len(table.columns)])
    return table


def _without_server(report: Report) -> Iterator[str]:
    """The targets that did not run for want of a server, by reason."""
    for reason, names in not_run(report).items():
        yield f"not run {', '.join(names)}: {reason}"
        yield from (f"not run {name}: {told}" for name in names if (told := report.compiled_in_all(name)))


def _broken(report: Report) -> Iterator[str]:
    """What did not hold, one line for each cause, wherever it was seen; what harms most is last, next to the end."""
    told: dict[tuple[Verdict, str], list[str]] = defaultdict(list)
    for line in (line for cell in report.cells.values() for line in cell.said() if line.verdict.breaks):
        told[line.verdict, line.reason].append(f"{line.feature}[{line.target}]")
    for (verdict, reason), places in sorted(told.items(), key=lambda item: -_ORDER.index(item[0][0])):
        yield f"{verdict.value:6} {_places(places)}: {reason}"


def _verdict(report: Report, targets: Sequence[str]) -> str:
    """The run in one line: how many checks of the targets have which verdict, from harm to harmless."""
    lines = (line for cell in report.cells.values() if cell.target in targets for line in cell.results)
    counts = Counter(line.verdict for line in lines if line.check)
    said = ", ".join(f"{counts[v]} {v.value}" for v in _ORDER if counts[v]) or "no check"
    fails = report.killed or report.problems or any(v.breaks for v in counts)
    return f"verdict: the run {'fails' if fails else 'is as it should be'}: checks: {said}"


def _places(places: Sequence[str]) -> str:
    """The first of some places, and how many more there are."""
    named = list(dict.fromkeys(places))
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more


def _where(directory: Path) -> str:
    """Where the report is; if it could not be written, where the results are."""
    files = (found.file for found in formats.FORMATS if found.file != own_files.PAGE and not found.several)
    others = (*files, RESULTS_FILE, own_files.MANIFEST)
    beside = ", ".join(name for name in others if own_files.ours(directory / name))
    page = directory / own_files.PAGE
    if own_files.ours(page):
        return f"report: {page}{', and beside it ' if beside else ''}{beside}"
    return f"there is no report; it can be made of {directory / RESULTS_FILE} with assay report"

"""The report on the terminal: what changed, the answer, verdict counts, and at the end the verdict and the causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich import box
from rich.table import Table

from assay.domain.verdicts import Verdict
from assay.reporting import formats, own_files
from assay.reporting.answer import FEW, ORDER, WORST, Standing, in_words, reach, together, verdict_of_run
from assay.reporting.answer_table import HOLDS, MILD, MILDER, NOT_SEEN, columns
from assay.reporting.asked import left_out, not_run
from assay.reporting.broken import SHOWN, broken
from assay.reporting.findings import Findings
from assay.reporting.model import Report
from assay.reporting.screen import drawn, plain_console, printable
from assay.reporting.since import since
from assay.results.file import RESULTS_FILE

_WITH_STATE = 100
_WITH_SERVER = 120
"""Columns of a terminal from which on there is room for them."""
_STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.ERROR: "bold red", Verdict.FIXED: "bold magenta"}


def render(
    report: Report,
    directory: Path,
    width: int,
    colour: bool,
    *,
    advice: Sequence[str] = (),
    unwritten: Sequence[str] = (),
) -> str:
    """The text to print at the end of a run.

    Its last lines are the verdict, the causes, and where the report is.

    Args:
        report: The report.
        directory: Where its files are.
        width: Columns of the terminal.
        colour: Whether it takes colours.
        advice: What is to be done about the ledger, and such; may have several lines.
        unwritten: What of the report could not be written, and why.
    """
    lines = [*_screen(report, width, advice), *_end(report.shown, unwritten), _where(directory)]
    # A table that is too narrow would be cropped; a terminal wraps one that is too wide.
    needed = (plain_console(1000).measure(table).minimum for table in lines if isinstance(table, Table))
    console = plain_console(max(width, 80, *needed), colour)
    for line in lines:
        if isinstance(line, str):
            console.print(printable(line), markup=False, soft_wrap=True)
        else:
            console.print(line)
    return drawn(console)


def _screen(whole: Report, width: int, advice: Iterable[str]) -> Iterator[str | Table]:
    """What changed, the answer, the worst that is known, the verdicts, and what is to be done."""
    report = whole.shown
    yield from _since(report, report.findings)
    yield from _answer(report, width)
    yield from _worst(report, report.findings)
    if report.targets:
        yield ""
        yield "features by verdict: a feature has the worst of its checks"
        yield _table(report, report.targets, width)
    yield from filter(None, [left_out(whole, report)])
    yield from _without_server(whole)
    if missing := report.without_checks:
        yield f"{len(missing)} of {len(report.features)} features have no check yet: not-run"
    for text in advice:
        yield from text.split("\n")


def _end(report: Report, unwritten: Sequence[str]) -> Iterator[str]:
    """The verdict and the causes."""
    if report.part:
        yield f"a part of the checks only: {report.part}"
    yield from filter(None, [report.overdue_line])
    yield f"verdict: {verdict_of_run(report, fails=bool(unwritten))}"
    yield from _broken(report)
    yield from (f"problem: {problem}" for problem in (*report.problems, *unwritten))
    if report.killed:
        yield "problem: the run was killed; this is what it had"


def _answer(report: Report, width: int) -> Iterator[str | Table]:
    """One sentence for each of few targets, and a row for each of many."""
    ran = [standing for standing in report.standings if not standing.reason]
    if len(ran) <= FEW:
        yield from (f"{target}: {said}" for target, said in report.answers.items())
        return
    yield f"{len(ran)} targets ran ({', '.join(one.target for one in ran)}): {together(report, report.findings)}"
    yield ""
    yield "what is known, by target: a fault counts once on each, as the worst that it does there"
    shown = columns(ran, narrow=width < _WITH_SERVER)
    unseen = any(one.not_seen.any for one in ran)
    table = _plain_table(width)
    table.add_column("target", no_wrap=True, min_width=max(len(one.target) for one in ran))
    table.add_column(HOLDS, justify="right", min_width=max(_longest(HOLDS), *(len(_held(one)) for one in ran)))
    for column in shown:
        style = "bold red" if column.harms else ""
        table.add_column(column.heading, justify="right", style=style, min_width=_longest(column.heading))
    if unseen:
        table.add_column(NOT_SEEN, justify="right", min_width=_longest(NOT_SEEN))
    for one in ran:
        numbers = (str(column.count(one) or "") for column in shown)
        row = [printable(one.target), _held(one), *numbers, str(one.not_seen.checks + one.not_seen.features or "")]
        table.add_row(*row[: len(table.columns)])
    yield table
    if any(column.heading == MILDER for column in shown):
        yield f"{MILDER}: {', '.join(impact.value for impact in MILD)}"


def _held(standing: Standing) -> str:
    return f"{standing.held}/{standing.asked}"


def _longest(heading: str) -> int:
    return max(map(len, heading.split()))


def _since(report: Report, found: Findings) -> Iterator[str]:
    """What changed since the run that it is compared with; nothing if there is none."""
    changed = since(report, found)
    if changed is not None:
        what = ":" if changed.any else ": nothing of what both ran has changed"
        yield f"since run {changed.run}{f' of {changed.started}' if changed.started else ''}{what}"
        yield from (f"  {line}" for line in changed.lines)
        yield ""


def _worst(report: Report, found: Findings) -> Iterator[str]:
    """The worst findings, each with what helps."""
    if not found.seen:
        return
    yield ""
    yield "the worst of what is known:"
    for finding in found.seen[:WORST]:
        yield f"  {finding.word}: {finding.title} ({reach(report, finding)}; {finding.reports.told})"
        if editions := finding.issues[0].editions:
            yield f"    {editions}"
        if finding.workaround:
            yield f"    what helps: {finding.workaround}"
    if (more := len(found.seen) - WORST) > 0:
        yield f"  and {more} more: see the report"


def _table(report: Report, targets: Sequence[str], width: int) -> Table:
    totals = {target: report.counts(target) for target in targets}
    verdicts = [v for v in ORDER if v is Verdict.PASS or any(counts[v] for counts in totals.values())]
    table = _plain_table(width)
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


def _plain_table(width: int) -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        padding=(0, int(width >= _WITH_STATE)),
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )


def _without_server(report: Report) -> Iterator[str]:
    """The targets that did not run for want of a server, by reason."""
    for reason, names in not_run(report).items():
        yield f"not run {', '.join(names)}: {reason}"
        yield from (f"not run {name}: {told}" for name in names if (told := report.compiled_in_all(name)))


def _broken(report: Report) -> Iterator[str]:
    """What did not hold, one line for each cause, wherever it was seen; what harms most is last, next to the end."""
    causes = broken(report)
    if (more := len(causes) - SHOWN) > 0:
        yield f"and {in_words(more, 'other cause')}: see the report"
    for one in reversed(causes[:SHOWN]):
        yield f"{one.verdict.value:6} {one.where}: {one.reason}"


def _where(directory: Path) -> str:
    """Where the report is; if it could not be written, where the results are."""
    files = (found.file for found in formats.FORMATS if found.file != own_files.PAGE and not found.several)
    others = (*files, RESULTS_FILE, own_files.MANIFEST)
    beside = ", ".join(name for name in others if own_files.ours(directory / name))
    page = directory / own_files.PAGE
    if own_files.ours(page):
        return f"report: {page}{', and beside it ' if beside else ''}{beside}"
    return f"there is no report; it can be made of {directory / RESULTS_FILE} with assay report"

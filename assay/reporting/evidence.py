"""What a run says of one feature on one target, at length: as text, and as data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from assay.domain.upstream_states import in_words
from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.model import Report
from assay.results.lines import Result
from assay.results.links import upstream_link
from assay.results.redact import redacted_result

_TRACEBACK = 40
_STATEMENTS = 12
_NAMED = 5
"""How many lines, statements and checks are shown where not all of them are asked for."""


def as_data(report: Report, cell: Cell) -> dict[str, Any]:
    """The evidence for programs."""
    about = report.about(cell.feature)
    return {
        "run": report.id,
        "started": report.started,
        "feature": cell.feature,
        "target": cell.target,
        "claim": about.claim,
        "page": report.context.subject.section_link(about.section, about.page),
        "verdict": cell.verdict.value,
        "counts": {verdict.value: count for verdict, count in _counts(cell).items()},
        "server": report.server(cell.target).version,
        "driver": report.driver_version(cell.target),
        "checks": [_line(report, redacted_result(line)) for line in cell.results],
    }


def _line(report: Report, line: Result) -> dict[str, Any]:
    return {
        "check": line.check,
        "store": line.store,
        "verdict": line.verdict.value,
        "reason": line.reason,
        "issue": line.issue,
        "seconds": line.seconds,
        "raised": {"type": line.error.type, "message": line.error.message, "traceback": line.error.traceback}
        if line.error
        else None,
        "sql": list(line.sql),
        "again": report.again(line),
    }


def _counts(cell: Cell) -> Counter[Verdict]:
    return Counter(line.verdict for line in cell.results if line.check)


def as_text(report: Report, cell: Cell, *, full: bool) -> Iterator[str]:
    """The evidence for people, line by line: what does not hold comes first, and each cause once.

    Args:
        report: The run.
        cell: The feature on its target.
        full: Whether the evidence of every check is shown, and all of it.
    """
    about = report.about(cell.feature)
    counts = _counts(cell)
    said = ", ".join(f"{counts[v]} {v.value}" for v in reversed(Verdict) if counts[v]) or "no check ran"
    yield f"{cell.feature} on {cell.target}: {cell.verdict.value} ({said})"
    if about.claim:
        yield f"claim:   {about.claim}"
        yield f"page:    {report.context.subject.section_link(about.section, about.page) or about.section}"
    on = " ".join(filter(None, (report.server(cell.target).version, report.server(cell.target).detail)))
    yield f"ran on:  {', '.join(filter(None, (on, report.driver_version(cell.target)))) or 'nothing'}"
    yield f"run:     {report.id} of {report.started or 'unknown'}"
    groups: dict[tuple[Verdict, str, str], list[Result]] = defaultdict(list)
    for line in cell.results:
        groups[line.verdict, line.reason, line.issue].append(line)
    for (verdict, _, _), lines in sorted(groups.items(), key=lambda item: -item[0][0].severity):
        yield ""
        if verdict is Verdict.PASS and not full:
            yield f"pass: {_names(lines)}"
            continue
        yield f"{verdict.value}: {report.reason(lines[0]) or 'held'}"
        yield from _issue(report, lines[0].issue)
        if full:
            for line in lines:
                yield from _evidence(report, redacted_result(line), full=True)
        else:
            yield f"  checks:  {_names(lines)}"
            yield from _evidence(report, redacted_result(lines[0]), full=False)


def _names(lines: Sequence[Result]) -> str:
    names = list(dict.fromkeys(f"{line.check}{f' on {line.store}' if line.store else ''}" for line in lines))
    named = [name for name in names if name]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return (", ".join(named[:_NAMED]) or "the feature as a whole") + more


def _issue(report: Report, name: str) -> Iterator[str]:
    """What the ledger says."""
    issue = report.issue(name) if name else None
    if issue is None:
        return
    whose = ", ".join(filter(None, (issue.impact, issue.fault)))
    became = in_words(issue.upstream_state, issue.upstream_by, issue.upstream_as_of)
    link = upstream_link(issue.upstream)
    yield f"  issue:   {issue.id} ({whose}); upstream: {f'{link}, {became}' if link else issue.upstream}"
    if issue.workaround:
        yield f"  instead: {issue.workaround}"
    if issue.finding:
        yield f"  finding: docs/findings/{issue.finding}"


def _evidence(report: Report, line: Result, *, full: bool) -> Iterator[str]:
    """What one check raised and sent, and how it is run again."""
    if line.check:
        yield f"  check:   {line.check}{f' on {line.store}' if line.store else ''} ({line.seconds:.2f} s)"
    if line.error is not None:
        yield f"  raised:  {line.error.type}: {line.error.message.strip().partition(chr(10))[0]}"
        text = line.error.traceback.rstrip().splitlines()
        left_out = 0 if full else max(0, len(text) - _TRACEBACK)
        if left_out:
            yield f"    ... {left_out} lines before: --full shows them"
        yield from (f"    {row}" for row in text[left_out:])
    if line.sql:
        yield "  sql, as sent:"
        shown = line.sql if full else line.sql[-_STATEMENTS:]
        if len(shown) < len(line.sql):
            yield f"    ... {len(line.sql) - len(shown)} statements before: --full shows them"
        yield from (f"    {' '.join(statement.split())}" for statement in shown)
    if again := report.again(line):
        yield f"  again:   {again}"

"""The matrix of ``index.html`` as a table that needs neither script nor style: viewers of artifacts forbid both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from assay.domain.verdicts import Verdict
from assay.reporting.cells import Cell
from assay.reporting.model import Report
from assay.reporting.screen import printable
from assay.reporting.signs import LETTER, NO_CELL

# The roles are said, for the style makes boxes of the rows, and a browser then takes a table for none.
_WORD = {v: v.value for v in Verdict}
_PLAIN = {v: f'<td role="cell" data-v="{v.value}">{v.value}</td>' for v in Verdict}
_NO_CELL = '<td role="cell" class="none" aria-label="does not apply"></td>'


def letters(report: Report, feature: str) -> str:
    """One letter for each target of the report: the feature's verdict there."""
    cells = (report.cells.get((feature, target)) for target in report.targets)
    return "".join(LETTER[cell.verdict] if cell else NO_CELL for cell in cells)


def head(report: Report) -> Markup:
    """The cells of its head: the targets, as backend and driver."""
    found = ['<th scope="col" role="columnheader" class="corner">feature</th>']
    for target in report.targets:
        info = report.target(target)
        driver = f" <span>{_text(info.driver)}</span>" if info.driver != info.backend else ""
        found.append(f'<th scope="col" role="columnheader" title="{_text(target)}">{_text(info.backend)}{driver}</th>')
    return Markup("".join(found))  # noqa: S704 - what comes from outside is escaped


def bodies(report: Report) -> Iterator[Markup]:
    """A table body for each chapter; the row of a feature has its position among them in ``data-n``."""
    numbered = enumerate(report.features)
    for chapter, rows in groupby(numbered, key=lambda row: row[1].partition(".")[0]):
        lines = [f'<tr role="row" class="chapter"><th scope="rowgroup" role="rowheader">{_text(chapter)}</th></tr>']
        lines += [_row(report, n, feature) for n, feature in rows]
        yield Markup(f'<tbody role="rowgroup">{"".join(lines)}</tbody>')  # noqa: S704 - as above


def _row(report: Report, n: int, feature: str) -> str:
    claim = report.about(feature).claim
    title = f"{feature}: {claim}" if claim else feature
    name = f'<span class="id">{_text(feature)}</span>' + (
        f' <span class="claim">{_text(claim)}</span>' if claim else ""
    )
    cells = "".join(_cell(report.cells.get((feature, target))) for target in report.targets)
    return (
        f'<tr role="row" data-n="{n}"><th scope="row" role="rowheader" title="{_text(title)}">{name}</th>{cells}</tr>'
    )


def _cell(cell: Cell | None) -> str:
    """A cell, with how many of its checks held where any was tried."""
    if cell is None:
        return _NO_CELL
    word, tally = _WORD[cell.verdict], cell.tally
    return f'<td role="cell" data-v="{word}">{word} <b>{tally}</b></td>' if tally else _PLAIN[cell.verdict]


def _text(text: str) -> Markup:
    """Text in the page; what would steer a terminal, in which the page may be looked at, is replaced."""
    return escape(printable(text))

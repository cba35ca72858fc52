"""A version matrix as HTML, Markdown and JSON. A new format is a function and a line in :data:`FORMATS`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import HELD, Change
from assay.reporting.comparing.sentence import matrix_sentence
from assay.reporting.comparing.wording import place, word
from assay.reporting.format import Format
from assay.reporting.formats.markdown import code, escape, row
from assay.reporting.matrix.combinations import LEGEND, Combination, Matrix, Step
from assay.reporting.pages import page

FORMAT = "assay-matrix/1"
"""Name and version of the JSON."""
_REASON_WIDTH = 300
_SHOWN = 20


def markdown(matrix: Matrix, _folder: Path | None = None) -> str:
    """The table, then what changed at each step."""
    lines = [escape(matrix_sentence(matrix)), ""]
    lines += [row("versions", *matrix.targets), "|---" * (len(matrix.targets) + 1) + "|"]
    for cell in matrix.cells:
        values = matrix.shares(cell) or [escape(cell.problem)[:300]]
        lines.append(row(cell.title, *values, *([""] * (len(matrix.targets) - len(values)))))
    lines += ["", LEGEND, ""]
    for step in matrix.steps:
        lines += [f"## {step.name}", "", *_lines(step), ""]
    return "\n".join(lines)


def _lines(step: Step) -> list[str]:
    if step.problem:
        return [escape(step.problem)]
    lines = [step.nothing] if step.nothing else []
    for change, said, moved in step.causes:
        lines.append(f"- **{change.value}**{colon(change, said)}{escape(said)}")
        for found in moved:
            checks = f": {escape(found.checks)}" if found.checks else ""
            lines.append(
                f"    - {code(found.feature)} on {', '.join(map(escape, found.targets))} ({found.verdicts}){checks}"
            )
    if step.unknown:
        lines += ["", f"Not comparable, so that nobody knows whether it changed: {len(step.unknown)} reasons."]
        lines += [f"- {escape(said)}" for said in step.unknown[:_SHOWN]]
    return lines


def colon(change: Change, said: str) -> str:
    """What stands between a change and its cause; the cause of what is fixed is gone."""
    if not said:
        return ""
    return ", was: " if change is Change.FIXED else ": "


def json(matrix: Matrix, _folder: Path | None = None) -> str:
    """JSON: versions, servers and verdicts of every cell, and the steps."""
    data = {
        "format": FORMAT,
        "command": matrix.command,
        "sentence": matrix_sentence(matrix),
        "axes": matrix.axes,
        "targets": matrix.targets,
        "cells": [_cell(cell) for cell in matrix.cells],
        "steps": [
            {
                "from": dict(step.older.versions),
                "to": dict(step.newer.versions),
                "problem": step.problem,
                "unknown": step.unknown,
                "changes": [
                    {"change": change.value, "cause": said, "features": moved} for change, said, moved in step.causes
                ],
            }
            for step in matrix.steps
        ],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"


def _cell(cell: Combination) -> dict[str, Any]:
    found: dict[str, Any] = {"versions": dict(cell.versions), "problem": cell.problem, "seconds": cell.seconds}
    if cell.report is None:
        return found
    features: dict[str, dict[str, Any]] = {}
    for (feature, target), what in sorted(cell.report.cells.items()):
        if what.verdict is Verdict.NOT_RUN:
            continue
        said = what.verdict.value
        features.setdefault(feature, {})[target] = (
            said if what.verdict in HELD else [said, " ".join(what.reason.split())[:_REASON_WIDTH]]
        )
    about = cell.report.about_run
    return {
        **found,
        "run": cell.report.id,
        "started": cell.report.started,
        "python": about.python,
        "distributions": about.distributions,
        "servers": cell.servers,
        "features": features,
    }


def html(matrix: Matrix, folder: Path | None = None) -> str:
    """One self-contained page, with links to the report of each cell relative to ``folder``."""
    links = {cell.name: cell.report.page(folder) for cell in matrix.cells if cell.report}
    return page(
        "matrix.html.j2",
        matrix=matrix,
        sentence=matrix_sentence(matrix),
        links=links,
        legend=LEGEND,
        word=word,
        cell=place,
        colon=colon,
    )


FORMATS: tuple[Format[Matrix], ...] = (
    Format("html", html, "index.html", b"Written by Assay."),
    Format("markdown", markdown, "matrix.md", b"| versions |"),
    Format("json", json, "matrix.json", b'"format": "assay-matrix/'),
)
"""The formats of a matrix's report."""

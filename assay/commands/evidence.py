"""The commands ``assay show`` and ``assay open``: the evidence of a report, in the terminal and in a browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from assay.commands import overview
from assay.commands.tables import print_json, printable_lines, show_rows
from assay.domain import exit_codes
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.reporting import evidence, model, own_files
from assay.reporting.cells import Cell
from assay.reporting.comparing.wording import place
from assay.reporting.folders import folder_of
from assay.reporting.last_report import last_report
from assay.reporting.model import Report
from assay.reporting.say import say


def show(what: str, full: bool, report: Path | None, as_json: bool) -> None:
    """What ``assay show`` does."""
    path = last_report(report)
    found = model.load(path, cleaned=False)  # what is shown is cleaned then
    feature, at, target = what.partition("@")
    if feature not in found.features and (at or overview.features_of(found, feature)):
        overview.show(found, path, feature, target, as_json=as_json)
        return
    cells = _cells(found, path, feature, target if at else "")
    if as_json:
        print_json([evidence.as_data(found, cell) for cell in cells])
    elif at:
        for number, cell in enumerate(cells):
            if number:
                say("")
            for text in evidence.as_text(found, cell, full=full):
                for line in printable_lines(text):
                    say(line)
    else:
        show_rows(("target", "verdict", "held", "why"), overview.rows(found, cells, ("target",)))
        overview.say_rest(cells, path, f"`assay show {feature}@TARGET`")


def _cells(report: Report, path: Path, feature: str, target: str) -> Sequence[Cell]:
    """What the report says of a feature, on a target or a backend, or on all.

    Raises:
        UsageError: It says nothing.
    """
    if feature not in report.features:
        raise UsageError(overview.unknown(report, path, feature))
    of_feature = [cell for name in report.targets if (cell := report.cells.get((feature, name))) is not None]
    found = [cell for cell in of_feature if target in ("", cell.target, report.target(cell.target).backend)]
    if not found:
        known = dict.fromkeys(name for cell in of_feature for name in (cell.target, report.target(cell.target).backend))
        near = did_you_mean(target, known) or ";"
        raise UsageError(f"{path} has nothing of {feature} on {target!r}{near} it has {', '.join(known)}")
    return found


def open_(context: click.Context, /, what: str, report: Path | None, as_json: bool) -> None:
    """What ``assay open`` does."""
    path = last_report(report)
    folder = path if path.is_dir() else folder_of(path)
    page = (folder / own_files.PAGE).resolve()
    if not page.is_file():
        raise UsageError(f"{page}: there is no page; `assay report {path}` makes one of the results")
    address = page.as_uri()
    if what:
        feature, _, target = what.partition("@")
        cells = _cells(model.load(path, cleaned=False), path, feature, target)
        address += f"#{place(feature, cells[0].target)}"
    if as_json:
        print_json({"page": str(page), "address": address})
        return
    say(address)
    if not webbrowser.open(address):
        say("no browser can be started here: open it yourself", err=True)
        context.exit(exit_codes.FAILED)

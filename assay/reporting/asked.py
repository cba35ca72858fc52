"""A run without what it was not asked for: what the formats for people show, unless all is asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from assay.reporting.model import Report


def asked_for(report: Report) -> Report:
    """The run without what it was not asked for, unless all of it is to be shown.

    Where targets were named, these are the ones asked for; else those that could run, and those that had to.
    """
    if report.everything:
        return report
    targets = [target for target in report.targets if _wanted(report, target)]
    if not targets:  # then there is nothing else to be shown
        return report
    shown = {*targets}
    cells = {key: cell for key, cell in report.cells.items() if key[1] in shown and not cell.unasked}
    if len(cells) == len(report.cells) and targets == report.targets:
        return report
    there = {feature for feature, _ in cells}
    features = [feature for feature in report.features if feature in there]
    return replace(report, cells=cells, targets=targets, features=features, everything=True)


def left_out(report: Report, shown: Report) -> str:
    """What is not shown of a run, in words, with how to see it; empty if it is all there.

    Args:
        report: The run.
        shown: What is shown of it.
    """
    counts = [
        (len(report.targets) - len(shown.targets), "target"),
        (len(report.features) - len(shown.features), "feature"),
    ]
    said = " and ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
    return f"{said} that nobody asked for, or that could not run, are not shown: assay report --all" if said else ""


def not_run(report: Report) -> dict[str, list[str]]:
    """The targets that were asked for, by name or with all others, and had no server: by the reason."""
    found: dict[str, list[str]] = defaultdict(list)
    asked = report.about_run.selection.targets
    for target in report.targets:
        reason = report.server(target).reason
        if reason and report.state(target) == "not run" and (not asked or target in asked):
            found[reason].append(target)
    return dict(found)


def _wanted(report: Report, target: str) -> bool:
    if report.state(target) != "not run":
        return True
    asked = report.about_run.selection
    if not asked.targets:  # a run of an older Assay does not say
        return True
    named = len(asked.targets) < len(report.context.targets) and target in asked.targets
    return named or bool({target, report.target(target).backend} & {*asked.require})

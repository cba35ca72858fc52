"""What the texts for a CI server have in common: sentences, and how evidence is shown in Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from assay.reporting.ci.causes import ORDER, Broken
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.wording import headline, title
from assay.reporting.formats.markdown import code
from assay.reporting.model import Report
from assay.reporting.screen import without_controls

_REASON = 300
_TICKS = re.compile(r"`{3,}")


def plural(count: int, word: str) -> str:
    """How many there are of something."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def run_sentence(report: Report) -> str:
    """What came of a run as a whole, in one sentence."""
    counts = Counter(cell.verdict for cell in report.cells.values())
    broken = ", ".join(f"{counts[v]} {v.value}" for v in ORDER if counts[v])
    if report.killed:
        return f"the run was killed before its end{f'; until then {broken}' if broken else ''}"
    if not broken and not report.problems:
        return "the run is as it should be"
    return f"the run fails: {broken or plural(len(report.problems), 'problem')}"


def comparison_sentence(comparison: Comparison) -> str:
    """What came of a run against another, in one sentence."""
    said = [doubt.headline for doubt in comparison.doubts]
    changes = [change for change in (*Change,) if change.fails_compare or change in (Change.FIXED, Change.NEW)]
    said += [f"{len(found)} {change.value}" for change in changes if (found := comparison.listed(change))]
    if not any(change.fails_compare for change in comparison.changes) and not comparison.doubts:
        targets = ", ".join(comparison.candidate.about_run.selection.targets or comparison.candidate.targets)
        rest = f": {', '.join(said)}" if said else ""
        return f"nothing regressed on {targets}{rest}"
    return ", ".join(said) or headline(comparison)


def sides(comparison: Comparison) -> list[str]:
    """The two runs, a line each."""
    return [f"- before: {code(title(comparison.base))}", f"- now: {code(title(comparison.candidate))}"]


def broken_line(one: Broken) -> str:
    """A cause as an item of a list."""
    return f"- **{one.kind}** {code(_short(one.reason))}: {code(one.where)}"


def again_line(report: Report, one: Broken) -> list[str]:
    """The command that runs one of its checks again, if there is one."""
    command = report.again(one.line) if one.line else ""
    return [f"  - again: {code(command)}"] if command else []


def details(name: str, text: str, limit: int) -> list[str]:
    """A text that a reader opens, as :func:`fenced`; nothing if there is none."""
    if not text.strip():
        return []
    return ["", f"<details><summary>{name}</summary>", "", *fenced(text, limit), "", "</details>"]


def fenced(text: str, limit: int) -> list[str]:
    """A text as it is; its beginning is left out where it is too long."""
    shown = without_controls(text) if len(text) <= limit else f"...\n{without_controls(text[-limit:])}"
    ticks = "`" * max([3, *(len(found) + 1 for found in _TICKS.findall(shown))])
    return [ticks, *shown.strip("\n").split("\n"), ticks]


def versions_table(comparison: Comparison, limit: int) -> list[str]:
    """What changed of versions and settings."""
    changed = comparison.changed_versions
    if not changed:
        return []
    lines = ["", "| changed | before | now |", "|---|---|---|"]
    lines += [f"| {code(v.name)} | {code(v.base or '-')} | {code(v.candidate or '-')} |" for v in changed[:limit]]
    return [*lines, *([f"| and {len(changed) - limit} more | | |"] if len(changed) > limit else []), ""]


def listed(names: Iterable[str], limit: int) -> str:
    """The first of some names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more


def _short(text: str) -> str:
    return text if len(text) <= _REASON else f"{text[:_REASON]}…"

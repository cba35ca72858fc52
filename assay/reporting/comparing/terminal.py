"""A comparison on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.table import Table
from rich.text import Text

from assay.reporting.comparing.baseline import held_before
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison, Version
from assay.reporting.comparing.sentence import sentence
from assay.reporting.comparing.wording import (
    NOTES,
    TAKEN_FOR,
    finding_line,
    findings,
    grouped,
    grouped_by_reason,
    sections,
    taken_for,
    title,
    verdict_line,
    word,
)
from assay.reporting.screen import drawn, plain_console, printable

LISTED_NOTES = 20
LISTED_REASONS = 20
_STYLES = {Change.FIXED: "green", Change.REASON: "yellow"}


def render(comparison: Comparison, width: int = 100, colour: bool = False, *, closing: bool = True) -> str:
    """The text for a terminal.

    Args:
        comparison: The comparison.
        width: Columns of the terminal.
        colour: Whether it takes colours.
        closing: Whether it ends with the sentence, too, with which it begins; whoever says more after it says that at
            its own end.
    """
    console = plain_console(max(width, 80), colour)

    def say(text: str, style: str = "") -> None:
        console.print(Text(printable(text), style=style), soft_wrap=True)

    failed = comparison.fails(allow_missing=True)
    style = "bold red" if failed else "bold yellow" if comparison.fails_upgrade else "bold green"
    for doubt in comparison.doubts:
        say(str(doubt), "bold red")
    say(sentence(comparison), style)
    say(f"base:      {title(comparison.base)}")
    say(f"candidate: {title(comparison.candidate)}")
    _say_changes(comparison, say)
    for line in _some(NOTES, comparison.notes):
        say(line)
    changed = comparison.changed_versions
    for heading, of_server in (("versions", False), ("servers", True)):
        if those := [version for version in changed if version.of_server is of_server]:
            console.print(_table(heading, those))
    say(f"{len(comparison.versions) - len(changed)} other versions and settings are the same")
    say(held_before(comparison.base))
    say(f"counted, each feature on each target: {verdict_line(comparison)}")
    if closing:
        say(sentence(comparison), style)
    return drawn(console)


def _say_changes(comparison: Comparison, say: Callable[..., None]) -> None:
    """What changed, one by one or by the reasons."""
    for change, listed in sections(comparison):
        say(f"{change.value}: {len(listed)}", _STYLES.get(change, "bold red" if change.fails_compare else "bold"))
        for (feature, old, new, reason), pairs in grouped(listed).items():
            targets = ", ".join(p.target for p in pairs)
            say(f"  {feature}[{targets}]: {word(old)} → {word(new)}{': ' if reason else ''}{reason}")
    for heading, those in findings(comparison):
        for line in _some(heading, [finding_line(finding) for finding in those]):
            say(line)
    for change, reasons in grouped_by_reason(comparison):
        style = "bold red" if change.fails_compare else "bold"
        say(f"{change.value}: {sum(count for _, _, count in reasons)}", style)
        for line in _reasons(reasons):
            say(line)
    for line in _some(TAKEN_FOR, taken_for(comparison)):
        say(line)


def _table(heading: str, changed: Sequence[Version]) -> Table:
    """The versions that differ."""
    table = Table("what changed", "base", "candidate", title=heading, title_justify="left")
    for version in changed:
        table.add_row(*(Text(printable(text or "-")) for text in (version.name, version.base, version.candidate)))
    return table


def _reasons(reasons: Sequence[tuple[str, str, int]]) -> list[str]:
    """The commonest reasons, and how many more there are."""
    more = len(reasons) - LISTED_REASONS
    shown = [f"  {count} x {reason} on {targets}" for reason, targets, count in reasons[:LISTED_REASONS]]
    return [*shown, *([f"  and {more} more reasons: see --format json"] if more > 0 else [])]


def _some(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading with how many lines there are, and the first of them; nothing if there is none."""
    if not lines:
        return []
    more = len(lines) - LISTED_NOTES
    shown = [f"  {line}" for line in lines[:LISTED_NOTES]]
    return [f"{heading}: {len(lines)}", *shown, *([f"  and {more} more: see the page"] if more > 0 else [])]

"""The comparison of a project's tests on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.wording import NOTES, grouped, word
from assay.reporting.comparing.wording import sections as suites_sections
from assay.reporting.projects.comparison import Became, ProjectComparison, TestPair
from assay.reporting.projects.wording import counted, groups, held_before, named, sections, sentence, suites_line
from assay.reporting.screen import drawn, plain_console, printable

_LISTED = 20
_TRACEBACK = 30
_SHOWN_TRACEBACKS = 5
_STYLES = {Became.FIXED: "green", Became.FLAKY: "yellow"}


def render(comparison: ProjectComparison, width: int = 100, colour: bool = False, *, closing: bool = True) -> str:
    """The text for a terminal: all that is said of the project's own tests.

    Args:
        comparison: The comparison.
        width: Columns of the terminal.
        colour: Whether it takes colours.
        closing: Whether it ends with the sentence; whoever says that soon after it has no need of it.
    """
    console = plain_console(max(width, 80), colour)

    def say(text: str, style: str = "") -> None:
        console.print(Text(printable(text), style=style), soft_wrap=True)

    for doubt in comparison.doubts:
        say(str(doubt), "bold red")
    say(held_before(comparison))
    for line in _some(f"{NOTES}: {len(comparison.notes)}", [f"  {note}" for note in comparison.notes]):
        say(line)
    for kind, pairs in sections(comparison):
        say(f"{kind.value}: {len(pairs)}", _STYLES.get(kind, "bold red" if kind.fails else "bold"))
        shown = _SHOWN_TRACEBACKS if kind is Became.REGRESSED else 0
        for line in _tests(pairs, shown):
            say(line)
    style = "bold red" if comparison.tests_fail else "bold green"
    say(f"counted: {counted(comparison)}", style)
    if closing:
        say(sentence(comparison), style)
    return drawn(console)


def render_suites(comparison: ProjectComparison, width: int = 100, colour: bool = False) -> str:
    """What Assay's suites say, for a terminal; empty if nobody asked them."""
    console = plain_console(max(width, 80), colour)
    found = comparison.suites
    if isinstance(found, Comparison):
        for change, listed in suites_sections(found):
            if change.fails_upgrade:
                console.print(Text(f"Assay's suites, {change.value}: {len(listed)}", style="bold red"), soft_wrap=True)
                _say_features(console.print, found, change)
    style = "bold red" if comparison.suites_fail else "bold" if isinstance(found, str) else "bold green"
    if line := suites_line(comparison):
        console.print(Text(printable(line), style=style), soft_wrap=True)
    return drawn(console)


def _say_features(write: object, comparison: Comparison, change: Change) -> None:
    assert callable(write)
    groups = [*grouped(comparison.listed(change)).items()]
    for (feature, old, new, reason), pairs in groups[:_LISTED]:
        targets = ", ".join(pair.target for pair in pairs)
        line = f"  {feature}[{targets}]: {word(old)} → {word(new)}{': ' if reason else ''}{reason}"
        write(Text(printable(line)), soft_wrap=True)
    if len(groups) > _LISTED:
        write(Text(f"  and {len(groups) - _LISTED} more: see the page"), soft_wrap=True)


def _some(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading and the first of some lines; nothing if there is none."""
    more = [f"  and {len(lines) - _LISTED} more: see the page"] if len(lines) > _LISTED else []
    return [heading, *lines[:_LISTED], *more] if lines else []


def _tests(pairs: Sequence[TestPair], tracebacks: int) -> list[str]:
    found = groups(pairs)
    lines = [line for n, group in enumerate(found[:_LISTED]) for line in _lines(group, traceback=n < tracebacks)]
    more = sum(map(len, found[_LISTED:]))
    return lines + ([f"  and {more} more: see the page"] if more else [])


def _lines(group: list[TestPair], *, traceback: bool) -> list[str]:
    pair = group[0]
    before, after = pair.sides
    said = [f"  {named(group)}: {before} → {after}{': ' if pair.why else ''}{pair.why}"]
    said += [f"    {again}" for again in pair.repeats]
    if traceback and pair.upgraded is not None and pair.upgraded.traceback:
        lines = pair.upgraded.traceback.splitlines()
        shown = lines if len(lines) <= _TRACEBACK else ["[…]", *lines[-_TRACEBACK:]]
        said += [f"    | {line}" for line in shown]
    return said

"""What came of the generic checks of a user's application: as it is printed, and for programs and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from assay.applications.lines import Line, counted
from assay.domain.verdicts import Verdict
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.reporting.signs import SYMBOLS

_TOLD = (Verdict.FAIL, Verdict.ERROR, Verdict.KNOWN, Verdict.FIXED, Verdict.NOT_RUN, Verdict.UNSUPPORTED)
"""In this order; what passed is counted."""
_NOT_TRIED = (Verdict.NOT_RUN, Verdict.UNSUPPORTED)
"""Of these those of one reason are one line."""
_ASKED = re.compile(r"^[A-Z]+ \S+ (?=answered)")
_COUNT = re.compile(r" \(\d+ of \d+ requests\)$")
"""What of a failure's reason is of the request, and of how many failed."""
_FILE = re.compile(r"[^\w.]+")


class OfTarget(NamedTuple):
    """The lines of a target, for a page: what did not pass first."""

    counted: str
    lines: list[Line]


def by_target(lines: Iterable[Line]) -> dict[str, OfTarget]:
    """What a page shows of lines: the template ``application_checks.html.j2`` takes it as ``checks``."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.target, []).append(line)
    order = {verdict: number for number, verdict in enumerate([*_TOLD, Verdict.PASS])}
    return {
        target: OfTarget(counted(mine), sorted(mine, key=lambda line: order[line.verdict]))
        for target, mine in grouped.items()
    }


def show(lines: Sequence[Line]) -> None:
    """Print them for people: what did not pass, by target, and how much did."""
    for target, of_target in groupby(lines, key=lambda line: line.target):
        mine = list(of_target)
        say(f"\nChecks of its models and routes on {target}: {counted(mine)}.")
        for verdict in _TOLD:
            of_verdict = [line for line in mine if line.verdict is verdict]
            told = (
                map(_together, _by_reason(of_verdict)) if verdict in _NOT_TRIED else map(_told, _by_cause(of_verdict))
            )
            for text in chain.from_iterable(told):
                say(f"  {printable(text)}")


def _by_reason(lines: Iterable[Line]) -> Iterable[list[Line]]:
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.reason, []).append(line)
    return grouped.values()


def _by_cause(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """Failures of a check that say the same, whatever was asked: one cause, which nobody wants to read twenty times."""
    grouped: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        said = _COUNT.sub("", _ASKED.sub("", line.reason))
        grouped.setdefault((line.check, line.issue, said) if said != line.reason else (line.id,), []).append(line)
    return grouped.values()


def _together(lines: Sequence[Line]) -> Iterator[str]:
    """Lines of one reason, which nobody wants to read for each of them."""
    first, *others = lines
    more = f" and {len(others)} more" if others else ""
    yield f"{SYMBOLS[first.verdict]} {first.verdict.value}: {first.id}{more}"
    if first.reason:
        yield f"    {first.reason}"


def _told(lines: Sequence[Line]) -> Iterator[str]:
    line, *others = lines
    more = f" and {len(others)} more" if others else ""
    yield f"{SYMBOLS[line.verdict]} {line.verdict.value}: {line.id}{more}{f' ({line.issue})' if line.issue else ''}"
    if line.reason:
        yield f"    {line.reason}"
    if line.verdict is Verdict.FAIL:
        for row in line.rows[:2]:
            yield f"    {row}"
    if others:
        yield f"    the same: {', '.join(one.subject for one in others)}"


def data_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines for programs."""
    return [{"id": line.id, **msgspec.to_builtins(line)} for line in lines]


def write_scripts(lines: Iterable[Line], folder: Path) -> list[Path]:
    """Write the script of each failure that has one.

    Args:
        lines: The lines.
        folder: Where to; made if it is missing.
    """
    written = []
    for line in lines:
        if line.reproduction:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{_FILE.sub('-', f'{line.target}-{line.id}').strip('-')}.py"
            file.write_text(line.reproduction, encoding="utf-8")
            written.append(file)
    return written

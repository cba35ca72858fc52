"""Which known issues hit a user's application: what the command ``assay app`` prints and writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from assay.applications.lines import Line
from assay.domain.impacts import Impact, sentence
from assay.reporting.application_checks import by_target
from assay.reporting.pages import page
from assay.reporting.say import say
from assay.reporting.screen import printable

_PLACES = 3
"""How many places of an issue people are shown."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A known fault that hits the application: entries of the ledger about one cause together.

    Args:
        impact: The worst that it does.
        finding: Its page's name, or the id of its only entry.
        title: It in a few words.
        issues: The entries.
        where: What in the application it hits, each with the place.
        workarounds: What helps.
        targets: Of the application's targets, those that have it.
        versions: The versions that have it, as ranges; of a server's that nobody asked, too.
        fault: Whose it is.
        upstream: Where it is reported.
        page: The address or file of its page.
    """

    impact: Impact
    finding: str
    title: str
    reason: str
    issues: tuple[str, ...]
    where: tuple[str, ...]
    workarounds: tuple[str, ...]
    targets: tuple[str, ...]
    versions: str
    fault: str
    upstream: str
    page: str = ""


class Unknown(msgspec.Struct, frozen=True):
    """A known issue of these versions and targets of which nobody can say whether it hits."""

    issue: str
    impact: Impact
    reason: str


class ApplicationReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of an application.

    Args:
        application: As ``module:name``.
        directory: Where it lies.
        targets: Those that the issues were asked for.
        notes: What a reader has to know of them.
        versions: Of the libraries, in the order in which they are shown.
        summary: What the application has.
        replaced: How the settings of its databases were replaced.
        refused: What it wanted to reach.
        hits: The faults that hit it, the worst first.
        unknown: Those of which it cannot be said.
        counts: How many entries of the ledger came to which answer.
    """

    application: str
    directory: str
    targets: tuple[str, ...]
    notes: tuple[str, ...]
    versions: dict[str, str]
    summary: dict[str, str]
    replaced: tuple[str, ...]
    refused: tuple[str, ...]
    hits: tuple[Hit, ...]
    unknown: tuple[Unknown, ...]
    counts: dict[str, int]

    @property
    def headline(self) -> str:
        """What hits it, in a sentence."""
        found = sentence(hit.impact for hit in self.hits)
        return f"Known faults that hit {self.application}: {found or 'none'}."

    @property
    def has(self) -> str:
        """What the application has, in a line."""
        counted = [(number, name) for name, number in self.summary.items() if number != "0"]
        return ", ".join(f"{number} {_one_of(name) if number == '1' else name}" for number, name in counted)

    @property
    def told(self) -> str:
        """What became of the ledger's entries, in a line."""
        return ", ".join(f"{number} {answer}" for answer, number in self.counts.items())

    def worst(self, limit: Impact) -> tuple[Hit, ...]:
        """Those that do something as bad as the limit, or worse."""
        return tuple(hit for hit in self.hits if hit.impact.rank <= limit.rank)


def _one_of(plural: str) -> str:
    return f"{plural[:-3]}y" if plural.endswith("ies") else plural.removesuffix("s")


def show(report: ApplicationReport) -> None:
    """Print a report for people."""
    say(printable(report.headline))
    say(f"  application  {printable(report.directory)}: {report.has}")
    say(f"  versions     {', '.join(f'{name} {version}' for name, version in report.versions.items())}")
    say(f"  targets      {', '.join(report.targets)}")
    for word, lines in (("note", report.notes), ("database", report.replaced), ("refused", report.refused)):
        for line in lines:
            say(f"  {word:11}  {printable(line)}")
    for hit in report.hits:
        say(f"\n{hit.impact.value}: {printable(hit.title)}")
        for line in _lines(hit):
            say(f"  {printable(line)}")
    if report.unknown:
        ids = ", ".join(one.issue for one in report.unknown)
        say(f"\nOf {len(report.unknown)} known issues it cannot be told whether they hit: {ids}")
    say(f"\nThe ledger's issues: {report.told}.")


def _lines(hit: Hit) -> Sequence[str]:
    more = f" and {len(hit.where) - _PLACES} more" if len(hit.where) > _PLACES else ""
    return [
        f"where  {'; '.join(hit.where[:_PLACES])}{more}",
        *(f"help   {text}" for text in hit.workarounds),
        f"on     {', '.join(hit.targets)}; {hit.versions}",
        f"issue  {', '.join(hit.issues)} ({hit.upstream})",
    ]


def html_of(report: ApplicationReport, lines: Sequence[Line] = ()) -> str:
    """The report as a page.

    Args:
        report: The report.
        lines: What came of the checks of its models and routes.
    """
    return page("application.html.j2", report=report, checks=by_target(lines))


def data_of(report: ApplicationReport, inventory: dict[str, Any]) -> dict[str, Any]:
    """The report for programs."""
    return {**msgspec.to_builtins(report), "inventory": inventory}

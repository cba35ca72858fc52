"""What became of the reports that known issues name: open, closed and by what, as far as it was seen."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

UNREPORTED = "unreported"
"""What an issue names that nobody has reported."""
_NAME = re.compile(r"https?://\S+|[\w.-]+/[\w.-]+#\d+")
_CLOSER = re.compile(r"([\w.-]+/[\w.-]+)?#\d+")
_ON_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)/?")


class UpstreamState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of one report.

    Args:
        name: It, as issues name it: ``owner/name#12``, or an address that is none of GitHub.
        state: ``open``; ``closed``; ``merged``, of a pull request; ``answered``, where the project's changelog or
            history names a change for it, and nobody has looked whether it is closed; or ``unknown``.
        by: What closed or answered it, as ``#12`` of the same project or as ``owner/name#12``.
        as_of: The day on which it was so: of the change in the project's history, or of the newest comment that was
            seen. An open report may have been closed since. Needed unless the state is unknown.
    """

    name: str
    state: Literal["open", "closed", "merged", "answered", "unknown"]
    by: str = ""
    as_of: datetime.date | None = None

    @property
    def problem(self) -> str:
        """What is wrong with it; empty if nothing is."""
        if spelled := problem_of_name(self.name):
            return f"name = {spelled}"
        if (self.as_of is None) != (self.state == "unknown"):
            return "give as_of, the day on which it was so, unless the state is 'unknown'"
        if self.by and (self.state not in ("closed", "answered") or not _CLOSER.fullmatch(self.by)):
            return f"by = {self.by!r}: what closed or answered it, as '#12' or 'owner/name#12'"
        if self.state == "answered" and not self.by:
            return "by is missing: what answered it"
        return ""


def problem_of_name(name: str) -> str:
    """What is wrong with the name of a report; empty if nothing is."""
    if there := _ON_GITHUB.fullmatch(name):
        return f"{name!r}: write it as {there[1]}#{there[2]}"
    return "" if _NAME.fullmatch(name) else f"{name!r}: give owner/name#12, or the address of one that is not on GitHub"


def problems_of(states: Iterable[UpstreamState], named: Iterable[str]) -> list[str]:
    """What is wrong with the states of a file, or of files that belong together.

    Args:
        states: They.
        named: The reports that their issues name.
    """
    problems, seen, used = [], set(), {*named}
    for one in states:
        wrong = one.problem or ("there are two of it" if one.name in seen else "")
        wrong = wrong or ("" if one.name in used else "no issue names it")
        seen.add(one.name)
        if wrong:
            problems.append(f"report {one.name!r}: {wrong}")
    return problems


def in_words(state: str, by: str = "", as_of: str = "") -> str:
    """What became of a report, for people.

    Args:
        state: The state; empty in the results of an Assay that did not know it.
        by: What closed or answered it.
        as_of: The day on which it was so, ISO 8601.
    """
    if state in ("closed", "answered"):
        return f"{state} by {by}" if by else state
    if state == "open":
        return f"open as of {as_of}" if as_of else state
    return state if state == "merged" else "state not known"


def version_of(name: str, versions: Mapping[str, str]) -> str:
    """The version of what a report is about: of the distribution that is called as its project; empty if none is.

    Args:
        name: The report.
        versions: Versions by canonical name of the distribution.
    """
    found = re.fullmatch(r"[\w.-]+/([\w.-]+)#\d+", name)
    return versions.get(re.sub(r"[-_.]+", "-", found[1]).lower(), "") if found else ""

"""Where upstream was told of a finding, what became of it, and whether the fault is there all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.version import Version

from assay.domain.upstream_states import UNREPORTED, in_words, version_of
from assay.domain.version_bounds import mended_in
from assay.results.context import IssueInfo

ENDED = ("closed", "merged", "answered")
"""States after which nobody would look for the fault any more."""


@dataclass(frozen=True)
class Told:
    """One report.

    Args:
        name: It, as ``owner/name#12`` or an address.
        state: What became of it, a word of :class:`assay.domain.upstream_states.UpstreamState`.
        by: What closed or answered it.
        as_of: The day on which it was so.
        issues: The ids of the known issues that are about it.
        still: The version in which the fault was seen all the same; ``here`` if nobody knows the version; empty if it
            was not seen, or was mended since.
        mended: What mended it, such as ``advanced-alchemy 1.7``; empty if that is not known.
    """

    name: str
    state: str = ""
    by: str = ""
    as_of: str = ""
    issues: tuple[str, ...] = ()
    still: str = ""
    mended: str = ""

    @property
    def words(self) -> str:
        """What became of it: ``closed by #12, still there in 1.12.0``."""
        still = "still there" + (f" in {self.still}" if self.still != "here" else "") if self.still else ""
        mended = f"mended in {self.mended}" if self.mended else ""
        return ", ".join(filter(None, (in_words(self.state, self.by, self.as_of), still, mended)))

    @property
    def sentence(self) -> str:
        """All of it, with its name."""
        return f"{self.name}, {self.words}"


@dataclass(frozen=True)
class Reports:
    """All reports of a finding.

    Args:
        each: They.
        in_part: Whether upstream was told of some of its issues, and not of others.
    """

    each: tuple[Told, ...] = field(default=())
    in_part: bool = False

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def sentence(self) -> str:
        """All of them in words."""
        said = "; ".join(one.sentence for one in self.each)
        return said + " (of a part of it)" * self.in_part or UNREPORTED

    @property
    def told(self) -> str:
        """What somebody has to know at once: whether upstream knows, and whether it believes to be done with it."""
        if not self.each:
            return "not reported"
        if any(one.still for one in self.each):
            one = next(one for one in self.each if one.still)
            return f"reported, {one.words}" if len(self.each) == 1 else "reported, closed, and still there"
        states = {one.state for one in self.each}
        if "open" in states:
            return "reported, open"
        return "reported, and closed" if states <= {*ENDED} else "reported, state not known"

    @property
    def marks(self) -> list[str]:
        """What a list can be narrowed to: ``yes`` or ``no``, ``open``, and ``still`` if it is there though closed."""
        if not self.each:
            return ["no"]
        kinds = {"open": any(one.state == "open" for one in self.each), "still": any(one.still for one in self.each)}
        return ["yes", *(kind for kind, is_one in kinds.items() if is_one)]


def reports(issues: Sequence[IssueInfo], versions: Mapping[str, str], *, seen: bool) -> Reports:
    """The reports of some issues.

    Args:
        issues: Those of one finding.
        versions: The versions with which they were seen, by canonical name of the distribution.
        seen: Whether they were seen at all.
    """
    told: dict[str, list[IssueInfo]] = {}
    for issue in issues:
        if issue.upstream not in ("", UNREPORTED):
            told.setdefault(issue.upstream, []).append(issue)
    made = tuple(_report(name, about, versions if seen else None) for name, about in told.items())
    return Reports(made, bool(made) and any(issue.upstream == UNREPORTED for issue in issues))


def _report(name: str, about: Sequence[IssueInfo], versions: Mapping[str, str] | None) -> Told:
    first = about[0]
    mended = _mended(about)
    goes_on = versions is not None and first.upstream_state in ENDED and not mended
    return Told(
        name,
        first.upstream_state,
        first.upstream_by,
        first.upstream_as_of,
        tuple(issue.id for issue in about),
        (version_of(name, versions or {}) or "here") if goes_on else "",
        mended,
    )


def _mended(about: Iterable[IssueInfo]) -> str:
    """What mended all of some issues: a release, or an edition of the documentation's page."""
    issues = list(about)
    editions = {issue.mended_in for issue in issues}
    if "" not in editions:
        return f"the page of {max(editions, key=Version)}"
    return mended_in(issue.versions for issue in issues)
